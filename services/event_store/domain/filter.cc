#include "services/event_store/domain/filter.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/text/normalize.h"
#include "common/url/url.h"
#include "common/window/civil_date.h"
#include "services/event_store/domain/event_dates.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;

std::string_view StateName(event::v1::EventState state) {
  switch (state) {
    case event::v1::EVENT_STATE_RETRACTED:
      return "RETRACTED";
    case event::v1::EVENT_STATE_ERASED:
      return "ERASED";
    default:
      return "ACTIVE";
  }
}

// A language range matches a tag that is the same or goes on behind it with a hyphen (RFC 4647).
bool MatchesLanguage(const std::string& range, const std::string& tag) {
  const std::string lower = absl::AsciiStrToLower(tag);
  return lower == range || (lower.size() > range.size() && lower[range.size()] == '-' &&
                            absl::StartsWith(lower, range));
}

bool MatchesHost(const std::string& wanted, const Event& event) {
  for (const event::v1::Source& source : event.sources()) {
    const absl::StatusOr<url::Url> parsed = url::Url::Parse(source.canonical_url());
    if (!parsed.ok()) continue;
    const std::string& host = parsed->host();
    // A wildcard stands for at least one label: what ends with ".fda.gov" has one before it.
    const bool matches =
        absl::StartsWith(wanted, "*.") ? absl::EndsWith(host, wanted.substr(1)) : host == wanted;
    if (matches) return true;
  }
  return false;
}

bool MatchesEntity(const std::string& wanted, const Event& event) {
  const std::string key = text::NormalizedKey(wanted);
  return std::any_of(event.entities().begin(), event.entities().end(),
                     [&key](const event::v1::EntityRef& entity) {
                       return text::NormalizedKey(entity.entity_id()) == key ||
                              text::NormalizedKey(entity.name()) == key;
                     });
}

std::optional<absl::CivilDay> DayInUtc(bool has, const google::protobuf::Timestamp& time) {
  if (!has) return std::nullopt;
  return absl::ToCivilDay(window::ToTime(time), absl::UTCTimeZone());
}

std::optional<absl::CivilDay> DayOf(FilterField field, const Event& event) {
  switch (field) {
    case FilterField::kReported:
      return DayInUtc(event.has_reported_time(), event.reported_time());
    case FilterField::kRecorded:
      return DayInUtc(event.has_recorded_time(), event.recorded_time());
    default: {
      const EventDates dates = DatesOf(event);
      if (!dates.occurred.has_value()) return std::nullopt;
      return dates.occurred->last;
    }
  }
}

bool Compare(absl::CivilDay day, FilterOperator op, absl::CivilDay wanted) {
  switch (op) {
    case FilterOperator::kLess:
      return day < wanted;
    case FilterOperator::kAtMost:
      return day <= wanted;
    case FilterOperator::kGreater:
      return day > wanted;
    case FilterOperator::kAtLeast:
      return day >= wanted;
    default:
      return day == wanted;
  }
}

// Whether the value is there, whatever the operator.
bool HasValue(const FilterTerm& term, const Event& event) {
  switch (term.field) {
    case FilterField::kCategory:
      return event.category() == term.value;
    case FilterField::kLanguage:
      return MatchesLanguage(term.value, event.language());
    case FilterField::kSourceHost:
      return MatchesHost(term.value, event);
    case FilterField::kEntity:
      return MatchesEntity(term.value, event);
    case FilterField::kLabel: {
      if (term.key.empty()) return event.labels().contains(term.value);
      const auto found = event.labels().find(term.key);
      return found != event.labels().end() && found->second == term.value;
    }
    case FilterField::kState:
      return StateName(event.state()) == term.value;
    default:
      return false;
  }
}

bool MatchesTerm(const FilterTerm& term, const Event& event) {
  switch (term.field) {
    case FilterField::kOccurred:
    case FilterField::kReported:
    case FilterField::kRecorded: {
      const std::optional<absl::CivilDay> day = DayOf(term.field, event);
      return day.has_value() && Compare(*day, term.op, term.day);
    }
    default:
      return HasValue(term, event) == (term.op != FilterOperator::kNotEqual);
  }
}

}  // namespace

bool Matches(const Filter& filter, const Event& event) {
  const auto matches = [&event](const Filter& operand) { return Matches(operand, event); };
  switch (filter.kind) {
    case Filter::Kind::kTerm:
      return MatchesTerm(filter.term, event);
    case Filter::Kind::kAnd:
      return std::all_of(filter.operands.begin(), filter.operands.end(), matches);
    case Filter::Kind::kOr:
      return std::any_of(filter.operands.begin(), filter.operands.end(), matches);
    case Filter::Kind::kNot:
      return !std::any_of(filter.operands.begin(), filter.operands.end(), matches);
  }
  return false;
}

bool AsksForState(const Filter& filter) {
  if (filter.kind == Filter::Kind::kTerm) return filter.term.field == FilterField::kState;
  return std::any_of(filter.operands.begin(), filter.operands.end(), AsksForState);
}

}  // namespace sennight::event_store
