#include "services/gateway/domain/assignment.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "common/window/civil_date.h"
#include "common/window/week.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/domain/request_form.h"

namespace sennight::gateway {
namespace {

using gateway::v1::ComposeDigestRequest;

// Checks what can be checked without a topic.
void CheckForm(const ComposeDigestRequest& request, FieldViolations* violations) {
  CheckTopicId("topic", request.topic(), violations);
  if (request.has_week() && !window::WeekId::Parse(request.week()).ok()) {
    violations->Add("week", "want an ISO week of the calendar such as 2025-W50");
  }
  if (request.as_of_position() < 0) {
    violations->Add("as_of_position", "want a position of the store, or 0 for its head");
  }
  CheckRequestId(request.request_id(), violations);
}

// Returns the window of a request; nothing if it is wrong, which is added to `violations`.
std::optional<window::Window> WindowOf(const ComposeDigestRequest& request,
                                       const CoveredTopic& topic, absl::Time now,
                                       FieldViolations* violations) {
  if (request.has_window()) {
    event::v1::Window wanted = request.window();
    if (wanted.time_zone().empty()) wanted.set_time_zone(topic.topic.time_zone());
    const absl::StatusOr<window::Window> window = window::Window::Parse(wanted);
    if (!window.ok()) {
      const google::rpc::BadRequest wrong = BadRequestOf(window.status());
      for (const auto& violation : wrong.field_violations()) {
        violations->Add(absl::StrCat("window.", violation.field()), violation.description());
      }
      return std::nullopt;
    }
    if (wanted.time_zone() != topic.topic.time_zone()) {
      violations->Add("window.time_zone", absl::StrCat("want that of the topic, ",
                                                       topic.topic.time_zone(), ", or none"));
    }
    return *window;
  }
  if (!request.has_week()) {
    return window::LastCompleteWeek(now, topic.zone, topic.week_start)
        .WindowIn(topic.zone, topic.week_start);
  }
  const absl::StatusOr<window::WeekId> week = window::WeekId::Parse(request.week());
  if (!week.ok()) return std::nullopt;  // CheckForm has said so.
  return week->WindowIn(topic.zone, topic.week_start);
}

// Returns the language of a request; if it is none of the topic's, that is added to `violations`.
std::string LanguageOf(const ComposeDigestRequest& request, const CoveredTopic& topic,
                       FieldViolations* violations) {
  if (request.language().empty()) return topic.topic.languages(0);
  if (!topic.HasLanguage(request.language())) {
    violations->Add("language", absl::StrCat("want a language of the topic: ",
                                             absl::StrJoin(topic.topic.languages(), ", ")));
  }
  return request.language();
}

// Returns the topic and the days for people: `cell-gene-therapy (细胞与基因治疗)`.
std::string NameOf(const Assignment& assignment) {
  const topic::v1::Topic& topic = assignment.topic->topic;
  const auto name = topic.name().find(assignment.language);
  return absl::StrCat(topic.topic_id(), " (", name == topic.name().end() ? "" : name->second, ")");
}

std::string DaysOf(const Assignment& assignment) {
  const std::string week = assignment.week.empty() ? "" : absl::StrCat(" (", assignment.week, ")");
  return absl::StrCat(window::FormatCivilDay(assignment.window.start()), " to ",
                      window::FormatCivilDay(assignment.window.last()), week);
}

// Returns what the ErrorInfo of `status` holds besides its reason.
std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const absl::optional<absl::Cord> payload =
      status.GetPayload(absl::string_view(kErrorInfoType.data(), kErrorInfoType.size()));
  if (payload.has_value()) info.ParseFromString(std::string(*payload));
  return {info.metadata().begin(), info.metadata().end()};
}

absl::Status NothingToTell(const Assignment& assignment, const std::string& message,
                           std::string_view reason, std::map<std::string, std::string> metadata) {
  const event::v1::Window window = assignment.window.ToProto();
  metadata["topic"] = assignment.topic->topic.topic_id();
  metadata["window_start"] = window.start();
  metadata["window_end"] = window.end();
  return WithReason(absl::NotFoundError(message), reason, metadata);
}

}  // namespace

absl::StatusOr<Assignment> Accept(const ComposeDigestRequest& request, const TopicCatalog& catalog,
                                  absl::Time now) {
  FieldViolations violations;
  CheckForm(request, &violations);
  const absl::StatusOr<const CoveredTopic*> topic = catalog.Find(request.topic());
  if (!topic.ok()) return violations.empty() ? topic.status() : violations.ToStatus();

  std::string language = LanguageOf(request, **topic, &violations);
  const std::optional<window::Window> window = WindowOf(request, **topic, now, &violations);
  if (!violations.empty() || !window) return violations.ToStatus();
  return Assignment{.topic = *topic,
                    .window = *window,
                    .week = window::WeekId::NameOf(*window, (*topic)->week_start),
                    .language = std::move(language),
                    .as_of_position = request.as_of_position()};
}

absl::Status WindowEmpty(const Assignment& assignment) {
  return NothingToTell(assignment,
                       absl::StrCat("nothing has been reported for the topic ", NameOf(assignment),
                                    " from ", DaysOf(assignment)),
                       kWindowEmpty, {});
}

absl::Status NothingRelevant(const Assignment& assignment, const absl::Status& found) {
  return NothingToTell(assignment,
                       absl::StrCat("none of the reports from ", DaysOf(assignment),
                                    " belongs to the topic ", NameOf(assignment)),
                       kNothingRelevant, MetadataOf(found));
}

absl::Status NothingPrintable(const Assignment& assignment, const absl::Status& found) {
  return NothingToTell(
      assignment,
      absl::StrCat("none of the reports from ", DaysOf(assignment), " on the topic ",
                   NameOf(assignment), " has a sentence fit to print"),
      kNothingPrintable, MetadataOf(found));
}

}  // namespace sennight::gateway
