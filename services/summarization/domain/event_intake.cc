#include "services/summarization/domain/event_intake.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/utf8.h"

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

absl::Status EventIntake::Take(google::protobuf::RepeatedPtrField<event::v1::Event>* events) {
  if (events_.size() + static_cast<size_t>(events->size()) > most_) {
    return InvalidField(field_, absl::StrCat("want at most ", most_, " in all messages"));
  }
  for (const event::v1::Event& event : *events) bytes_ += event.ByteSizeLong();
  if (bytes_ > kMaxWindowBytes) {
    return WithReason(absl::ResourceExhaustedError(
                          absl::StrCat("the window's events have more than ", kMaxWindowBytes,
                                       " bytes: ask for a shorter one")),
                      "WINDOW_TOO_LARGE");
  }
  FieldViolations violations;
  for (int i = 0; i < events->size(); ++i) {
    CheckEvent((*events)[i], absl::StrCat(field_, "[", i, "]"), &violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  for (event::v1::Event& event : *events) events_.push_back(std::move(event));
  return absl::OkStatus();
}

}  // namespace sennight::summarization
