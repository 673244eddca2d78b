// Line breaks of UAX 14 (Unicode 15.0, as ICU 72 tailors it) for texts of common characters
// (common_characters.h): a table of pairs and the little context that numbers, hyphens and spaces
// need. With an ICU of the same rules the answers are the same, which the tests and a fuzzer
// check; with another one they stay as they are.
#pragma once

#include <string_view>
#include <vector>

namespace sennight::text {

bool IsCommonText(std::u32string_view text);

// For each offset of a common text whether a line may end before it; the first and the last are
// not told.
std::vector<bool> CommonLineBreaks(std::u32string_view text);

}  // namespace sennight::text
