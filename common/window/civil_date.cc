#include "common/window/civil_date.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace sennight::window {
namespace {

// Reads `digits` decimal digits at `offset`; nothing if they are not there.
std::optional<int> Digits(std::string_view text, size_t offset, size_t digits) {
  if (text.size() < offset + digits) return std::nullopt;
  int value = 0;
  for (size_t i = offset; i < offset + digits; ++i) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<DateInterval> Read(std::string_view text) {
  const std::optional<int> year = Digits(text, 0, 4);
  if (!year || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  if (text.size() == 4) {
    return DateInterval{absl::CivilDay(*year, 1, 1), absl::CivilDay(*year, 12, 31),
                        Precision::kYear};
  }
  const std::optional<int> month = Digits(text, 5, 2);
  if (text[4] != '-' || !month || *month < 1 || *month > 12) return std::nullopt;
  const absl::CivilMonth civil_month(*year, *month);
  if (text.size() == 7) {
    return DateInterval{absl::CivilDay(civil_month), absl::CivilDay(civil_month + 1) - 1,
                        Precision::kMonth};
  }
  const std::optional<int> day = Digits(text, 8, 2);
  if (text.size() != 10 || text[7] != '-' || !day) return std::nullopt;
  const absl::CivilDay civil_day(*year, *month, *day);
  // CivilDay normalises 2025-02-30 to 2025-03-02: such a day does not exist.
  if (civil_day.day() != *day) return std::nullopt;
  return DateInterval{civil_day, civil_day, Precision::kDay};
}

absl::Status WantDate(std::string_view want, std::string_view text) {
  // Cut between characters: what goes into an error must be UTF-8.
  size_t end = std::min<size_t>(text.size(), 40);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    --end;
  }
  const std::string_view shown = text.substr(0, end);
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(want), ", got \"", std::string(shown), "\""));
}

}  // namespace

absl::StatusOr<absl::CivilDay> ParseCivilDay(std::string_view text) {
  const std::optional<DateInterval> date = Read(text);
  if (!date || date->precision != Precision::kDay) {
    return WantDate(kWantDay, text);
  }
  return date->first;
}

absl::StatusOr<DateInterval> ParseDate(std::string_view text) {
  const std::optional<DateInterval> date = Read(text);
  if (!date) return WantDate(kWantDate, text);
  return *date;
}

absl::StatusOr<DateInterval> ParseEventDate(const event::v1::EventDate& date) {
  absl::StatusOr<DateInterval> start = ParseDate(date.start());
  if (!start.ok()) return InvalidField("start", std::string(start.status().message()));
  if (date.end().empty()) return start;

  const absl::StatusOr<DateInterval> end = ParseDate(date.end());
  if (!end.ok()) return InvalidField("end", std::string(end.status().message()));
  if (end->precision != start->precision) {
    return InvalidField("end", "want the precision of start");
  }
  if (end->first < start->first) return InvalidField("end", "want a date not before start");
  start->last = end->last;
  return start;
}

std::string FormatCivilDay(absl::CivilDay day) {
  return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4), "-",
                      absl::Dec(day.month(), absl::kZeroPad2), "-",
                      absl::Dec(day.day(), absl::kZeroPad2));
}

}  // namespace sennight::window
