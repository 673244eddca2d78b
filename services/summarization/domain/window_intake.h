// Takes the messages of one SummarizeWindow or AnalyzeEvents call.
#pragma once

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "sennight/summarization/v1/summarization_service.pb.h"
#include "services/summarization/domain/event_intake.h"
#include "services/summarization/domain/summarize.h"

namespace sennight::summarization {

// Grammar: Take(start) Take(events)* and one of the results. Not for several threads at once.
class WindowIntake {
 public:
  // Takes the next message, of either method.
  //
  // Errors: kInvalidArgument, naming the field, for a message out of order or a malformed start;
  // those of EventIntake.
  template <typename Request>
  absl::Status Take(Request request) {
    if (!start_ || request.has_start()) {
      return TakeStart(request.has_start() ? request.mutable_start() : nullptr,
                       request.events().empty() && request.earlier().empty());
    }
    if (absl::Status status = events_.Take(request.mutable_events()); !status.ok()) return status;
    return earlier_.Take(request.mutable_earlier());
  }

  // Writes the digest of what was taken.
  //
  // Errors: those of Summarize; kInvalidArgument if no start was taken.
  absl::StatusOr<v1::SummarizeWindowResponse> Compose();

  // Tells the stories of what was taken.
  //
  // Errors: kInvalidArgument if no start was taken.
  absl::StatusOr<v1::AnalyzeEventsResponse> Analyze();

 private:
  // Takes the start of a message, null if it has none.
  absl::Status TakeStart(v1::SummarizeWindowStart* start, bool is_alone);

  std::optional<v1::SummarizeWindowStart> start_;
  EventIntake events_;
  EventIntake earlier_{"earlier", kMaxEarlier};
};

}  // namespace sennight::summarization
