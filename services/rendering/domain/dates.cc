#include "services/rendering/domain/dates.h"

#include <array>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "common/text/language.h"
#include "common/window/date_words.h"
#include "services/rendering/domain/typography.h"

namespace sennight::rendering {
namespace {

using window::DateInterval;
using window::Precision;

absl::Dec TwoDigits(int number) { return absl::Dec(number, absl::kZeroPad2); }

std::string ChineseDates(const DateInterval& dates, int usual_year) {
  const absl::CivilDay a = dates.first;
  const absl::CivilDay b = dates.last;
  if (dates.precision == Precision::kYear) {
    return a.year() == b.year() ? absl::StrCat(a.year(), "年")
                                : absl::StrCat(a.year(), "—", b.year(), "年");
  }
  const std::string year =
      a.year() == usual_year && dates.precision == Precision::kDay && b.year() == usual_year
          ? std::string()
          : absl::StrCat(a.year(), "年");
  const std::string end_year = b.year() == a.year() ? std::string() : absl::StrCat(b.year(), "年");
  if (dates.precision == Precision::kMonth) {
    const std::string from = absl::StrCat(year, a.month(), "月");
    if (a.year() == b.year() && a.month() == b.month()) return from;
    return absl::StrCat(from, "—", end_year, b.month(), "月");
  }
  const std::string from = absl::StrCat(year, a.month(), "月", a.day());
  if (a == b) return absl::StrCat(from, "日");
  if (a.year() == b.year() && a.month() == b.month()) return absl::StrCat(from, "—", b.day(), "日");
  return absl::StrCat(from, "日—", end_year, b.month(), "月", b.day(), "日");
}

}  // namespace

std::string PrintDates(const DateInterval& dates, int usual_year, std::string_view language) {
  return text::IsChinese(language) ? ChineseDates(dates, usual_year)
                                   : window::EnglishDates(dates, usual_year);
}

std::string PrintWindow(absl::CivilDay first, absl::CivilDay last, std::string_view language) {
  if (!text::IsChinese(language)) return window::EnglishDates({.first = first, .last = last});
  const auto print = [](absl::CivilDay day) {
    return absl::StrCat(day.year(), ".", TwoDigits(day.month()), ".", TwoDigits(day.day()));
  };
  return first == last ? print(first) : absl::StrCat(print(first), " — ", print(last));
}

std::string PrintShortDay(absl::CivilDay day, std::string_view language) {
  if (text::IsChinese(language))
    return absl::StrCat(TwoDigits(day.month()), ".", TwoDigits(day.day()));
  return absl::StrCat(day.day(), " ", window::EnglishMonth(day).substr(0, 3));
}

std::string_view PrintWeekday(absl::CivilDay day, std::string_view language) {
  constexpr std::array<std::string_view, 7> kChinese = {"周一", "周二", "周三", "周四",
                                                        "周五", "周六", "周日"};
  constexpr std::array<std::string_view, 7> kEnglish = {"Mon", "Tue", "Wed", "Thu",
                                                        "Fri", "Sat", "Sun"};
  const auto index = static_cast<std::size_t>(absl::GetWeekday(day));
  return text::IsChinese(language) ? kChinese[index] : kEnglish[index];
}

std::string MachineDate(const DateInterval& dates) {
  const absl::CivilDay day = dates.first;
  switch (dates.precision) {
    case Precision::kYear:
      return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4));
    case Precision::kMonth:
      return absl::StrCat(absl::Dec(day.year(), absl::kZeroPad4), "-", TwoDigits(day.month()));
    case Precision::kDay:
      break;
  }
  return window::FormatCivilDay(day);
}

}  // namespace sennight::rendering
