// What `event_store_service.proto` says a subscription must be.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/filter.h"

namespace sennight::event_store {

inline constexpr int kMaxSubscribedTopics = 64;
inline constexpr int kDefaultHeartbeatSeconds = 15;
inline constexpr int kMaxHeartbeatSeconds = 300;

// What a subscriber wants.
struct SubscribeQuery {
  int64_t after_position = 0;
  std::optional<int32_t> epoch;  // In which `after_position` was read.
  std::set<std::string> topics;  // None: all.
  Filter filter = {};
  absl::Duration heartbeat = absl::Seconds(kDefaultHeartbeatSeconds);

  // Returns whether a revision belongs to the subscription.
  bool Wants(const event::v1::Event& event) const;
};

// Errors: kInvalidArgument with a BadRequest that names every field that is wrong.
absl::StatusOr<SubscribeQuery> ParseSubscribe(const eventstore::v1::SubscribeRequest& request);

}  // namespace sennight::event_store
