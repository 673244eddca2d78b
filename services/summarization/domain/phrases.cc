#include "services/summarization/domain/phrases.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/window/civil_date.h"
#include "common/window/date_words.h"

namespace sennight::summarization {
namespace {

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

}  // namespace

std::string DatesText(std::string_view language, absl::CivilDay first, absl::CivilDay last) {
  if (language == "zh") return window::ChineseDates(first, last);
  return window::EnglishDates({.first = first, .last = last});
}

std::string DayText(std::string_view language, absl::CivilDay day) {
  if (language == "zh") return absl::StrCat(day.month(), "月", day.day(), "日");
  return absl::StrCat(day.day(), " ", window::EnglishMonth(day));
}

std::string StatedDateText(std::string_view language, std::string_view value) {
  const auto date = window::ParseDate(value);
  if (!date.ok()) return std::string(value);
  if (language != "zh") return window::EnglishDates(*date);
  const absl::CivilDay day = date->first;
  switch (date->precision) {
    case window::Precision::kYear:
      return absl::StrCat(day.year(), "年");
    case window::Precision::kMonth:
      return absl::StrCat(day.year(), "年", day.month(), "月");
    case window::Precision::kDay:
      break;
  }
  return window::ChineseDates(day, day);
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
