// When a report's happening was, and whether the window may tell it.
#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "common/window/civil_date.h"
#include "common/window/window.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::summarization {

enum class Timing {
  kInWindow,     // It happened in the window.
  kLate,         // It happened up to `late_days` before the window and was reported in it.
  kBackground,   // It happened before, and longer ago or reported before the window.
  kOutOfWindow,  // It happened or was reported after the window, or long before.
};

struct EventTime {
  Timing timing = Timing::kOutOfWindow;
  absl::CivilDay day;  // What decided: the last day of the happening, or the day of the report.
  // The days of the happening, if its source says them to the day.
  std::optional<window::DateInterval> occurred;
  // The day of the report in the window's zone.
  std::optional<absl::CivilDay> reported;
};

// Judges an event's dates. A report without a time of its own is taken to be of the window, since
// nothing says that it was there before. An interval belongs to the window of its end; a date that
// is less exact than a day does not qualify, the day of the report does.
EventTime JudgeTime(const event::v1::Event& event, const window::Window& window, int late_days);

// Returns the time of an event where there is no window: all are of it.
EventTime TimeOf(const event::v1::Event& event);

}  // namespace sennight::summarization
