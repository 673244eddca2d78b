#include "services/summarization/domain/shadow.h"

#include <algorithm>

namespace sennight::summarization {

Range Shadow::FromSource(const Range& range) const {
  const auto& origin = folded.source;
  const auto first = std::lower_bound(origin.begin(), origin.end(), range.start);
  const auto last = std::lower_bound(first, origin.end(), range.end);
  const int size = static_cast<int>(folded.text.size());
  return {std::min(static_cast<int>(first - origin.begin()), size),
          std::min(static_cast<int>(last - origin.begin()), size)};
}

Shadow MakeShadow(std::string_view utf8) {
  Shadow shadow;
  shadow.source = text::ToCodePoints(utf8);
  shadow.folded = text::Normalize(shadow.source);
  return shadow;
}

std::u32string ShadowText(std::string_view utf8) { return text::Normalize(utf8).text; }

}  // namespace sennight::summarization
