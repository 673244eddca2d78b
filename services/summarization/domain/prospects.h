// Whether a text says that something has happened or that it may.
#pragma once

#include <cstddef>
#include <string_view>

namespace sennight::summarization {

// Whether the words before `at` in the same clause of a shadow put what stands there into the
// future or in doubt: 有望明年获批, "poised for approval".
bool IsProspect(std::u32string_view shadow, int at);

// Whether the word "may" at `at` of a shadow, in which all letters are small, is the month.
bool IsMonthOfMay(std::u32string_view shadow, size_t at);

}  // namespace sennight::summarization
