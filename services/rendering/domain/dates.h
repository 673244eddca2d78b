// Dates as they are printed.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "common/window/civil_date.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::rendering {

// Returns `12月9日`, `12月6—9日`, `2025年12月`; `9 December`, `6–9 December`, `December 2025`.
// The year is printed where it differs from `usual_year` or nothing more exact is known.
std::string PrintDates(const window::DateInterval& dates, int usual_year,
                       std::string_view language);

// Returns the days of a window, both inclusive: `2025.12.09 — 2025.12.15`, `9–15 December 2025`.
std::string PrintWindow(absl::CivilDay first, absl::CivilDay last, std::string_view language);

// Returns a day for an axis: `12.09`, `9 Dec`.
std::string PrintShortDay(absl::CivilDay day, std::string_view language);

// Returns the name of the day of the week: `周二`, `Tue`.
std::string_view PrintWeekday(absl::CivilDay day, std::string_view language);

// Returns the dates for machines, with the precision they are known in: `2025-12-09`, `2025-12`.
std::string MachineDate(const window::DateInterval& dates);

}  // namespace sennight::rendering
