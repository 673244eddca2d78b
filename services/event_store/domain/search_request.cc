#include "services/event_store/domain/search_request.h"
#include "common/text/ids.h"
#include "services/event_store/domain/request_validation.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/window/civil_date.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/request_validation.h"
#include "services/event_store/domain/search_token.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SearchEventsRequest;

std::optional<absl::CivilDay> ParseDay(std::string_view field, const std::string& text,
                                       FieldViolations& violations) {
  if (text.empty()) return std::nullopt;
  const absl::StatusOr<absl::CivilDay> day = window::ParseCivilDay(text);
  if (day.ok()) return *day;
  violations.Add(field, absl::StrCat(std::string(window::kWantDay), ", or nothing"));
  return std::nullopt;
}

void CheckRange(const SearchEventsRequest& request, const SearchQuery& query,
                FieldViolations& violations) {
  const bool has_both = query.first_day.has_value() && query.end_day.has_value();
  if (has_both && *query.end_day <= *query.first_day) {
    violations.Add("end_date", "want a date after start_date");
  } else if (has_both && query.in_bodies && *query.end_day - *query.first_day > kMaxSearchDays) {
    violations.Add("end_date", absl::StrCat("want at most ", kMaxSearchDays,
                                            " days after start_date to search bodies"));
  }
  if (!query.in_bodies) return;
  constexpr std::string_view kWantRange = "want a date: bodies are searched within a date range";
  if (request.start_date().empty()) violations.Add("start_date", kWantRange);
  if (request.end_date().empty()) violations.Add("end_date", kWantRange);
}

void CheckEnums(const SearchEventsRequest& request, FieldViolations& violations) {
  if (!eventstore::v1::SearchScope_IsValid(request.scope())) {
    violations.Add("scope", "want SEARCH_SCOPE_TITLE or SEARCH_SCOPE_TEXT");
  }
  if (!eventstore::v1::SearchOrder_IsValid(request.order())) {
    violations.Add("order", "want SEARCH_ORDER_NEWEST or SEARCH_ORDER_BEST");
  }
}

}  // namespace

absl::StatusOr<SearchRead> ParseSearch(const SearchEventsRequest& request) {
  FieldViolations violations;
  SearchRead read{.query = {.topic = request.topic()}, .as_of = request.as_of_position()};
  SearchQuery& query = read.query;
  if (!text::IsTopicId(request.topic())) violations.Add("topic", text::kWantTopicId);
  query.words = Taken(ParseSearchWords(request.query()), violations);
  query.in_bodies = request.scope() == eventstore::v1::SEARCH_SCOPE_TEXT;
  query.best_first = request.order() == eventstore::v1::SEARCH_ORDER_BEST;
  CheckEnums(request, violations);
  query.first_day = ParseDay("start_date", request.start_date(), violations);
  query.end_day = ParseDay("end_date", request.end_date(), violations);
  CheckRange(request, query, violations);
  query.filter = Taken(ParseFilter(request.filter()), violations);
  if (request.page_size() < 0) violations.Add("page_size", "want 1 to 100, or 0 for 20");
  query.limit = request.page_size() == 0 ? kDefaultHits : std::min(request.page_size(), kMaxHits);
  if (request.as_of_position() < 0) {
    violations.Add("as_of_position", "want a position, or 0 for the head");
  }
  if (!violations.empty()) return violations.ToStatus();
  if (request.page_token().empty()) return read;

  const absl::StatusOr<SearchToken> token = DecodeSearchToken(request);
  if (!token.ok()) return token.status();
  query.after = token->cursor;
  query.epoch = token->epoch;
  read.as_of = token->as_of_position;
  return read;
}

}  // namespace sennight::event_store
