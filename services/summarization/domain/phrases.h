// Dates, counts and names of languages as the digest's language writes them.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

namespace sennight::summarization {

// What is counted.
enum class Counted { kReports, kStories, kSections, kPublishers, kFigures, kDays, kReferences };

// Returns "2025年12月9日至15日", "9–15 December 2025"; one day if both are the same.
std::string DatesText(std::string_view language, absl::CivilDay first, absl::CivilDay last);

// Returns "12月9日", "9 December".
std::string DayText(std::string_view language, absl::CivilDay day);

// Returns a date as figures hold it (2026, 2026-03, 2026-03-15) in words: "2026年3月", "March
// 2026".
std::string StatedDateText(std::string_view language, std::string_view value);

// Returns "8" in Chinese, where templates bring the counters, and "8 sections" in English.
std::string CountText(std::string_view language, Counted counted, int count);

// Returns the name of the language `named` (a primary subtag), such as "英文" or "Chinese"; the
// subtag itself if it is not known.
std::string LanguageName(std::string_view language, std::string_view named);

}  // namespace sennight::summarization
