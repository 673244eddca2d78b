// Takes the messages of one SummarizeWindow call.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::summarization {

// Most bytes of a call's events, as they are sent.
inline constexpr size_t kMaxWindowBytes = 64 * 1024 * 1024;

// Grammar: Take(start) Take(events)* Compose. Not for several threads at once.
class WindowIntake {
 public:
  // Takes the next message.
  //
  // Errors: kInvalidArgument, naming the field, for a message out of order, a malformed start, an
  // event that breaks the event's contract where the pipeline relies on it, or more than kMaxEvents
  // events; kResourceExhausted with the reason WINDOW_TOO_LARGE for more than kMaxWindowBytes.
  absl::Status Take(v1::SummarizeWindowRequest request);

  // Writes the digest of what was taken.
  //
  // Errors: those of Summarize; kInvalidArgument if no start was taken.
  absl::StatusOr<v1::SummarizeWindowResponse> Compose();

 private:
  absl::Status TakeStart(v1::SummarizeWindowRequest request);

  std::optional<v1::SummarizeWindowStart> start_;
  std::vector<event::v1::Event> events_;
  size_t bytes_ = 0;  // Of events_.
};

}  // namespace sennight::summarization
