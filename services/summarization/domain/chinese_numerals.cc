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
  switch (c) {
    case U'〇':
    case U'零':
      return 0;
    case U'一':
      return 1;
    case U'二':
    case U'两':
      return 2;
    case U'三':
      return 3;
    case U'四':
      return 4;
    case U'五':
      return 5;
    case U'六':
      return 6;
    case U'七':
      return 7;
    case U'八':
      return 8;
    case U'九':
      return 9;
    default:
      return -1;
  }
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
