#include "common/text/characters.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <string_view>

namespace sennight::text {
namespace {

// Opening and closing marks in the same order.
constexpr std::u32string_view kOpening = U"([{（［｛《〈「『【〔〖“‘｢‹«";
constexpr std::u32string_view kClosing = U")]}）］｝》〉」』】〕〗”’｣›»";
static_assert(kOpening.size() == kClosing.size());

UChar32 Icu(char32_t c) { return static_cast<UChar32>(c); }

bool HasScript(char32_t c, UScriptCode script) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(Icu(c), &error) == script && U_SUCCESS(error);
}

bool Between(char32_t c, char32_t first, char32_t last) { return first <= c && c <= last; }

}  // namespace

bool IsHanBeyondCommon(char32_t c) {
  // Punctuation and full-width forms, which are frequent, are none.
  if (Between(c, 0x3008, 0x3020) || Between(c, 0xFF00, 0xFFEF)) return false;
  return HasScript(c, USCRIPT_HAN);
}

bool IsLatinBeyondAscii(char32_t c) {
  if (Between(c, 0x2E80, 0xA721)) return false;  // Scripts of East Asia: none is between them.
  return HasScript(c, USCRIPT_LATIN) && IsLetter(c);
}

bool IsLetter(char32_t c) {
  if (c < 0x80) return Between(c | 0x20, 'a', 'z');
  return Between(c, 0x4E00, 0x9FFF) || u_isalpha(Icu(c)) != 0;
}
bool IsUpperBeyondAscii(char32_t c) { return u_isUUppercase(Icu(c)) != 0; }
bool IsLowerBeyondAscii(char32_t c) { return u_isULowercase(Icu(c)) != 0; }

bool IsDigit(char32_t c) { return Between(c, '0', '9') || Between(c, U'０', U'９'); }

bool IsWhiteSpaceBeyondAscii(char32_t c) { return u_isUWhiteSpace(Icu(c)) != 0; }

bool IsControl(char32_t c) {
  if (c == '\n' || c == '\t') return false;
  return u_charType(Icu(c)) == U_CONTROL_CHAR ||
         u_hasBinaryProperty(Icu(c), UCHAR_NONCHARACTER_CODE_POINT);
}

bool IsBidiControl(char32_t c) {
  return Between(c, 0x202A, 0x202E) || Between(c, 0x2066, 0x2069) || c == 0x200E || c == 0x200F ||
         c == 0x061C;
}

bool IsZeroWidth(char32_t c) {
  return Between(c, 0x200B, 0x200D) || Between(c, 0x2060, 0x2065) || Between(c, 0x206A, 0x206F) ||
         c == 0xFEFF || c == 0x00AD || c == 0x180E || Between(c, 0xFFF9, 0xFFFB) ||
         Between(c, 0xE0000, 0xE007F);
}

bool IsDash(char32_t c) {
  return c == '-' || Between(c, 0x2010, 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
         c == 0xFF0D;
}

bool IsWide(char32_t c) {
  if (c < 0x1100) return false;
  const int width = u_getIntPropertyValue(Icu(c), UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

bool IsCombining(char32_t c) {
  switch (u_charType(Icu(c))) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return c != 0x00AD;
    default:
      return false;
  }
}

bool IsOpeningMark(char32_t c) { return kOpening.find(c) != kOpening.npos; }
bool IsClosingMark(char32_t c) { return kClosing.find(c) != kClosing.npos; }

char32_t ClosingOf(char32_t opening) {
  const size_t at = kOpening.find(opening);
  return at == kOpening.npos ? U'\0' : kClosing[at];
}

}  // namespace sennight::text
