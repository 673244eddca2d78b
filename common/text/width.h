// Columns and lines of plain text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace sennight::text {

// The columns that `utf8` takes in a fixed-width font: two for East Asian wide and full-width
// characters and for emoji, none for marks that combine, one for each other. A grapheme cluster is
// as wide as its widest character.
int DisplayWidth(std::string_view utf8);

// What people see as characters: extended grapheme clusters, as parts of `utf8`.
std::vector<std::string_view> Graphemes(std::string_view utf8);

// Breaks a text into lines of at most `width` columns (at least 2), without white space at either
// end of a line. A line end in the text is a line end in the result; an empty line stays.
// Breaks where Unicode allows (UAX 14), and as Chinese typesetting asks: no line begins with a
// closing mark, stop, comma, interpunct or solidus, none ends with an opening mark; —— and …… are
// not split, nor is a number from its unit, nor a note mark ("[3]") from its word. What cannot be
// broken so is broken between grapheme clusters, a URL never: it then has a line of its own, longer
// than `width`.
std::vector<std::string> Wrap(std::string_view utf8, int width);

// Calls `take` with each of the lines that Wrap returns; they may be gone after the call.
using TakeLine = absl::FunctionRef<void(std::string_view)>;
void ForEachLine(std::string_view utf8, int width, TakeLine take);

}  // namespace sennight::text
