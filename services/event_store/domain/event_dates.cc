#include "services/event_store/domain/event_dates.h"

namespace sennight::event_store {
namespace {

// The resolution of PostgreSQL's timestamps; every log keeps the same.
absl::Time CutToMicrosecond(absl::Time time) {
  return absl::FromUnixMicros(absl::ToUnixMicros(time));
}

absl::CivilDay ListedOn(const EventDates& dates) {
  const bool exact =
      dates.occurred.has_value() && dates.occurred->precision == window::Precision::kDay;
  if (!exact && dates.reported_at.has_value()) {
    return absl::ToCivilDay(*dates.reported_at, absl::UTCTimeZone());
  }
  return dates.occurred.has_value() ? dates.occurred->last : absl::CivilDay();
}

}  // namespace

EventDates DatesOf(const event::v1::Event& event) {
  EventDates dates;
  if (event.has_occurred()) {
    const absl::StatusOr<window::DateInterval> occurred = window::ParseEventDate(event.occurred());
    if (occurred.ok()) dates.occurred = *occurred;
  }
  if (event.has_reported_time()) {
    dates.reported_at = CutToMicrosecond(window::ToTime(event.reported_time()));
  }
  dates.listed_on = ListedOn(dates);
  return dates;
}

WindowRange RangeOf(const window::Window& window, int late_days) {
  const absl::CivilDay first_day = window.start() - late_days;
  return {.first_day = first_day,
          .end_day = window.end(),
          .first_moment = absl::FromCivil(first_day, window.zone()),
          .end_moment = absl::FromCivil(window.end(), window.zone())};
}

WindowRange EarlierRangeOf(const window::Window& window, int late_days, int earlier_days) {
  const WindowRange window_range = RangeOf(window, late_days);
  WindowRange range = RangeOf(window, late_days + earlier_days);
  range.end_day = window_range.first_day;
  range.end_moment = window_range.first_moment;
  return range;
}

bool Qualifies(const EventDates& dates, const WindowRange& range) {
  if (dates.occurred.has_value() && dates.occurred->precision == window::Precision::kDay &&
      range.first_day <= dates.occurred->last && dates.occurred->last < range.end_day) {
    return true;
  }
  return dates.reported_at.has_value() && range.first_moment <= *dates.reported_at &&
         *dates.reported_at < range.end_moment;
}

}  // namespace sennight::event_store
