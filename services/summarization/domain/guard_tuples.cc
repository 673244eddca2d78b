#include "services/summarization/domain/guard_tuples.h"

#include <algorithm>

#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/concepts.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

constexpr int kShortestName = 3;

// The actions that all fields share.
const ConceptTable& Concepts() {
  static const ConceptTable& table = *new ConceptTable(topic::v1::Topic());
  return table;
}

template <typename Value>
void SortUnique(std::vector<Value>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace

Doing ReadDoing(const Shadow& shadow, const Range& within) {
  Doing doing;
  const std::u32string_view key = shadow.key();
  for (int at = within.start; at < within.end;) {
    if (!IsWordChar(key[at])) {
      ++at;
      continue;
    }
    int end = at;
    while (end < within.end && IsWordChar(key[end])) ++end;
    const std::u32string_view word = key.substr(at, end - at);
    const bool capital = text::IsUpper(shadow.source[shadow.ToSource({at, end}).start]);
    if (end - at >= kShortestName && capital && !Terms(key, {at, end}).empty() &&
        BackgroundShare(StemWord(word)) <= kUncommon) {
      doing.names.emplace_back(word);
    }
    at = end;
  }
  for (const ConceptHit& hit : Concepts().Find(key.substr(within.start, within.size()))) {
    switch (Concepts().at(hit.concept_index).concept_class) {
      case topic::v1::CONCEPT_CLASS_ACTION:
        doing.actions.push_back(hit.concept_index);
        break;
      case topic::v1::CONCEPT_CLASS_ORGANIZATION:
      case topic::v1::CONCEPT_CLASS_REGULATOR:
        doing.actors.push_back(hit.concept_index);
        break;
      default:
        break;
    }
  }
  SortUnique(&doing.names);
  SortUnique(&doing.actors);
  SortUnique(&doing.actions);
  return doing;
}

std::string NameOf(int actor_or_action) { return Concepts().at(actor_or_action).id; }

}  // namespace sennight::summarization
