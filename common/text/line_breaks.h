// Where a text may be broken. For width.cc.
#pragma once

#include <string_view>
#include <vector>

#include "common/text/range.h"

namespace sennight::text {

// The extended grapheme clusters of `text`, in order.
std::vector<Range> ClusterRanges(std::u32string_view text);

// For each offset of `text` (its end included) whether a line may end before it: as UAX 14 says,
// corrected for Chinese (rules at Wrap).
std::vector<bool> LineBreaks(std::u32string_view text);

// The same without the corrections, from ICU.
std::vector<bool> UnicodeLineBreaks(std::u32string_view text);

// For each code point of `text` whether it is part of a web address.
std::vector<bool> UrlPositions(std::u32string_view text);

}  // namespace sennight::text
