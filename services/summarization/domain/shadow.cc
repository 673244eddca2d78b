#include "services/summarization/domain/shadow.h"

#include <algorithm>

namespace sennight::summarization {

namespace {

// Returns the first place that comes from `at` of the source or from behind it.
int PlaceOf(const std::vector<int32_t>& origin, int at) {
  // In most texts each character becomes one.
  const auto place = static_cast<size_t>(at);
  if (place < origin.size() && origin[place] == at && (at == 0 || origin[place - 1] < at)) {
    return at;
  }
  return static_cast<int>(std::lower_bound(origin.begin(), origin.end(), at) - origin.begin());
}

}  // namespace

Range Shadow::FromSource(const Range& range) const {
  const int size = static_cast<int>(folded.text.size());
  const int first = PlaceOf(folded.source, range.start);
  return {std::min(first, size),
          std::min(std::max(first, PlaceOf(folded.source, range.end)), size)};
}

Shadow MakeShadow(std::string_view utf8) {
  Shadow shadow;
  shadow.source = text::ToCodePoints(utf8);
  shadow.folded = text::Normalize(shadow.source);
  return shadow;
}

std::u32string ShadowText(std::string_view utf8) { return text::Normalize(utf8).text; }

}  // namespace sennight::summarization
