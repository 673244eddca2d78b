// Where a text may be broken. For width.cc.
#pragma once

#include <string_view>
#include <vector>

#include "common/text/common_characters.h"
#include "common/text/range.h"

namespace sennight::text {

// The extended grapheme clusters of `text`, in order.
std::vector<Range> ClusterRanges(std::u32string_view text);

// For each offset of `text` (its end included) whether a line may end before it: as UAX 14 says,
// corrected for Chinese (rules at Wrap).
std::vector<bool> LineBreaks(std::u32string_view text);

// What LineBreaks says of the place between two common characters if UAX 14 says `may_end`.
inline bool CorrectedBreak(const CommonCharacter& before, const CommonCharacter& after,
                           bool may_end) {
  using C = CommonCharacter;
  if (after.Is(C::kNotAtStart)) return may_end && before.Is(C::kSpace);
  if (before.Is(C::kNotAtEnd) || (before.Is(C::kDigit) && after.Is(C::kHan))) return false;
  if (after.is_note_mark && !before.Is(C::kSpace)) return false;
  if (after.Is(C::kOpensQuote) && (before.Is(C::kHan) || before.is_before_quote)) return true;
  return may_end || (before.Is(C::kClosesQuote) && after.Is(C::kHan));
}

// The same without the corrections, from ICU.
std::vector<bool> UnicodeLineBreaks(std::u32string_view text);

// For each code point of `text` whether it is part of a web address.
std::vector<bool> UrlPositions(std::u32string_view text);

}  // namespace sennight::text
