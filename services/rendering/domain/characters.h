// Code points, as far as typography and escaping need them.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace sennight::rendering {

// Printed where a text is not well-formed UTF-8.
inline constexpr char32_t kReplacement = 0xFFFD;

// NextCodePoint for whatever is neither ASCII nor well-formed in three bytes.
char32_t NextRareCodePoint(std::string_view text, std::size_t* offset);

// Returns the size of the common ideograph (U+4000 to U+9FFF) at `offset`, 0 if there is none.
inline std::size_t IdeographAt(std::string_view text, std::size_t offset) {
  if (offset + 2 >= text.size()) return 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data() + offset);
  const bool is_one = bytes[0] >= 0xE4 && bytes[0] <= 0xE9 && (bytes[1] & 0xC0) == 0x80 &&
                      (bytes[2] & 0xC0) == 0x80;
  return is_one ? 3 : 0;
}

// Returns the code point at `*offset` (less than the size) and moves `*offset` behind it. A byte
// that begins no well-formed sequence counts as kReplacement.
inline char32_t NextCodePoint(std::string_view text, std::size_t* offset) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data() + *offset);
  if (bytes[0] < 0x80) {
    ++*offset;
    return bytes[0];
  }
  // U+1000 to U+FFFF without U+D000 to U+DFFF, some of which are surrogates.
  const bool is_triple = bytes[0] >= 0xE1 && bytes[0] <= 0xEF && bytes[0] != 0xED &&
                         *offset + 2 < text.size() && (bytes[1] & 0xC0) == 0x80 &&
                         (bytes[2] & 0xC0) == 0x80;
  if (is_triple) {
    *offset += 3;
    return static_cast<char32_t>((bytes[0] & 0x0F) << 12 | (bytes[1] & 0x3F) << 6 |
                                 (bytes[2] & 0x3F));
  }
  return NextRareCodePoint(text, offset);
}

// Returns the offset behind the common ideographs (IdeographAt) that `text` has from `offset` on.
inline std::size_t BehindIdeographs(std::string_view text, std::size_t offset) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  // Two at a time, out of eight bytes that are there.
  using Eight = std::array<unsigned char, 8>;
  constexpr auto kMask =
      std::bit_cast<std::uint64_t>(Eight{0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0, 0});
  constexpr auto kTwo =
      std::bit_cast<std::uint64_t>(Eight{0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0, 0});
  while (offset + 8 <= text.size()) {
    std::uint64_t eight;
    std::memcpy(&eight, bytes + offset, sizeof eight);
    const bool are_two =
        (eight & kMask) == kTwo && bytes[offset] - 0xE4U <= 5 && bytes[offset + 3] - 0xE4U <= 5;
    if (!are_two) break;
    offset += 6;
  }
  while (offset + 2 < text.size() && bytes[offset] >= 0xE4 && bytes[offset] <= 0xE9 &&
         (bytes[offset + 1] & 0xC0) == 0x80 && (bytes[offset + 2] & 0xC0) == 0x80) {
    offset += 3;
  }
  return offset;
}

// Returns the size of the character at `offset` if it is printable beyond doubt and no space or
// ASCII: U+2080 to U+9FFF, full-width forms, “ ” — … · and the like. 0 for any other.
inline std::size_t PlainWideAt(std::string_view text, std::size_t offset) {
  const auto at = [&](std::size_t i) {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0;
  };
  const unsigned first = at(0);
  const unsigned second = at(1);
  if (first >= 0xE3 && first <= 0xE9) {
    return (second & 0xC0) == 0x80 && (at(2) & 0xC0) == 0x80 ? 3 : 0;
  }
  if (first == 0xEF) {
    return (second == 0xBC || second == 0xBD) && (at(2) & 0xC0) == 0x80 ? 3 : 0;
  }
  if (first == 0xE2) {
    const bool is_mark = second == 0x80 && at(2) >= 0x92 && at(2) <= 0xA7;
    return is_mark || (second >= 0x82 && second <= 0xBF && (at(2) & 0xC0) == 0x80) ? 3 : 0;
  }
  if (first == 0xC2) return second >= 0xA1 && second <= 0xBF && second != 0xAD ? 2 : 0;
  return 0;
}

// Returns whether U+2010 or U+2011 stands at `offset`.
inline bool IsHyphenAt(std::string_view text, std::size_t offset) {
  return offset + 2 < text.size() && text[offset] == '\xE2' && text[offset + 1] == '\x80' &&
         (text[offset + 2] == '\x90' || text[offset + 2] == '\x91');
}

// Appends a code point that is no surrogate.
inline void AppendUtf8(char32_t c, std::string* out) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out->append({static_cast<char>(0xC0 | (c >> 6)), tail(0)});
  } else if (c < 0x10000) {
    out->append({static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)});
  } else {
    out->append({static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)});
  }
}

// Returns the number of code points.
std::size_t CountCodePoints(std::string_view text);

// Returns `text`, cut to `most` code points, the last of them an ellipsis if something is cut. No
// character is parted from the marks that combine with it.
std::string Shortened(std::string_view text, std::size_t most);

// Returns whether a code point may be printed: not a control (newline and tab are spaces), not a
// bidirectional control or a zero-width mark that could disguise text, not a noncharacter.
// The joiners U+200C and U+200D stay; names and emoji need them.
bool IsPrintable(char32_t code_point);

bool IsSpace(char32_t code_point);

// IsHan for whatever is not a common ideograph.
bool IsRareHan(char32_t code_point);

// Returns whether it is an ideograph.
inline bool IsHan(char32_t c) {
  if (c >= 0x4E00 && c <= 0x9FFF) return true;
  return c >= 0x3005 && IsRareHan(c);
}

// Returns whether it is punctuation of the width of an ideograph, such as ，or 。.
bool IsFullWidthPunctuation(char32_t code_point);

// IsWestern for whatever is not ASCII.
bool IsRareWestern(char32_t code_point);

// Returns whether a gap belongs between it and an ideograph: letters and digits that are not
// East Asian.
inline bool IsWestern(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  return c >= 0xC0 && c < 0x1100 && IsRareWestern(c);
}

// IsExtending for whatever is neither ASCII nor a common ideograph.
bool IsRareExtending(char32_t code_point);

// Returns whether it joins the character before it: combining marks, joiners, variation
// selectors, skin tones.
inline bool IsExtending(char32_t c) {
  return c >= 0x300 && (c < 0x3400 || c > 0x9FFF) && IsRareExtending(c);
}

}  // namespace sennight::rendering
