#include "services/event_store/domain/subscribe_request.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/ids.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/request_validation.h"

namespace sennight::event_store {
namespace {

// Who has any revision of an event must learn of its end, whatever the last one said.
bool LetsThrough(const Filter& filter, const event::v1::Event& event) {
  return Matches(filter, event) || event.state() != event::v1::EVENT_STATE_ACTIVE;
}

}  // namespace

bool SubscribeQuery::Wants(const event::v1::Event& event) const {
  return (topics.empty() || topics.contains(event.topic())) && LetsThrough(filter, event);
}

absl::StatusOr<SubscribeQuery> ParseSubscribe(const eventstore::v1::SubscribeRequest& request) {
  FieldViolations violations;
  if (request.after_position() < 0) {
    violations.Add("after_position", "want a position, or 0 for everything");
  }
  if (request.epoch() < 0) violations.Add("epoch", "want an epoch, or 0 for any");
  if (request.topics_size() > kMaxSubscribedTopics) {
    violations.Add("topics", absl::StrCat("want at most ", kMaxSubscribedTopics, ", got ",
                                          request.topics_size()));
  }
  for (int i = 0; i < std::min(request.topics_size(), kMaxSubscribedTopics); ++i) {
    if (text::IsTopicId(request.topics(i))) continue;
    violations.Add(absl::StrCat("topics[", i, "]"), text::kWantTopicId);
  }
  Filter filter = Taken(ParseFilter(request.filter()), violations);
  if (request.heartbeat() < 0 || request.heartbeat() > kMaxHeartbeatSeconds) {
    violations.Add("heartbeat", absl::StrCat("want 1 to ", kMaxHeartbeatSeconds,
                                             " seconds, or 0 for ", kDefaultHeartbeatSeconds));
  }
  if (!violations.empty()) return violations.ToStatus();

  SubscribeQuery query{.after_position = request.after_position(),
                       .topics = {request.topics().begin(), request.topics().end()},
                       .filter = std::move(filter)};
  if (request.epoch() > 0) query.epoch = request.epoch();
  if (request.heartbeat() > 0) query.heartbeat = absl::Seconds(request.heartbeat());
  return query;
}

}  // namespace sennight::event_store
