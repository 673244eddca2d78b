#include "services/gateway/domain/explanation.h"

#include <algorithm>
#include <utility>

namespace sennight::gateway {

gateway::v1::ExplainDigestResponse Explanation(const std::string& event_id,
                                               summarization::v1::AnalyzeEventsResponse analysis) {
  gateway::v1::ExplainDigestResponse response;
  response.set_story_count(analysis.stories_size());
  for (int i = 0; i < analysis.stories_size(); ++i) {
    const auto& ids = analysis.stories(i).event_ids();
    const bool is_asked_for =
        event_id.empty() || std::find(ids.begin(), ids.end(), event_id) != ids.end();
    if (!is_asked_for) continue;
    if (response.stories().empty()) response.set_first_rank(i + 1);
    *response.add_stories() = std::move(*analysis.mutable_stories(i));
  }
  for (summarization::v1::LeftOutEvent& left_out : *analysis.mutable_left_out()) {
    if (event_id.empty() || left_out.event_id() == event_id) {
      *response.add_left_out() = std::move(left_out);
    }
  }
  return response;
}

}  // namespace sennight::gateway
