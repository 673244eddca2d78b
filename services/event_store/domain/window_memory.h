// Heads of windows that were worked out before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// What a window of a topic depends on: everything that changes one is an event of its topic.
struct TopicState {
  int32_t epoch = 0;
  int64_t last_position = 0;    // Of the topic, up to the position that is read as of.
  int64_t erased_position = 0;  // Of the topic's last erasure, which changes the past as well.

  bool operator==(const TopicState&) const = default;
};

// Remembers the head of each window for the state of its topic that was seen last. Safe for
// concurrent use.
class WindowMemory {
 public:
  // Most windows that are remembered; when there are more, all are forgotten.
  static constexpr size_t kMaxWindows = 1000;

  // Returns the head that was remembered for the same window and state.
  std::optional<eventstore::v1::WindowHead> Find(const WindowQuery& query,
                                                 const TopicState& state) const;

  void Remember(const WindowQuery& query, const TopicState& state,
                const eventstore::v1::WindowHead& head);

  size_t size() const;

 private:
  struct Remembered {
    TopicState state;
    eventstore::v1::WindowHead head;
  };

  mutable std::mutex mutex_;  // Guards the member below.
  std::map<std::string, Remembered> windows_;
};

}  // namespace sennight::event_store
