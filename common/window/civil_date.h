// Civil dates as text and as days.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::window {

// The years a date may have.
inline constexpr int kFirstYear = 1900;
inline constexpr int kLastYear = 2999;

// What to say of a text that is no date.
inline constexpr std::string_view kWantDay =
    "want a date such as 2025-12-08, in the years 1900 to 2999";
inline constexpr std::string_view kWantDate =
    "want a date such as 2025-12-08, 2025-12 or 2025, in the years 1900 to 2999";

// How exactly a date is known.
enum class Precision { kYear, kMonth, kDay };

// The days that a date with reduced precision may mean, both inclusive.
struct DateInterval {
  absl::CivilDay first;
  absl::CivilDay last;
  Precision precision = Precision::kDay;

  friend bool operator==(const DateInterval&, const DateInterval&) = default;
};

// Parses `2025-12-08`.
//
// Errors: kInvalidArgument, kWantDay and ", got …".
absl::StatusOr<absl::CivilDay> ParseCivilDay(std::string_view text);

// Parses an ISO 8601 date of any precision: `2025-12-08`, `2025-12` or `2025`.
absl::StatusOr<DateInterval> ParseDate(std::string_view text);

// Parses an event's date. The precision is that of `start`; `end` must have the same and not lie
// before it.
//
// Errors: kInvalidArgument with a BadRequest that names `start` or `end`.
absl::StatusOr<DateInterval> ParseEventDate(const event::v1::EventDate& date);

// Returns a day as `2025-12-08`.
std::string FormatCivilDay(absl::CivilDay day);

}  // namespace sennight::window
