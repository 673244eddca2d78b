// Words with which a text says that something is planned, expected or only possible.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sennight::summarization {

// A hedge and the terms that it makes uncertain: those behind it in its clause, the nearest first.
struct Hedge {
  std::u32string word;
  std::vector<std::u32string> terms;
};

// Returns the hedges of a shadow's text.
std::vector<Hedge> HedgesOf(std::u32string_view text);

// Whether the words before `at` in the same clause of a shadow put what stands there into the
// future or in doubt: 有望明年获批, "poised for approval".
bool IsProspect(std::u32string_view shadow, int at);

}  // namespace sennight::summarization
