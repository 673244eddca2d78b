#include "services/summarization/domain/timing.h"

#include <algorithm>

namespace sennight::summarization {
namespace {

std::optional<absl::CivilDay> ReportedDay(const event::v1::Event& event,
                                          const window::Window& window) {
  if (event.has_reported_time()) return window.DayOf(window::ToTime(event.reported_time()));
  std::optional<absl::CivilDay> earliest;
  for (const event::v1::Source& source : event.sources()) {
    if (!source.has_published_time()) continue;
    const absl::CivilDay day = window.DayOf(window::ToTime(source.published_time()));
    if (!earliest || day < *earliest) earliest = day;
  }
  return earliest;
}

Timing TimingOfReport(absl::CivilDay reported, const window::Window& window, int late_days) {
  if (window.Contains(reported)) return Timing::kInWindow;
  if (reported < window.start() && reported >= window.start() - late_days) {
    return Timing::kBackground;
  }
  return Timing::kOutOfWindow;
}

Timing TimingOfHappening(absl::CivilDay day, const std::optional<absl::CivilDay>& reported,
                         const window::Window& window, int late_days) {
  if (window.Contains(day)) return Timing::kInWindow;
  if (day >= window.end()) return Timing::kOutOfWindow;
  if (reported && *reported < window.start()) {
    return day >= window.start() - late_days ? Timing::kBackground : Timing::kOutOfWindow;
  }
  if (reported && *reported >= window.end()) return Timing::kOutOfWindow;
  return day >= window.start() - late_days ? Timing::kLate : Timing::kBackground;
}

// Takes what the event says of its date.
void TakeDate(const event::v1::Event& event, EventTime* time) {
  if (!event.has_occurred()) return;
  const auto interval = window::ParseEventDate(event.occurred());
  if (!interval.ok() || interval->precision != window::Precision::kDay) return;
  if (event.occurred().basis() == event::v1::DATE_BASIS_REPORTED) {
    time->reported = interval->last;
  } else {
    time->occurred = *interval;
  }
}

}  // namespace

EventTime TimeOf(const event::v1::Event& event) {
  EventTime time;
  time.timing = Timing::kInWindow;
  TakeDate(event, &time);
  if (!time.reported && event.has_reported_time()) {
    time.reported = absl::ToCivilDay(absl::FromUnixSeconds(event.reported_time().seconds()),
                                     absl::UTCTimeZone());
  }
  if (time.occurred) {
    time.day = time.occurred->last;
  } else if (time.reported) {
    time.day = *time.reported;
  }
  return time;
}

EventTime JudgeTime(const event::v1::Event& event, const window::Window& window, int late_days) {
  EventTime time;
  time.reported = ReportedDay(event, window);
  TakeDate(event, &time);
  if (time.occurred) {
    time.day = time.occurred->last;
    time.timing = TimingOfHappening(time.day, time.reported, window, late_days);
  } else if (time.reported) {
    time.day = *time.reported;
    time.timing = TimingOfReport(time.day, window, late_days);
  }
  return time;
}

}  // namespace sennight::summarization
