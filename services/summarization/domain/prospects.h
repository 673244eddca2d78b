// Whether a text says that something has happened or that it may.
#pragma once

#include <string_view>

namespace sennight::summarization {

// Whether the words before `at` in the same clause of a shadow put what stands there into the
// future or in doubt: 有望明年获批, "poised for approval".
bool IsProspect(std::u32string_view shadow, int at);

}  // namespace sennight::summarization
