#include "services/summarization/domain/window_intake.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/utf8.h"
#include "services/summarization/domain/summarize.h"

namespace sennight::summarization {
namespace {

// What the pipeline relies on; the event store has checked the rest.
void CheckEvent(const event::v1::Event& event, const std::string& field,
                FieldViolations* violations) {
  if (event.event_id().empty()) violations->Add(field + ".event_id", "want an id");
  if (event.title().empty()) violations->Add(field + ".title", "want a title");
  if (event.title().size() + event.body().size() > kMaxTextBytes) {
    violations->Add(field + ".body",
                    absl::StrCat("want at most ", kMaxTextBytes, " bytes of title and body, got ",
                                 event.title().size() + event.body().size()));
  }
  if (!text::IsValidUtf8(event.title())) violations->Add(field + ".title", "want UTF-8");
  if (!text::IsValidUtf8(event.body())) violations->Add(field + ".body", "want UTF-8");
  if (event.sources().empty()) violations->Add(field + ".sources", "want at least one source");
}

}  // namespace

absl::Status WindowIntake::Take(v1::SummarizeWindowRequest request) {
  if (!start_) return TakeStart(std::move(request));
  if (request.has_start()) return InvalidField("start", "want one in the first message only");
  if (events_.size() + static_cast<size_t>(request.events_size()) > kMaxEvents) {
    return InvalidField("events", absl::StrCat("want at most ", kMaxEvents, " in all messages"));
  }
  for (const event::v1::Event& event : request.events()) bytes_ += event.ByteSizeLong();
  if (bytes_ > kMaxWindowBytes) {
    return WithReason(absl::ResourceExhaustedError(
                          absl::StrCat("the window's events have more than ", kMaxWindowBytes,
                                       " bytes: ask for a shorter one")),
                      "WINDOW_TOO_LARGE");
  }
  FieldViolations violations;
  for (int i = 0; i < request.events_size(); ++i) {
    CheckEvent(request.events(i), absl::StrCat("events[", i, "]"), &violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  for (event::v1::Event& event : *request.mutable_events()) events_.push_back(std::move(event));
  return absl::OkStatus();
}

absl::Status WindowIntake::TakeStart(v1::SummarizeWindowRequest request) {
  if (!request.has_start()) return InvalidField("start", "want it in the first message");
  if (!request.events().empty()) {
    return InvalidField("events", "want none in the first message");
  }
  if (absl::Status status = CheckStart(request.start()); !status.ok()) return status;
  start_ = std::move(*request.mutable_start());
  return absl::OkStatus();
}

absl::StatusOr<v1::SummarizeWindowResponse> WindowIntake::Compose() {
  if (!start_) return InvalidField("start", "want it in the first message, got no message");
  return Summarize(*start_, std::move(events_));
}

}  // namespace sennight::summarization
