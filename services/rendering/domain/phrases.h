// Where a headline may be broken.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sennight::rendering {

// Longest headline that is taken apart, in bytes; a longer one breaks anywhere.
inline constexpr std::size_t kMaxHeadlineBytes = 1024;

// Returns the byte offsets in a Chinese headline between two words (ICU's dictionary), so that no
// line ends within one, such as 两|款.
std::vector<std::size_t> WordBoundaries(std::string_view headline);

}  // namespace sennight::rendering
