#include "services/summarization/domain/analyze_events.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/window/window.h"
#include "services/summarization/domain/sort_unique.h"
#include "services/summarization/domain/story_writer.h"
#include "services/summarization/domain/survey.h"

namespace sennight::summarization {
namespace {

// Returns how alike a report is to the others of its story.
double LikenessOf(int member, const std::vector<int>& members, const Material& material) {
  const auto item = [&material](int place) {
    return MergeItem{&material.reports[place], &material.features[place], &material.times[place]};
  };
  double sum = 0;
  for (const int other : members) {
    if (other != member) sum += Similarity(item(member), item(other));
  }
  return members.size() > 1 ? sum / static_cast<double>(members.size() - 1) : 0;
}

v1::AnalyzedStory StoryOf(const Draft& draft, int group, const Material& material) {
  v1::AnalyzedStory story;
  const std::vector<std::string> ids = EventIdsOf(draft, material);
  story.set_story_id(StableId("t-", ids));
  story.mutable_event_ids()->Assign(ids.begin(), ids.end());
  story.set_group(group);
  story.set_rank_score(draft.score);
  *story.mutable_reasons() = {draft.reasons.begin(), draft.reasons.end()};
  if (draft.occurred) *story.mutable_occurred() = *draft.occurred;
  story.set_category(draft.category);
  std::vector<int> concepts;
  for (const int member : draft.members) {
    for (const auto& [index, weight] : material.features[member].concepts.entries) {
      concepts.push_back(index);
    }
    if (draft.members.size() > 1) {
      story.add_likeness(LikenessOf(member, draft.members, material));
    }
  }
  SortUnique(&concepts);
  for (const int index : concepts) story.add_concepts(material.lexicon->concepts.at(index).id);
  return story;
}

}  // namespace

void PutInOrder(std::vector<event::v1::Event>* events) {
  std::sort(events->begin(), events->end(), [](const auto& a, const auto& b) {
    if (a.event_id() != b.event_id()) return a.event_id() < b.event_id();
    return a.revision() > b.revision();
  });
  events->erase(
      std::unique(events->begin(), events->end(),
                  [](const auto& a, const auto& b) { return a.event_id() == b.event_id(); }),
      events->end());
  std::sort(events->begin(), events->end(), [](const auto& a, const auto& b) {
    return std::pair(a.position(), a.event_id()) < std::pair(b.position(), b.event_id());
  });
}

v1::AnalyzeEventsResponse AnalyzeEvents(const v1::SummarizeWindowStart& start,
                                        std::vector<event::v1::Event> events,
                                        std::vector<event::v1::Event> earlier) {
  PutInOrder(&events);
  PutInOrder(&earlier);
  Survey survey(start.topic(), *window::Window::Parse(start.window()), start.language());
  survey.Recall(start.fame());
  survey.Read(events, earlier);
  survey.Merge();
  std::vector<int> group_of(survey.drafts().size(), 0);
  int number = 0;
  for (const std::vector<int>& group : survey.Groups()) {
    for (const int story : group) group_of[story] = number;
    ++number;
  }
  v1::AnalyzeEventsResponse response;
  for (size_t i = 0; i < survey.drafts().size(); ++i) {
    *response.add_stories() = StoryOf(survey.drafts()[i], group_of[i], survey.material());
  }
  for (const v1::LeftOutEvent& left_out : survey.left_out()) *response.add_left_out() = left_out;
  return response;
}

}  // namespace sennight::summarization
