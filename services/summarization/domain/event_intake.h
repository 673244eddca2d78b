// Takes the events of a call.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "sennight/event/v1/event.pb.h"
#include "services/summarization/domain/summarize.h"

namespace sennight::summarization {

// Most bytes of a call's events, as they are sent.
inline constexpr size_t kMaxWindowBytes = 64 * 1024 * 1024;

// Not for several threads at once.
class EventIntake {
 public:
  // Takes at most `most` events in all, from the field `field` of messages.
  explicit EventIntake(std::string field = "events", size_t most = kMaxEvents)
      : field_(std::move(field)), most_(most) {}

  // Takes the events of the next message.
  //
  // Errors: kInvalidArgument, naming the field, for an event that breaks the event's contract where
  // the pipeline relies on it, or more than `most` events; kResourceExhausted with the reason
  // WINDOW_TOO_LARGE for more than kMaxWindowBytes.
  absl::Status Take(google::protobuf::RepeatedPtrField<event::v1::Event>* events);

  std::vector<event::v1::Event> Give() { return std::move(events_); }

 private:
  const std::string field_;
  const size_t most_;
  std::vector<event::v1::Event> events_;
  size_t bytes_ = 0;  // Of events_.
};

}  // namespace sennight::summarization
