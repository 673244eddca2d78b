#include "services/gateway/domain/latest_weeks.h"

namespace sennight::gateway {
namespace {

constexpr int kDaysOfWeek = 7;

// Returns how many weeks before `end` the latest one with reports begins; 0 if there is none. Looks
// at twice as many weeks each time, then at half of what is left.
absl::StatusOr<int> WeeksBack(absl::CivilDay end, const HasReports& has_reports) {
  const auto has = [&](int most, int least) {
    return has_reports(end - most * kDaysOfWeek, end - least * kDaysOfWeek);
  };
  int without = 0;  // The last that many weeks have none.
  int with = 1;     // The last that many weeks have one.
  for (; with <= kMostWeeksBack; with *= 2) {
    const absl::StatusOr<bool> found = has(with, without);
    if (!found.ok()) return found.status();
    if (*found) break;
    without = with;
  }
  if (with > kMostWeeksBack) return 0;
  while (with - without > 1) {
    const int middle = without + (with - without) / 2;
    const absl::StatusOr<bool> found = has(middle, without);
    if (!found.ok()) return found.status();
    (*found ? with : without) = middle;
  }
  return with;
}

}  // namespace

absl::StatusOr<std::vector<window::WeekId>> LatestWeeks(absl::CivilDay today,
                                                        absl::Weekday week_start, int count,
                                                        const HasReports& has_reports) {
  std::vector<window::WeekId> weeks;
  const window::WeekId current = window::WeekId::Containing(today, week_start);
  absl::CivilDay end = current.WindowIn(absl::UTCTimeZone(), week_start).end();
  while (static_cast<int>(weeks.size()) < count) {
    const absl::StatusOr<int> back = WeeksBack(end, has_reports);
    if (!back.ok()) return back.status();
    if (*back == 0) break;
    end -= (*back - 1) * kDaysOfWeek;
    weeks.push_back(window::WeekId::Containing(end - 1, week_start));
    end -= kDaysOfWeek;
  }
  return weeks;
}

}  // namespace sennight::gateway
