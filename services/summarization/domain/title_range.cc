#include "services/summarization/domain/title_range.h"

#include <algorithm>
#include <vector>

namespace sennight::summarization {
namespace {

// The most code points of what follows a title's last separator for it to be a publisher's name.
constexpr int kMostSuffix = 16;
// The fewest code points that a title keeps.
constexpr int kFewestTitle = 6;

bool IsPublisher(const event::v1::Event& event, std::u32string_view suffix) {
  for (const event::v1::Source& source : event.sources()) {
    const std::u32string publisher = ShadowText(source.publisher());
    if (!publisher.empty() && publisher == suffix) return true;
  }
  return false;
}

// Whether a text names something that a story is about, or what happened.
bool SaysSomething(std::u32string_view text, const ConceptTable& concepts) {
  const std::vector<ConceptHit> hits = concepts.Find(text);
  return std::any_of(hits.begin(), hits.end(), [&](const ConceptHit& hit) {
    switch (concepts.at(hit.concept_index).concept_class) {
      case topic::v1::CONCEPT_CLASS_OCCASION:
      case topic::v1::CONCEPT_CLASS_PLACE:
      case topic::v1::CONCEPT_CLASS_RANK:
        return false;
      default:
        return true;
    }
  });
}

// Returns where the title begins behind the name of its column: 【首发】…, 研发进展 | …. One that
// says something is no such name.
int ColumnEnd(std::u32string_view key, const ConceptTable& concepts) {
  const auto size = static_cast<int>(key.size());
  int mark = -1;
  if (!key.empty() && key[0] == U'【') {
    mark = static_cast<int>(key.find(U'】'));
  } else {
    mark = static_cast<int>(key.find_first_of(U"|丨"));
  }
  if (mark < 1 || mark > kMostSuffix || size - mark < kFewestTitle || size - mark < mark) return 0;
  if (SaysSomething(key.substr(0, mark), concepts)) return 0;
  int begin = mark + 1;
  while (begin < size && IsSpace(key[begin])) ++begin;
  return begin;
}

}  // namespace

Range TitleRange(const event::v1::Event& event, const Shadow& title, const ConceptTable& concepts) {
  const std::u32string& key = title.key();
  const int size = static_cast<int>(key.size());
  int cut = size;
  for (int at = size - 1; at >= kFewestTitle && size - at <= kMostSuffix + 3; --at) {
    const bool bar = key[at] == U'|' || key[at] == U'_';
    const bool is_dash = key[at] == U'-' && at + 1 < size;
    const bool dash = is_dash && IsSpace(key[at - 1]) && IsSpace(key[at + 1]);
    // Chinese joins nothing by such a dash: "…进程- 某某经济".
    const bool lopsided = is_dash && IsHan(key[at - 1]) && IsSpace(key[at + 1]);
    const bool close = is_dash && IsHan(key[at - 1]) && IsLatinLetter(key[at + 1]);
    if (!bar && !dash && !lopsided && !close) continue;
    int first = at + 1;
    while (first < size && IsSpace(key[first])) ++first;
    const std::u32string_view suffix = std::u32string_view(key).substr(first);
    const bool host = suffix.find(U'.') != std::u32string_view::npos &&
                      suffix.find(U' ') == std::u32string_view::npos;
    const bool is_name = at > size - at && !SaysSomething(suffix, concepts);
    if (host || IsPublisher(event, suffix) || ((bar || lopsided) && is_name)) cut = at;
    break;
  }
  while (cut > 0 && IsSpace(key[cut - 1])) --cut;
  Range range = title.ToSource({ColumnEnd(key.substr(0, cut), concepts), cut});
  while (range.start < range.end && text::IsWhiteSpace(title.source[range.start])) ++range.start;
  return range;
}

}  // namespace sennight::summarization
