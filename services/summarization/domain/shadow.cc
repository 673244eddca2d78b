#include "services/summarization/domain/shadow.h"

#include <algorithm>

namespace sennight::summarization {

namespace {

// Returns the first place that comes from `at` of the source or from behind it.
int PlaceOf(const std::vector<int32_t>& origin, int at) {
  return static_cast<int>(std::lower_bound(origin.begin(), origin.end(), at) - origin.begin());
}

bool OnlyCounts(const std::vector<int32_t>& origin) {
  for (size_t place = 0; place < origin.size(); ++place) {
    if (origin[place] != static_cast<int32_t>(place)) return false;
  }
  return true;
}

}  // namespace

Range Shadow::WithinKey(const Range& range) const {
  const int size = static_cast<int>(folded.text.size());
  const int start = std::clamp(range.start, 0, size);
  return {start, std::clamp(range.end, start, size)};
}

Range Shadow::FromSource(const Range& range) const {
  if (folded.source.empty()) return WithinKey(range);
  return WithinKey({PlaceOf(folded.source, range.start), PlaceOf(folded.source, range.end)});
}

Shadow MakeShadow(std::string_view utf8) {
  Shadow shadow;
  shadow.source = text::ToCodePoints(utf8);
  shadow.folded = text::Normalize(shadow.source);
  if (OnlyCounts(shadow.folded.source)) shadow.folded.source = {};
  return shadow;
}

std::u32string ShadowText(std::string_view utf8) { return text::Normalize(utf8).text; }

}  // namespace sennight::summarization
