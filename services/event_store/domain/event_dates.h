// When an event happened and was reported, and which windows it belongs to by that.
#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/window/civil_date.h"
#include "common/window/window.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

// The dates of a valid event.
struct EventDates {
  std::optional<window::DateInterval> occurred;
  std::optional<absl::Time> reported_at;  // Cut off to the microsecond.
  // The day that a list by date knows the event by: the last day of the occurred date if that is
  // known to the day, else the reported day in UTC, else the last day of the occurred date.
  absl::CivilDay listed_on;
};

EventDates DatesOf(const event::v1::Event& event);

// The days of a window with the late days before it, as civil days and as moments in its zone.
struct WindowRange {
  absl::CivilDay first_day;
  absl::CivilDay end_day;  // Exclusive.
  absl::Time first_moment;
  absl::Time end_moment;  // Exclusive.
};

WindowRange RangeOf(const window::Window& window, int late_days);

// The `earlier_days` before those.
WindowRange EarlierRangeOf(const window::Window& window, int late_days, int earlier_days);

// Returns whether an event qualifies for a window: its occurred date, if known to the day, ends in
// the range (an interval over two windows belongs to that of its end), or it was reported in the
// range. Civil dates are compared as written; only the reported time is converted to the zone.
bool Qualifies(const EventDates& dates, const WindowRange& range);

}  // namespace sennight::event_store
