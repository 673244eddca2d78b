// What typesetting asks about a character, in one look for those that nearly all texts are made
// of: printable ASCII and Latin-1, the Han characters U+4E00 to U+9FFF, the punctuation of Chinese,
// full-width forms, ℃ and Ⅱ. Each of them is a grapheme cluster of its own. For width.cc and
// line_breaks.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sennight::text {

// The line breaking classes of UAX 14 that common characters have. kWideOpen are the opening marks
// of East Asian width, which LB30 leaves out.
enum class LineClass : std::uint8_t {
  kLetter,       // AL, AI
  kDigit,        // NU
  kSpace,        // SP
  kExclamation,  // EX
  kQuote,        // QU
  kPrefix,       // PR
  kPostfix,      // PO
  kOpen,         // OP
  kWideOpen,     // OP
  kParenthesis,  // CP
  kClose,        // CL
  kInfix,        // IS
  kHyphen,       // HY
  kSlash,        // SY
  kBreakAfter,   // BA
  kIdeograph,    // ID
  kNonStarter,   // NS, CJ
  kDash,         // B2
  kEllipsis,     // IN
};
inline constexpr std::size_t kLineClasses = 19;

struct CommonCharacter {
  // Answers as bits of `is`.
  static constexpr std::uint8_t kKnown = 1;          // Is a common character at all.
  static constexpr std::uint8_t kSpace = 2;          // White space of any kind.
  static constexpr std::uint8_t kHan = 4;            //
  static constexpr std::uint8_t kDigit = 8;          // ASCII or full-width.
  static constexpr std::uint8_t kNotAtStart = 16;    // May not begin a line of Chinese.
  static constexpr std::uint8_t kNotAtEnd = 32;      // May not end one.
  static constexpr std::uint8_t kOpensQuote = 64;    // “ ‘
  static constexpr std::uint8_t kClosesQuote = 128;  // ” ’

  std::uint8_t is = 0;
  std::uint8_t width = 1;  // Columns.
  LineClass line = LineClass::kLetter;
  bool is_note_mark = false;     // [
  bool is_before_quote = false;  // A Chinese mark behind which a quotation may begin a line.

  bool Is(std::uint8_t bits) const { return (is & bits) != 0; }
};

// The characters outside of the ideographs, by their place in one of five ranges.
class CommonCharacters {
 public:
  static const CommonCharacters& Get();

  const CommonCharacter& Of(char32_t c) const {
    if (c >= 0x4E00 && c <= 0x9FFF) return kIdeograph;
    return table_[IndexOf(c)];
  }

 private:
  CommonCharacters();

  // 0 is that of a control character, which is not a common one.
  static std::size_t IndexOf(char32_t c) {
    if (c < 0x100) return c;
    if (c >= 0x2000 && c < 0x2040) return c - 0x2000 + 0x100;
    if (c >= 0x3000 && c < 0x3040) return c - 0x3000 + 0x140;
    if (c >= 0x2100 && c < 0x2180) return c - 0x2100 + 0x180;
    if (c >= 0xFF00 && c < 0xFFF0) return c - 0xFF00 + 0x200;
    return 0;
  }

  static constexpr CommonCharacter kIdeograph = {
      .is = CommonCharacter::kKnown | CommonCharacter::kHan,
      .width = 2,
      .line = LineClass::kIdeograph};

  std::array<CommonCharacter, 0x2F0> table_;
};

// What may not begin a line of Chinese, and what may not end one (clreq, "basic" level, solidus
// and units), brackets aside.
inline constexpr std::u32string_view kNotAtLineStart =
    U"、，。．：；！？,.:;!?%％‰℃·・‧•/／～~—…⋯”’";
inline constexpr std::u32string_view kBeforeQuote = U"，。：；！？、";
inline constexpr std::u32string_view kNotAtLineEnd = U"“‘$¥￥€£#＃№";

}  // namespace sennight::text
