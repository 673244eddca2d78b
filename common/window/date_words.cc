#include "common/window/date_words.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace sennight::window {
namespace {

constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};

}  // namespace

std::string EnglishMonth(absl::CivilDay day) {
  return kMonths[static_cast<std::size_t>(day.month() - 1)];
}

std::string EnglishDates(const DateInterval& dates, int usual_year) {
  const absl::CivilDay a = dates.first;
  const absl::CivilDay b = dates.last;
  if (dates.precision == Precision::kYear) {
    return a.year() == b.year() ? absl::StrCat(a.year()) : absl::StrCat(a.year(), "–", b.year());
  }
  const bool one_year = a.year() == b.year();
  const bool one_month = one_year && a.month() == b.month();
  const bool is_usual = one_year && b.year() == usual_year && dates.precision == Precision::kDay;
  const std::string start_year = one_year ? std::string() : absl::StrCat(" ", a.year());
  const std::string end_year = is_usual ? std::string() : absl::StrCat(" ", b.year());
  const std::string start = absl::StrCat(EnglishMonth(a), start_year);
  const std::string end = absl::StrCat(EnglishMonth(b), end_year);
  if (dates.precision == Precision::kMonth) {
    return one_month ? end : absl::StrCat(start, " – ", end);
  }
  if (a == b) return absl::StrCat(b.day(), " ", end);
  if (one_month) return absl::StrCat(a.day(), "–", b.day(), " ", end);
  return absl::StrCat(a.day(), " ", start, " – ", b.day(), " ", end);
}

std::string ChineseDates(absl::CivilDay first, absl::CivilDay last) {
  std::string dates = absl::StrCat(first.year(), "年", first.month(), "月", first.day(), "日");
  if (first == last) return dates;
  const bool one_year = first.year() == last.year();
  dates += "至";
  if (!one_year) absl::StrAppend(&dates, last.year(), "年");
  if (!one_year || first.month() != last.month()) absl::StrAppend(&dates, last.month(), "月");
  return absl::StrCat(dates, last.day(), "日");
}

}  // namespace sennight::window
