// Where a headline may be broken.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sennight::rendering {

// Longest headline that is taken apart, in bytes; a longer one breaks anywhere.
inline constexpr std::size_t kMaxHeadlineBytes = 1024;

// Returns the byte offsets in a headline between two words of ideographs (ICU's dictionary), but
// not after a word of one ideograph, as in 两|款. Elsewhere spaces and punctuation tell the
// browser.
std::vector<std::size_t> WordBoundaries(std::string_view headline);

// The same, of any headline, by ICU's iterator: what WordBoundaries does with rare characters.
std::vector<std::size_t> WordBoundariesByIcu(std::string_view headline);

}  // namespace sennight::rendering
