// The terms that texts are compared by: stems of English words, pairs of Han characters, names and
// numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Returns the terms of `shadow` within `within`, in their order, without stop words.
std::vector<std::u32string> Terms(std::u32string_view shadow, const Range& within);

// Returns how long a text is: Latin words and numbers, and Han characters.
int CountWords(std::u32string_view shadow, const Range& within);

}  // namespace sennight::summarization
