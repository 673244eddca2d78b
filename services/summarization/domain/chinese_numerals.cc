#include "services/summarization/domain/chinese_numerals.h"

namespace sennight::summarization {
namespace {

constexpr int kMostCharacters = 9;

int UnitOf(char32_t c) {
  if (c == U'十') return 10;
  if (c == U'百') return 100;
  return c == U'千' ? 1000 : 0;
}

}  // namespace

int ChineseDigit(char32_t c) {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (c == U'零') return 0;
  if (c == U'两') return 2;
  const size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

ChineseNumeral ReadChineseNumeral(std::u32string_view text, int start) {
  ChineseNumeral numeral;
  numeral.end = start;
  int digit = 0;
  for (int read = 0; read < kMostCharacters; ++read, ++numeral.end) {
    if (numeral.end >= static_cast<int>(text.size())) break;
    const char32_t c = text[numeral.end];
    if (const int value = ChineseDigit(c); value >= 0) {
      digit = value;
      numeral.digits.push_back(static_cast<char>('0' + value));
    } else if (const int unit = UnitOf(c); unit > 0) {
      numeral.positional = false;
      numeral.total += (digit == 0 && numeral.end == start ? 1 : digit) * unit;
      digit = 0;
    } else {
      break;
    }
  }
  numeral.total += digit;
  return numeral;
}

}  // namespace sennight::summarization
