#include "services/summarization/domain/window_intake.h"

#include "common/status/status.h"
#include "services/summarization/domain/analyze_events.h"

namespace sennight::summarization {

absl::Status WindowIntake::TakeStart(v1::SummarizeWindowStart* start, bool is_alone) {
  if (start_) return InvalidField("start", "want one in the first message only");
  if (start == nullptr) return InvalidField("start", "want it in the first message");
  if (!is_alone) return InvalidField("events", "want none in the first message");
  if (absl::Status status = CheckStart(*start); !status.ok()) return status;
  start_ = std::move(*start);
  return absl::OkStatus();
}

absl::StatusOr<v1::SummarizeWindowResponse> WindowIntake::Compose() {
  if (!start_) return InvalidField("start", "want it in the first message, got no message");
  return Summarize(*start_, events_.Give(), earlier_.Give());
}

absl::StatusOr<v1::AnalyzeEventsResponse> WindowIntake::Analyze() {
  if (!start_) return InvalidField("start", "want it in the first message, got no message");
  return AnalyzeEvents(*start_, events_.Give(), earlier_.Give());
}

}  // namespace sennight::summarization
