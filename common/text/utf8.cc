#include "common/text/utf8.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstring>

namespace sennight::text {
namespace {

constexpr char32_t kReplacement = U'\uFFFD';

// Reads the code point at `at` and moves `at` behind it.
char32_t Next(std::string_view utf8, int32_t& at) {
  UChar32 c;
  U8_NEXT_OR_FFFD(utf8.data(), at, static_cast<int32_t>(utf8.size()), c);
  return static_cast<char32_t>(c);
}

// Texts are mostly ASCII, also in part: so many bytes are looked at together.
constexpr int32_t kBlock = 8;

bool IsAsciiBlock(std::string_view utf8, int32_t at) {
  if (utf8.size() - static_cast<size_t>(at) < kBlock) return false;
  uint64_t block;
  std::memcpy(&block, utf8.data() + at, kBlock);
  return (block & 0x8080808080808080U) == 0;
}

// The byte offset of code point `count`, counted from byte `from`.
int32_t Skip(std::string_view utf8, int32_t from, int32_t count) {
  const auto size = static_cast<int32_t>(utf8.size());
  for (; count > 0 && from < size; --count) Next(utf8, from);
  return from;
}

}  // namespace

bool IsValidUtf8(std::string_view utf8) {
  const auto size = static_cast<int32_t>(utf8.size());
  for (int32_t at = 0; at < size;) {
    if (IsAsciiBlock(utf8, at)) {
      at += kBlock;
      continue;
    }
    UChar32 c;
    U8_NEXT(utf8.data(), at, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::u32string ToCodePoints(std::string_view utf8) {
  std::u32string text;
  text.resize(utf8.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(utf8.data());
  const auto size = static_cast<int32_t>(utf8.size());
  char32_t* end = text.data();
  for (int32_t at = 0; at < size;) {
    if (IsAsciiBlock(utf8, at)) {
      for (int32_t i = 0; i < kBlock; ++i) end[i] = bytes[at + i];
      end += kBlock;
      at += kBlock;
    } else if (bytes[at] < 0x80) {
      *end++ = bytes[at++];
    } else if (bytes[at] >= 0xE3 && bytes[at] <= 0xE9 && at + 2 < size &&
               (bytes[at + 1] & 0xC0) == 0x80 && (bytes[at + 2] & 0xC0) == 0x80) {
      *end++ = static_cast<char32_t>((bytes[at] & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 |
                                     (bytes[at + 2] & 0x3F));  // U+3000 to U+9FFF
      at += 3;
    } else {
      *end++ = Next(utf8, at);
    }
  }
  text.resize(static_cast<size_t>(end - text.data()));
  if (text.size() < utf8.size() / 2) text.shrink_to_fit();  // Chinese has three bytes a character.
  return text;
}

std::string ToUtf8(std::u32string_view text) {
  std::string utf8;
  utf8.reserve(text.size());
  for (const char32_t c : text) AppendUtf8(c, utf8);
  return utf8;
}

void AppendUtf8(char32_t c, std::string& utf8) {
  if (c < 0x80) {
    utf8.push_back(static_cast<char>(c));
    return;
  }
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  char bytes[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<UChar32>(c));
  utf8.append(bytes, static_cast<size_t>(size));
}

int32_t CodePointCount(std::string_view utf8) {
  int32_t count = 0;
  const auto size = static_cast<int32_t>(utf8.size());
  for (int32_t at = 0; at < size; ++count) Next(utf8, at);
  return count;
}

std::string Slice(std::string_view utf8, int32_t start, int32_t end) {
  start = std::max(start, 0);
  if (end <= start) return "";
  const int32_t from = Skip(utf8, 0, start);
  const int32_t to = Skip(utf8, from, end - start);
  return std::string(utf8.substr(from, to - from));
}

std::string Slice(std::string_view utf8, Range range) {
  return Slice(utf8, range.start, range.end);
}

std::u32string_view Slice(std::u32string_view text, Range range) {
  const auto size = static_cast<int32_t>(text.size());
  const int32_t start = std::clamp(range.start, 0, size);
  const int32_t end = std::clamp(range.end, start, size);
  return text.substr(start, end - start);
}

}  // namespace sennight::text
