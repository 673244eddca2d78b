// How a stored text is printed. The stored text stays as its sources wrote it; what follows here is
// presentation and never reaches the JSON format.
#pragma once

#include <string>
#include <string_view>

namespace sennight::rendering {

// Who makes the gap between ideographs and Western letters.
enum class HanLatinGap {
  kStyleSheet,  // `text-autospace` does; spaces in the text are taken out.
  kSpace,       // A space in the text does.
};

struct Typography {
  bool chinese = false;  // Whether the text is Chinese; other text is only cleaned.
  HanLatinGap gap = HanLatinGap::kSpace;
};

// Returns `text` as it is printed: without characters that are not printable, white space as one
// space, the hyphens U+2010 and U+2011 as `-`; in Chinese text `, : ; ( ) ! ?` beside an ideograph
// as their full-width forms (parentheses in pairs), and the gap between ideographs and Western
// letters as `typography.gap` says, but none within dates such as 12月9日.
//
// `before` and `after` are the characters around the text if it is a part of a longer one, else 0.
std::string Typeset(std::string_view text, Typography typography, char32_t before = 0,
                    char32_t after = 0);

// The same, character by character: what Typeset does with a text that has rare characters, or
// spaces too many. It takes any text.
std::string TypesetUnsettled(std::string_view text, Typography typography, char32_t before = 0,
                             char32_t after = 0);

}  // namespace sennight::rendering
