// What the checks of Chinese typesetting find, and what they leave alone.
#include "services/rendering/domain/typography_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/render.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> RulesOf(FormatFindings& findings) {
  std::vector<std::string> rules;
  for (const digest::v1::Finding& finding : findings.Take()) {
    rules.push_back(
        absl::StrCat(finding.rule_id(), finding.path().empty() ? "" : " ", finding.path()));
  }
  return rules;
}

std::vector<std::string> Found(const std::string& text, const std::string& language = "zh-CN") {
  digest::v1::Digest digest = EmptyDigest(language);
  SetText(text, digest.mutable_closing());
  FormatFindings findings(language);
  CheckTypography(digest, &findings);
  return RulesOf(findings);
}

TEST(TypographyCheckTest, FindsWhatChineseDoesNotWrite) {
  const struct {
    const char* text;
    const char* rule;
  } kCases[] = {
      {"他说“已获批。", "TYP-QUOTE /closing"},    {"获批）上市", "TYP-QUOTE /closing"},
      {"《指南（草案》）", "TYP-QUOTE /closing"}, {"尚待…公布", "TYP-ELLIPSIS /closing"},
      {"尚待...公布", "TYP-ELLIPSIS /closing"},   {"尚待。。。公布", "TYP-ELLIPSIS /closing"},
      {"产品—首款", "TYP-DASH /closing"},         {"产品--首款", "TYP-DASH /closing"},
      {"3–5 例，10～12 天", "TYP-RANGE-MIX"},
  };
  for (const auto& wrong : kCases) {
    EXPECT_THAT(Found(wrong.text), ElementsAre(wrong.rule)) << wrong.text;
  }
}

TEST(TypographyCheckTest, LeavesWhatIsRight) {
  for (const char* text :
       {"他说“《指南》（草案）已获批”。", "尚待……公布", "产品——首款", "12月8—9日",
        "CAR-T 与 3–5 例、6–8 例", "It’s 5.5...", "", "12月6日—9日"}) {
    EXPECT_THAT(Found(text), IsEmpty()) << text;
  }
}

TEST(TypographyCheckTest, AsksNothingOfOtherLanguages) {
  EXPECT_THAT(Found("He said “yes ... 3–5, 6~7 — no", "en"), IsEmpty());
}

TEST(TypographyCheckTest, TellsTheFirstPlaceAndHowManyThereAre) {
  digest::v1::Digest digest = DigestOf(3, "获批）");
  FormatFindings findings("zh-CN");
  CheckTypography(digest, &findings);
  const std::vector<digest::v1::Finding> found = findings.Take();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path(), "/title");
  EXPECT_EQ(found[0].message(), "引号或括号不成对，共 10 处。");
}

TEST(TypographyCheckTest, FindsLinesThatBeginOrEndWrongly) {
  const auto found = [](const std::string& lines) {
    FormatFindings findings("zh-CN");
    CheckLines(lines, &findings);
    return RulesOf(findings);
  };
  EXPECT_THAT(found("第一行\n  ，第二行\n"), ElementsAre("TYP-LINE-START"));
  EXPECT_THAT(found("第一行（\n第二行）"), ElementsAre("TYP-LINE-END"));
  EXPECT_THAT(found("第一行，\n“第二行”\n\n“另一段”\n"), IsEmpty());
}

TEST(TypographyCheckTest, ComesWithEveryFormatThatIsRead) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  SetText("获批）", digest.mutable_closing());
  for (const v1::Format format :
       {v1::FORMAT_WEB, v1::FORMAT_WECHAT, v1::FORMAT_TEXT, v1::FORMAT_EMAIL, v1::FORMAT_JSON}) {
    const auto rendition = RenderDigest(digest, format, SampleOptions());
    ASSERT_THAT(rendition, testing::IsOk());
    std::vector<std::string> rules;
    for (const auto& finding : rendition->findings()) rules.push_back(finding.rule_id());
    if (format == v1::FORMAT_JSON) {
      EXPECT_THAT(rules, IsEmpty());
    } else {
      EXPECT_THAT(rules, Contains("TYP-QUOTE")) << format;
    }
  }
}

}  // namespace
}  // namespace sennight::rendering
