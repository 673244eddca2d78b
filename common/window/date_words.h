// Dates as people write them, in English and in Chinese.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "common/window/civil_date.h"

namespace sennight::window {

// Returns `December`.
std::string EnglishMonth(absl::CivilDay day);

// Returns `9–15 December 2025`, `30 December 2025 – 2 January 2026`, `December 2025` or `2025`, as
// exact as the dates are. Days of `usual_year` are written without it.
std::string EnglishDates(const DateInterval& dates, int usual_year = 0);

// Returns `2025年12月9日至15日`, `2025年12月30日至2026年1月2日`; one day if both are the same.
std::string ChineseDates(absl::CivilDay first, absl::CivilDay last);

}  // namespace sennight::window
