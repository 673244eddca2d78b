#include "services/summarization/domain/phrases.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/window/civil_date.h"

namespace sennight::summarization {
namespace {

constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};

constexpr std::array<std::pair<const char*, const char*>, 7> kNouns = {{
    {"report", "reports"},
    {"story", "stories"},
    {"section", "sections"},
    {"publisher", "publishers"},
    {"figure", "figures"},
    {"day", "days"},
    {"reference", "references"},
}};

struct NamedLanguage {
  std::string_view subtag;
  const char* chinese;
  const char* english;
};

constexpr std::array kLanguages = {
    NamedLanguage{"zh", "中文", "Chinese"},     NamedLanguage{"en", "英文", "English"},
    NamedLanguage{"ja", "日文", "Japanese"},    NamedLanguage{"ko", "韩文", "Korean"},
    NamedLanguage{"de", "德文", "German"},      NamedLanguage{"fr", "法文", "French"},
    NamedLanguage{"es", "西班牙文", "Spanish"}, NamedLanguage{"it", "意大利文", "Italian"},
};

int Year(absl::CivilDay day) { return static_cast<int>(day.year()); }
const char* Month(absl::CivilDay day) { return kMonths[day.month() - 1]; }

std::string ChineseDay(absl::CivilDay day) {
  return absl::StrFormat("%d月%d日", day.month(), day.day());
}

std::string ChineseDates(absl::CivilDay first, absl::CivilDay last) {
  const std::string start = absl::StrCat(Year(first), "年", ChineseDay(first));
  if (first == last) return start;
  if (Year(first) != Year(last)) {
    return absl::StrCat(start, "至", Year(last), "年", ChineseDay(last));
  }
  if (first.month() != last.month()) return absl::StrCat(start, "至", ChineseDay(last));
  return absl::StrCat(start, "至", last.day(), "日");
}

std::string EnglishDates(absl::CivilDay first, absl::CivilDay last) {
  const std::string end = absl::StrCat(last.day(), " ", Month(last), " ", Year(last));
  if (first == last) return end;
  if (Year(first) != Year(last)) {
    return absl::StrCat(first.day(), " ", Month(first), " ", Year(first), " – ", end);
  }
  if (first.month() != last.month()) {
    return absl::StrCat(first.day(), " ", Month(first), " – ", end);
  }
  return absl::StrCat(first.day(), "–", end);
}

}  // namespace

std::string DatesText(std::string_view language, absl::CivilDay first, absl::CivilDay last) {
  return language == "zh" ? ChineseDates(first, last) : EnglishDates(first, last);
}

std::string DayText(std::string_view language, absl::CivilDay day) {
  if (language == "zh") return ChineseDay(day);
  return absl::StrCat(day.day(), " ", Month(day));
}

std::string StatedDateText(std::string_view language, std::string_view value) {
  const auto date = window::ParseDate(value);
  if (!date.ok()) return std::string(value);
  const absl::CivilDay day = date->first;
  if (date->precision == window::Precision::kDay) return DatesText(language, day, day);
  const bool chinese = language == "zh";
  if (date->precision == window::Precision::kYear) {
    return absl::StrCat(Year(day), chinese ? "年" : "");
  }
  return chinese ? absl::StrCat(Year(day), "年", day.month(), "月")
                 : absl::StrCat(Month(day), " ", Year(day));
}

std::string CountText(std::string_view language, Counted counted, int count) {
  if (language == "zh") return absl::StrCat(count);
  const auto& [one, several] = kNouns[static_cast<size_t>(counted)];
  return absl::StrCat(count, " ", count == 1 ? one : several);
}

std::string LanguageName(std::string_view language, std::string_view named) {
  for (const NamedLanguage& known : kLanguages) {
    if (known.subtag == named) return language == "zh" ? known.chinese : known.english;
  }
  return std::string(named);
}

}  // namespace sennight::summarization
