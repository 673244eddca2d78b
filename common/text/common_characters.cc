#include "common/text/common_characters.h"

#include <unicode/uchar.h>

#include <optional>
#include <utility>

#include "common/text/characters.h"

namespace sennight::text {
namespace {

// Wide, or made narrow of what is wide: ｢.
bool IsEastAsian(char32_t c) {
  return IsWide(c) ||
         u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_EAST_ASIAN_WIDTH) == U_EA_HALFWIDTH;
}

std::optional<LineClass> LineClassOf(char32_t c) {
  switch (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_LINE_BREAK)) {
    case U_LB_ALPHABETIC:
    case U_LB_AMBIGUOUS:
      return LineClass::kLetter;
    case U_LB_NUMERIC:
      return LineClass::kDigit;
    case U_LB_SPACE:
      return LineClass::kSpace;
    case U_LB_EXCLAMATION:
      return LineClass::kExclamation;
    case U_LB_QUOTATION:
      return LineClass::kQuote;
    case U_LB_PREFIX_NUMERIC:
      return LineClass::kPrefix;
    case U_LB_POSTFIX_NUMERIC:
      return LineClass::kPostfix;
    case U_LB_OPEN_PUNCTUATION:
      return IsEastAsian(c) ? LineClass::kWideOpen : LineClass::kOpen;
    case U_LB_CLOSE_PARENTHESIS:
      return LineClass::kParenthesis;
    case U_LB_CLOSE_PUNCTUATION:
      return LineClass::kClose;
    case U_LB_INFIX_NUMERIC:
      return LineClass::kInfix;
    case U_LB_HYPHEN:
      return LineClass::kHyphen;
    case U_LB_BREAK_SYMBOLS:
      return LineClass::kSlash;
    case U_LB_BREAK_AFTER:
      return LineClass::kBreakAfter;
    case U_LB_IDEOGRAPHIC:
      return LineClass::kIdeograph;
    case U_LB_NONSTARTER:
    case U_LB_CONDITIONAL_JAPANESE_STARTER:
      return LineClass::kNonStarter;
    case U_LB_BREAK_BOTH:
      return LineClass::kDash;
    case U_LB_INSEPARABLE:
      return LineClass::kEllipsis;
    default:
      return std::nullopt;
  }
}

bool In(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

CommonCharacter CharacterOf(char32_t c) {
  const auto icu = static_cast<UChar32>(c);
  const std::optional<LineClass> line = LineClassOf(c);
  const bool is_alone = u_getIntPropertyValue(icu, UCHAR_GRAPHEME_CLUSTER_BREAK) == U_GCB_OTHER;
  const bool is_hyphen = c == 0x2010;  // A class of its own in ICU.
  if (!line.has_value() || !is_alone || is_hyphen || IsCombining(c) || IsLineEnd(c) || c == 0) {
    return {};
  }
  CommonCharacter character{.is = CommonCharacter::kKnown,
                            .width = static_cast<std::uint8_t>(IsWide(c) ? 2 : 1),
                            .line = *line,
                            .is_note_mark = c == '[',
                            .is_before_quote = In(kBeforeQuote, c)};
  const auto mark = [&](bool is, std::uint8_t bit) {
    if (is) character.is = static_cast<std::uint8_t>(character.is | bit);
  };
  mark(IsWhiteSpace(c), CommonCharacter::kSpace);
  mark(IsHan(c), CommonCharacter::kHan);
  mark(IsDigit(c), CommonCharacter::kDigit);
  mark(IsClosing(c) || In(kNotAtLineStart, c), CommonCharacter::kNotAtStart);
  mark(IsOpening(c) || In(kNotAtLineEnd, c), CommonCharacter::kNotAtEnd);
  mark(c == U'“' || c == U'‘', CommonCharacter::kOpensQuote);
  mark(c == U'”' || c == U'’', CommonCharacter::kClosesQuote);
  return character;
}

}  // namespace

const CommonCharacters& CommonCharacters::Get() {
  static const CommonCharacters characters;
  return characters;
}

CommonCharacters::CommonCharacters() {
  for (const auto& [first, end] : {std::pair<char32_t, char32_t>(0, 0x100),
                                   {0x2000, 0x2040},
                                   {0x2100, 0x2180},
                                   {0x3000, 0x3040},
                                   {0xFF00, 0xFFF0}}) {
    for (char32_t c = first; c < end; ++c) table_[IndexOf(c)] = CharacterOf(c);
  }
}

}  // namespace sennight::text
