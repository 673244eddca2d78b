#include "services/event_store/domain/request_validation.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/ids.h"
#include "common/window/civil_date.h"
#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/page_token.h"
#include "services/event_store/domain/prepared_event.h"
#include "services/event_store/domain/text_rules.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SearchEventsRequest;

void CheckCount(std::string_view field, int count, int most, FieldViolations& violations) {
  if (count < 1 || count > most) {
    violations.Add(field, absl::StrCat("want 1 to ", most, ", got ", count));
  }
}

void CheckTopic(std::string_view topic, FieldViolations& violations) {
  if (!text::IsTopicId(topic)) violations.Add("topic", text::kWantTopicId);
}

void CheckAsOf(int64_t as_of, FieldViolations& violations) {
  if (as_of < 0) violations.Add("as_of_position", "want a position, or 0 for the head");
}

std::optional<absl::CivilDay> ParseOptionalDay(std::string_view field, const std::string& text,
                                               FieldViolations& violations) {
  if (text.empty()) return std::nullopt;
  const absl::StatusOr<absl::CivilDay> day = window::ParseCivilDay(text);
  if (day.ok()) return *day;
  violations.Add(field, absl::StrCat(std::string(window::kWantDay), ", or nothing"));
  return std::nullopt;
}

// Of a list or a search.
template <typename Request, typename Query>
void ParseDays(const Request& request, Query& query, FieldViolations& violations) {
  query.first_day = ParseOptionalDay("start_date", request.start_date(), violations);
  query.end_day = ParseOptionalDay("end_date", request.end_date(), violations);
  if (query.first_day.has_value() && query.end_day.has_value() &&
      *query.end_day <= *query.first_day) {
    violations.Add("end_date", "want a date after start_date");
  }
}

int ParsePageSize(int32_t page_size, int usual, int most, FieldViolations& violations) {
  if (page_size < 0) {
    violations.Add("page_size", absl::StrCat("want 1 to ", most, ", or 0 for ", usual));
  }
  return page_size == 0 ? usual : std::min(page_size, most);
}

void CheckExpectedRevision(int32_t expected, FieldViolations& violations) {
  if (expected < 1) {
    violations.Add("expected_revision", "want the event's current revision, 1 or more");
  }
}

void CheckReason(std::string_view reason, size_t least_bytes, FieldViolations& violations) {
  CheckText("reason", reason,
            {.least_bytes = least_bytes, .most_bytes = kMaxReasonBytes, .one_line = true},
            violations);
}

}  // namespace

absl::Status CheckAppend(const eventstore::v1::AppendEventsRequest& request) {
  FieldViolations violations;
  CheckCount("events", request.events_size(), kMaxBatchEvents, violations);
  for (int i = 0; i < std::min(request.events_size(), kMaxBatchEvents); ++i) {
    FieldViolations of_event;
    ValidateEvent(request.events(i), of_event);
    if (!of_event.empty()) violations.AddAll(absl::StrCat("events[", i, "]"), of_event);
  }
  return violations.ToStatus();
}

absl::Status CheckImport(const eventstore::v1::ImportEventsRequest& request) {
  FieldViolations violations;
  CheckCount("events", request.events_size(), kMaxBatchEvents, violations);
  return violations.ToStatus();
}

absl::Status CheckGet(const eventstore::v1::GetEventRequest& request) {
  FieldViolations violations;
  if (!IsUuid(request.event_id())) violations.Add("event_id", kWantUuid);
  CheckAsOf(request.as_of_position(), violations);
  return violations.ToStatus();
}

absl::Status CheckBatchGet(const eventstore::v1::BatchGetEventsRequest& request) {
  FieldViolations violations;
  CheckCount("event_ids", request.event_ids_size(), kMaxBatchGetIds, violations);
  for (int i = 0; i < std::min(request.event_ids_size(), kMaxBatchGetIds); ++i) {
    if (!IsUuid(request.event_ids(i))) {
      violations.Add(absl::StrCat("event_ids[", i, "]"), kWantUuid);
    }
  }
  CheckAsOf(request.as_of_position(), violations);
  return violations.ToStatus();
}

absl::StatusOr<Revision> ParseRevision(const eventstore::v1::ReviseEventRequest& request,
                                       const std::string& actor) {
  FieldViolations of_event;
  ValidateEvent(request.event(), of_event);
  FieldViolations violations;
  violations.AddAll("event", of_event);
  CheckExpectedRevision(request.expected_revision(), violations);
  CheckReason(request.reason(), 0, violations);
  if (!violations.empty()) return violations.ToStatus();
  return Revision{.event_id = request.event().event_id(),
                  .expected_revision = request.expected_revision(),
                  .reason = request.reason(),
                  .event = Prepare(request.event(), actor)};
}

absl::StatusOr<Revision> ParseRevision(const eventstore::v1::RetractEventRequest& request) {
  FieldViolations violations;
  if (!IsUuid(request.event_id())) violations.Add("event_id", kWantUuid);
  CheckExpectedRevision(request.expected_revision(), violations);
  CheckReason(request.reason(), 1, violations);
  if (!violations.empty()) return violations.ToStatus();
  return Revision{.event_id = request.event_id(),
                  .expected_revision = request.expected_revision(),
                  .reason = request.reason(),
                  .event = std::nullopt};
}

absl::StatusOr<RevisionQuery> ParseListRevisions(
    const eventstore::v1::ListRevisionsRequest& request) {
  FieldViolations violations;
  if (!IsUuid(request.event_id())) violations.Add("event_id", kWantUuid);
  RevisionQuery query{.event_id = request.event_id()};
  query.limit = ParsePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize, violations);
  if (!violations.empty()) return violations.ToStatus();
  if (request.page_token().empty()) return query;

  const absl::StatusOr<PageToken> token = DecodePageToken(request);
  if (!token.ok()) return token.status();
  if (token->last > std::numeric_limits<int32_t>::max()) {
    return InvalidField("page_token", kWantPageToken);
  }
  query.after_revision = static_cast<int32_t>(token->last);
  query.epoch = token->epoch;
  return query;
}

absl::StatusOr<ListRead> ParseList(const eventstore::v1::ListEventsRequest& request) {
  FieldViolations violations;
  ListRead read{.query = {.topic = request.topic()}, .as_of = request.as_of_position()};
  ListQuery& query = read.query;
  CheckTopic(request.topic(), violations);
  ParseDays(request, query, violations);
  query.limit = ParsePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize, violations);
  CheckAsOf(request.as_of_position(), violations);
  query.filter = Taken(ParseFilter(request.filter()), violations);
  if (!violations.empty()) return violations.ToStatus();
  if (request.page_token().empty()) return read;

  const absl::StatusOr<PageToken> token = DecodePageToken(request);
  if (!token.ok()) return token.status();
  query.after_position = token->last;
  query.epoch = token->epoch;
  read.as_of = token->as_of_position;
  return read;
}

namespace {

void CheckEnums(const SearchEventsRequest& request, FieldViolations& violations) {
  if (!eventstore::v1::SearchScope_IsValid(request.scope())) {
    violations.Add("scope", "want SEARCH_SCOPE_TITLE or SEARCH_SCOPE_TEXT");
  }
  if (!eventstore::v1::SearchOrder_IsValid(request.order())) {
    violations.Add("order", "want SEARCH_ORDER_NEWEST or SEARCH_ORDER_BEST");
  }
}

void CheckDaysOfBodies(const SearchEventsRequest& request, const SearchQuery& query,
                       FieldViolations& violations) {
  if (query.first_day.has_value() && query.end_day.has_value() &&
      *query.end_day - *query.first_day > kMaxSearchDays) {
    violations.Add("end_date", absl::StrCat("want at most ", kMaxSearchDays,
                                            " days after start_date to search bodies"));
  }
  constexpr std::string_view kWantRange = "want a date: bodies are searched within a date range";
  if (request.start_date().empty()) violations.Add("start_date", kWantRange);
  if (request.end_date().empty()) violations.Add("end_date", kWantRange);
}

}  // namespace

absl::StatusOr<SearchRead> ParseSearch(const SearchEventsRequest& request) {
  FieldViolations violations;
  SearchRead read{.query = {.topic = request.topic()}, .as_of = request.as_of_position()};
  SearchQuery& query = read.query;
  CheckTopic(request.topic(), violations);
  query.words = Taken(ParseSearchWords(request.query()), violations);
  query.in_bodies = request.scope() == eventstore::v1::SEARCH_SCOPE_TEXT;
  query.best_first = request.order() == eventstore::v1::SEARCH_ORDER_BEST;
  CheckEnums(request, violations);
  ParseDays(request, query, violations);
  if (query.in_bodies) CheckDaysOfBodies(request, query, violations);
  query.filter = Taken(ParseFilter(request.filter()), violations);
  query.limit = ParsePageSize(request.page_size(), kDefaultHits, kMaxHits, violations);
  CheckAsOf(request.as_of_position(), violations);
  if (!violations.empty()) return violations.ToStatus();
  if (request.page_token().empty()) return read;

  const absl::StatusOr<PageToken> token = DecodePageToken(request);
  if (!token.ok()) return token.status();
  query.after = SearchCursor{.day = token->day, .position = token->last, .hits = token->hits};
  query.epoch = token->epoch;
  read.as_of = token->as_of_position;
  return read;
}

namespace {

// The two requests have the same fields.
template <typename Request>
absl::StatusOr<WindowQuery> ParseAnyWindow(const Request& request) {
  FieldViolations violations;
  CheckTopic(request.topic(), violations);
  const absl::StatusOr<window::Window> window = window::Window::Parse(request.window());
  if (!window.ok()) {
    const google::rpc::BadRequest bad_request = BadRequestOf(window.status());
    for (const auto& violation : bad_request.field_violations()) {
      violations.Add(absl::StrCat("window.", violation.field()), violation.description());
    }
  }
  if (request.late_days() < 0 || request.late_days() > kMaxLateDays) {
    violations.Add("late_days", absl::StrCat("want 0 to ", kMaxLateDays));
  }
  if (request.earlier_days() < 0 || request.earlier_days() > kMaxEarlierDays) {
    violations.Add("earlier_days", absl::StrCat("want 0 to ", kMaxEarlierDays));
  }
  CheckAsOf(request.as_of_position(), violations);
  if (!violations.empty()) return violations.ToStatus();
  return WindowQuery{.topic = request.topic(),
                     .window = *window,
                     .late_days = request.late_days(),
                     .earlier_days = request.earlier_days()};
}

}  // namespace

absl::StatusOr<WindowQuery> ParseWindow(const eventstore::v1::StreamWindowRequest& request) {
  return ParseAnyWindow(request);
}

absl::StatusOr<WindowQuery> ParseWindow(const eventstore::v1::GetWindowHeadRequest& request) {
  return ParseAnyWindow(request);
}

}  // namespace sennight::event_store
