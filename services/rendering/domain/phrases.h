// Where a headline may be broken.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::rendering {

// Longest headline that is taken apart, in bytes; a longer one breaks anywhere.
inline constexpr std::size_t kMaxHeadlineBytes = 1024;

// Returns the byte offsets in a headline between two words of ideographs (ICU's dictionary), but
// not after a word of one ideograph, as in 两|款. Elsewhere spaces and punctuation tell the
// browser.
//
// None lies within one of `names`, nor within what a headline shortens one to (the beginning of it,
// of at least three ideographs: 艾米迈托赛 for 艾米迈托赛注射液), unless it is very long.
std::vector<std::size_t> WordBoundaries(std::string_view headline,
                                        const std::vector<std::string>& names = {});

// The same, of any headline, by ICU's iterator: what WordBoundaries does with rare characters.
std::vector<std::size_t> WordBoundariesByIcu(std::string_view headline,
                                             const std::vector<std::string>& names = {});

}  // namespace sennight::rendering
