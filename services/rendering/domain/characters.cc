#include "services/rendering/domain/characters.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace sennight::rendering {

char32_t NextRareCodePoint(std::string_view text, std::size_t* offset) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  auto at = static_cast<std::int64_t>(*offset);
  UChar32 code_point;
  U8_NEXT_OR_FFFD(bytes, at, size, code_point);
  *offset = static_cast<std::size_t>(at);
  return static_cast<char32_t>(code_point);
}

std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::string Shortened(std::string_view text, std::size_t most) {
  std::size_t cut = 0;
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const std::size_t begin = at;
    const char32_t c = NextCodePoint(text, &at);
    if (count == most) return std::string(text.substr(0, cut)) + "…";
    // What stands before the last code point that fits gives way to the ellipsis.
    if (count < most && !IsExtending(c) && c != 0x200D) cut = begin;
  }
  return std::string(text);
}

bool IsPrintable(char32_t c) {
  if (c < 0x20) return c == '\n' || c == '\t' || c == '\r';
  if (c < 0x7F) return true;
  if (c < 0xA0) return false;
  if (c < 0x061C) return c != 0xAD;  // The soft hyphen.
  if (c == 0x061C) return false;
  if (c >= 0x200B && c <= 0x206F) {
    return c != 0x200B && c != 0x200E && c != 0x200F && !(c >= 0x2028 && c <= 0x202E) && c < 0x2060;
  }
  if (c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB)) return false;
  if (c >= 0xE0000 && c <= 0xE0FFF) return false;  // Tags.
  return !U_IS_UNICODE_NONCHAR(static_cast<UChar32>(c)) && c <= 0x10FFFF;
}

bool IsSpace(char32_t c) { return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000; }

bool IsRareHan(char32_t c) {
  return (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 || c == 0x3007 ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

bool IsFullWidthPunctuation(char32_t c) {
  return (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) ||
         (c >= 0x3014 && c <= 0x301B) || c == 0xFF01 || c == 0xFF08 || c == 0xFF09 || c == 0xFF0C ||
         c == 0xFF1A || c == 0xFF1B || c == 0xFF1F;
}

bool IsRareWestern(char32_t c) { return u_isalnum(static_cast<UChar32>(c)); }

bool IsRareExtending(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_GRAPHEME_EXTEND);
}

}  // namespace sennight::rendering
