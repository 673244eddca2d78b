// The weeks of a topic that have reports, without reading them all.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/window/week.h"

namespace sennight::gateway {

// How far back is looked, in weeks: about ten years.
inline constexpr int kMostWeeksBack = 512;

// Tells whether there is a report dated in [start, end).
using HasReports = std::function<absl::StatusOr<bool>(absl::CivilDay start, absl::CivilDay end)>;

// Returns the latest `count` weeks with reports up to the week that contains `today`, the latest
// first. Asks a few times for each week, and a few times more for each gap between them.
//
// Errors: those of `has_reports`.
absl::StatusOr<std::vector<window::WeekId>> LatestWeeks(absl::CivilDay today,
                                                        absl::Weekday week_start, int count,
                                                        const HasReports& has_reports);

}  // namespace sennight::gateway
