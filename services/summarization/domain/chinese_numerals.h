// Numbers in Chinese characters: 两, 十二, 二〇二五.
#pragma once

#include <string>
#include <string_view>

namespace sennight::summarization {

struct ChineseNumeral {
  int total = 0;           // 十二 is 12.
  int end = 0;             // Behind its last character.
  bool positional = true;  // Written digit by digit, as in 二〇二五.
  std::string digits;      // The digits that were read, 2025.
};

// Returns the digit that the character is, or -1.
int ChineseDigit(char32_t c);

// Reads the numeral at `start`; one of more than nine characters is cut.
ChineseNumeral ReadChineseNumeral(std::u32string_view text, int start);

}  // namespace sennight::summarization
