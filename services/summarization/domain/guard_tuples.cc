#include "services/summarization/domain/guard_tuples.h"

#include <algorithm>

#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/concepts.h"
#include "services/summarization/domain/sort_unique.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

constexpr int kShortestName = 3;

// The actions that all fields share.
const ConceptTable& Concepts() {
  static const ConceptTable& table = *new ConceptTable(topic::v1::Topic());
  return table;
}

}  // namespace

Doing ReadDoing(const Shadow& shadow, const Range& within) {
  Doing doing;
  const std::u32string_view key = shadow.key();
  ForEachRun(key, within, [&](const Range& run) {
    const std::u32string_view word = text::Slice(key, run);
    const bool capital = text::IsUpper(shadow.source[shadow.ToSource(run).start]);
    if (run.size() >= kShortestName && capital && !Terms(key, run).empty() &&
        BackgroundShare(StemWord(word)) <= kUncommon) {
      doing.names.emplace_back(word);
    }
  });
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
