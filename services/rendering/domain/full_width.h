// Half-width punctuation beside ideographs, printed full-width. For typography.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::rendering {

// Makes the punctuation of `text` full-width where it stands beside ideographs. `before` and
// `after` are the characters around it, else 0.
void WidenPunctuation(std::u32string* text, char32_t before, char32_t after);

// A half-width mark that a Chinese text may print full-width.
struct Mark {
  std::size_t at;
  std::size_t han_before;  // How many runs of ideographs the text has before it.
  bool is_wide = false;
};

// Finds the marks of a text of which nothing but marks and gaps can change when it is typeset.
// Returns false for a text that is not such a one; few are not.
bool FindMarks(std::string_view text, std::vector<Mark>* marks);

// Returns what WidenPunctuation makes of a text whose marks are found.
std::string Widened(std::string_view text, std::vector<Mark>* marks, char32_t before,
                    char32_t after);

}  // namespace sennight::rendering
