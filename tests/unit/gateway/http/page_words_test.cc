#include "services/gateway/adapters/http/page_words.h"

#include <gmock/gmock.h>

#include "common/status/status.h"

namespace sennight::gateway::http {
namespace {

Request Asking(const std::string& parameter, const std::string& accepted) {
  Request request;
  if (!parameter.empty()) request.query.emplace("language", parameter);
  if (!accepted.empty()) request.headers.emplace("accept-language", accepted);
  return request;
}

struct LanguageCase {
  const char* parameter;
  const char* accepted;
  PageLanguage language;
};

TEST(PageLanguage, IsTheOneThatIsAskedFor) {
  const LanguageCase cases[] = {
      {"", "", PageLanguage::kEnglish},
      {"zh-CN", "en", PageLanguage::kChinese},
      {"en", "zh-CN,zh;q=0.9", PageLanguage::kEnglish},
      {"fr", "zh", PageLanguage::kChinese},
      {"", "zh-CN,zh;q=0.9,en;q=0.8", PageLanguage::kChinese},
      {"", "en-GB,en;q=0.9,zh;q=0.8", PageLanguage::kEnglish},
      {"", "en;q=0.3, zh-Hans;q=0.5", PageLanguage::kChinese},
      {"", "fr", PageLanguage::kEnglish},
      {"", "zh;q=nonsense", PageLanguage::kEnglish},
      {"", ",;,;q=;;", PageLanguage::kEnglish},
  };
  for (const LanguageCase& one : cases) {
    EXPECT_EQ(LanguageOf(Asking(one.parameter, one.accepted)), one.language)
        << one.parameter << " " << one.accepted;
  }
}

TEST(PeriodText, IsShortInBothLanguages) {
  const auto text = [](absl::CivilDay start, int days, PageLanguage language) {
    return PeriodText(window::Window::Of(start, days, absl::UTCTimeZone()), language);
  };
  const absl::CivilDay december(2025, 12, 9);
  const absl::CivilDay november(2025, 11, 25);
  const absl::CivilDay year_end(2025, 12, 30);

  EXPECT_EQ(text(december, 7, PageLanguage::kEnglish), "9–15 December 2025");
  EXPECT_EQ(text(december, 7, PageLanguage::kChinese), "2025年12月9日至15日");
  EXPECT_EQ(text(november, 7, PageLanguage::kEnglish), "25 November – 1 December 2025");
  EXPECT_EQ(text(november, 7, PageLanguage::kChinese), "2025年11月25日至12月1日");
  EXPECT_EQ(text(year_end, 7, PageLanguage::kEnglish), "30 December 2025 – 5 January 2026");
  EXPECT_EQ(text(year_end, 7, PageLanguage::kChinese), "2025年12月30日至2026年1月5日");
  EXPECT_EQ(text(december, 1, PageLanguage::kEnglish), "9 December 2025");
  EXPECT_EQ(text(december, 1, PageLanguage::kChinese), "2025年12月9日");
}

TEST(Trouble, IsToldByReasonByFieldAndByCode) {
  struct Case {
    absl::Status status;
    int http_status;
    std::string_view title;
  };
  const Case cases[] = {
      {WithReason(absl::NotFoundError(""), "TOPIC_UNKNOWN"), 404, "There is no such topic"},
      {WithReason(absl::NotFoundError(""), "WINDOW_EMPTY"), 404, "No reports of this week"},
      {WithReason(absl::NotFoundError(""), "NOTHING_PRINTABLE"),
       404,
       "Nothing fit to print in this week"},
      {InvalidField("week", "want one"), 400, "This is not a week"},
      {InvalidField("language", "want one"), 400, "The topic is not written in this language"},
      {absl::UnavailableError(""), 503, "A service cannot be reached"},
      {absl::ResourceExhaustedError(""), 503, "Too many are asking"},
      {absl::DeadlineExceededError(""), 504, "This took too long"},
      {absl::InternalError(""), 500, "Something went wrong"},
      {absl::DataLossError(""), 500, "Something went wrong"},
      {absl::UnauthenticatedError(""), 401, "You have to say who you are"},
  };
  for (const Case& one : cases) {
    const Trouble trouble = TroubleOf(one.status);
    EXPECT_EQ(trouble.status, one.http_status) << one.status;
    EXPECT_EQ(trouble.title.english, one.title);
    EXPECT_FALSE(trouble.title.chinese.empty());
    EXPECT_FALSE(trouble.advice.chinese.empty());
    EXPECT_FALSE(trouble.advice.english.empty());
  }
}

}  // namespace
}  // namespace sennight::gateway::http
