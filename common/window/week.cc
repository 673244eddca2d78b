#include "common/window/week.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/window/civil_date.h"

namespace sennight::window {
namespace {

constexpr int kDaysPerWeek = 7;

// The first Thursday of a year is in its first ISO week.
absl::CivilDay FirstThursday(int year) {
  return absl::NextWeekday(absl::CivilDay(year, 1, 1) - 1, absl::Weekday::thursday);
}

// Returns the day of the week `weekday` that is `day` or the last one before it.
absl::CivilDay OnOrBefore(absl::CivilDay day, absl::Weekday weekday) {
  return absl::PrevWeekday(day + 1, weekday);
}

// absl::SimpleAtoi alone takes blanks around a number.
bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

absl::StatusOr<WeekId> WeekId::Parse(std::string_view text) {
  int year = 0;
  int week = 0;
  const std::string form(text);
  const bool well_formed = form.size() == 8 && form.substr(4, 2) == "-W" &&
                           AreDigits(form.substr(0, 4)) && AreDigits(form.substr(6, 2)) &&
                           absl::SimpleAtoi(form.substr(0, 4), &year) &&
                           absl::SimpleAtoi(form.substr(6, 2), &week);
  // A week of the last year that dates have may end in the year after, one of the first may begin
  // in the year before: those have no such dates.
  if (!well_formed || year <= kFirstYear || year >= kLastYear) {
    return absl::InvalidArgumentError(
        absl::StrCat("want an ISO week such as 2025-W50, got \"", form.substr(0, 40), "\""));
  }
  const absl::CivilDay thursday = FirstThursday(year) + (week - 1) * kDaysPerWeek;
  if (week < 1 || thursday.year() != year) {
    return absl::InvalidArgumentError(absl::StrCat(
        "want a week of the year ", year, ", which has ",
        FirstThursday(year) + 52 * kDaysPerWeek < absl::CivilDay(year + 1, 1, 1) ? 53 : 52,
        ", got \"", form, "\""));
  }
  return WeekId(thursday);
}

WeekId WeekId::Containing(absl::CivilDay day, absl::Weekday week_start) {
  const absl::CivilDay start = OnOrBefore(day, week_start);
  return WeekId(absl::NextWeekday(start - 1, absl::Weekday::thursday));
}

std::string WeekId::NameOf(const Window& window, absl::Weekday week_start) {
  if (window.days() != kDaysPerWeek || absl::GetWeekday(window.start()) != week_start) return "";
  return Containing(window.start(), week_start).ToString();
}

std::string WeekId::ToString() const {
  const auto year = static_cast<int>(thursday_.year());
  const auto week = static_cast<int>((thursday_ - FirstThursday(year)) / kDaysPerWeek) + 1;
  return absl::StrFormat("%04d-W%02d", year, week);
}

Window WeekId::WindowIn(absl::TimeZone zone, absl::Weekday week_start) const {
  return Window::Of(OnOrBefore(thursday_, week_start), kDaysPerWeek, zone);
}

WeekId LastCompleteWeek(absl::Time now, absl::TimeZone zone, absl::Weekday week_start) {
  const absl::CivilDay today = absl::ToCivilDay(now, zone);
  return WeekId::Containing(OnOrBefore(today, week_start) - 1, week_start);
}

}  // namespace sennight::window
