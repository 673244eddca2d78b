#include "services/rendering/domain/wechat_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sennight::rendering {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> RulesOf(std::string_view fragment) {
  FormatFindings findings("en");
  CheckWechat(fragment, &findings);
  std::vector<std::string> rules;
  for (const digest::v1::Finding& finding : findings.Take()) rules.push_back(finding.rule_id());
  return rules;
}

TEST(WechatCheckTest, FindsNothingInWhatThePlatformKeeps) {
  EXPECT_THAT(RulesOf("<section style=\"margin:0;color:#2b3331\"><p style=\"margin:0\">A <strong>b"
                      "</strong><br>c</p></section>"),
              IsEmpty());
}

TEST(WechatCheckTest, NamesWhatTheEditorTakesAwayOrBreaks) {
  const struct {
    const char* inner;
    const char* rule;
  } cases[] = {
      {"<ul></ul>", "WX-TAG"},
      {"<img></img>", "WX-TAG"},
      {"<p id=\"a\"></p>", "WX-STYLE"},
      {"<p class=\"a\"></p>", "WX-STYLE"},
      {"<p style=\"position:fixed\"></p>", "WX-STYLE"},
      {"<p style=\"color:#333!important\"></p>", "WX-STYLE"},
      {"<p style=\"color:var(--x)\"></p>", "WX-STYLE"},
      {"<p style=\"background:url(x)\"></p>", "WX-STYLE"},
      {"<a href=\"https://example.org/\">x</a>", "WX-LINK"},
      {"<a href=\"https://mp.weixin.qq.com.example.org/\">x</a>", "WX-LINK"},
      {"<p>a\nb</p>", "WX-NEWLINE"},
      {"<p>a\u200Bb</p>", "WX-NEWLINE"},
  };
  for (const auto& [inner, rule] : cases) {
    EXPECT_THAT(RulesOf("<section style=\"color:#222222\">" + std::string(inner) + "</section>"),
                ElementsAre(rule))
        << inner;
  }
}

TEST(WechatCheckTest, WantsOneRootWithNothingOnItThatIsLost) {
  EXPECT_THAT(RulesOf("<section style=\"padding:4px;color:#222222\"></section>"),
              ElementsAre("WX-ROOT"));
  EXPECT_THAT(RulesOf("<section></section><section></section>"), ElementsAre("WX-ROOT"));
}

TEST(WechatCheckTest, MeasuresEveryTextInBothModes) {
  // Light panels become mid-grey, and a grey that is not dark enough is not turned.
  EXPECT_THAT(RulesOf("<section style=\"color:#4f5956\"><section style=\"background:#eef5f3\">x"
                      "</section></section>"),
              ElementsAre("WX-DARK"));
  EXPECT_THAT(RulesOf("<section style=\"color:#5f6b68\">x</section>"), ElementsAre("WX-DARK"));
  EXPECT_THAT(RulesOf("<section style=\"color:#bbbbbb\">x</section>"), ElementsAre("WX-DARK"));
  EXPECT_THAT(RulesOf("<section style=\"color:#5f6b68\"> </section>"), IsEmpty());
}

TEST(WechatCheckTest, SaysWhichColourAndHowBad) {
  FormatFindings findings("zh-CN");
  CheckWechat("<section style=\"color:#5f6b68\">x</section>", &findings);
  const auto found = findings.Take();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].message(), HasSubstr("#5f6b68"));
  EXPECT_THAT(found[0].message(), HasSubstr("3.17"));
}

}  // namespace
}  // namespace sennight::rendering
