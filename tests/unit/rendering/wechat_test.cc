#include "services/rendering/domain/wechat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/wechat_text.h"
#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSubsetOf;
using ::testing::Not;

class WechatTest : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string fragment_ = RenderWechat(SampleDigest(GetParam())).content;
  const Outline outline_ = OutlineOf(fragment_);
};

TEST_P(WechatTest, HasOnlyWhatTheEditorKeeps) {
  EXPECT_EQ(outline_.error, "");
  EXPECT_THAT(outline_.Tags(), IsSubsetOf({"section", "p", "span", "strong", "br"}));
  for (const FoundElement& element : outline_.elements) {
    for (const auto& [name, value] : element.attributes) {
      EXPECT_EQ(name, "style");
      for (const char* lost :
           {"!important", "var(", "position", "flex", "grid", "transform", "url(", "float"}) {
        EXPECT_THAT(value, Not(HasSubstr(lost)));
      }
    }
  }
  EXPECT_THAT(fragment_, Not(HasSubstr("\n")));
  for (const char* character : {"\u200B", "\u200C", "\u2060", "\uFEFF"}) {
    EXPECT_THAT(fragment_, Not(HasSubstr(character)));
  }
}

TEST_P(WechatTest, HasNothingOnTheOutermostElementThatIsTakenAway) {
  const std::string& style = outline_.elements.at(0).attributes.at("style");
  EXPECT_THAT(style, Not(HasSubstr("padding")));
  EXPECT_THAT(style, Not(HasSubstr("background")));
  const auto roots = std::count_if(outline_.elements.begin(), outline_.elements.end(),
                                   [](const FoundElement& element) { return element.depth == 0; });
  EXPECT_EQ(roots, 1);
}

TEST_P(WechatTest, BreaksNoRuleOfThePlatform) {
  for (const digest::v1::Finding& finding : RenderWechat(SampleDigest(GetParam())).findings) {
    EXPECT_EQ(finding.rule_id(), "WX-TITLE-LEN");
    EXPECT_STREQ(GetParam(), "en") << "the English title has 86 characters";
  }
}

TEST_P(WechatTest, KeepsEachCitationOnTheLineOfItsWord) {
  std::size_t marks = 0;
  const std::string open = "<span style=\"white-space:nowrap\">";
  for (std::size_t at = fragment_.find(open); at != std::string::npos;
       at = fragment_.find(open, at + 1)) {
    EXPECT_NE(fragment_[at + open.size()], '[');
    ++marks;
  }
  EXPECT_GT(marks, 10U);
}

INSTANTIATE_TEST_SUITE_P(Languages, WechatTest, ::testing::Values("zh-CN", "en"),
                         [](const auto& param) { return std::string(param.param, 2); });

TEST(WechatAccentTest, IsReadableWhateverThePublicationChose) {
  for (const char* accent : {"#5a3c96", "#7a1f3d", "#c00000", "#006000", "#444444", "#0000ff"}) {
    digest::v1::Digest digest = SampleDigest("zh-CN");
    digest.mutable_branding()->set_accent_color(accent);
    EXPECT_THAT(RenderWechat(digest).findings, ::testing::IsEmpty()) << accent;
  }
}

TEST(WechatDraftTest, CarriesTheFieldsBesideTheFragment) {
  const Rendered rendered = RenderWechat(SampleDigest("zh-CN"));
  EXPECT_EQ(rendered.wechat.title(), "美国 FDA 两日内批准两款疗法，艾米迈托赛在湖北开出处方");
  EXPECT_THAT(rendered.wechat.digest(), HasSubstr("获得 FDA 批准；艾米迈托赛"));
  EXPECT_LE(CountCodePoints(rendered.wechat.digest()), kMaxWechatDigest);
  EXPECT_EQ(static_cast<std::size_t>(rendered.wechat.characters()),
            CountWechatCharacters(rendered.content));
  EXPECT_EQ(rendered.wechat.left_out_size(), 0);
}

TEST(WechatDraftTest, CutsATitleThatIsTooLongAndSaysSo) {
  digest::v1::Digest digest = EmptyDigest();
  SetText(std::string(65, 'x'), digest.mutable_title());
  const Rendered rendered = RenderWechat(digest);
  EXPECT_EQ(rendered.wechat.title(), std::string(63, 'x') + "…");
  ASSERT_EQ(rendered.findings.size(), 1U);
  EXPECT_EQ(rendered.findings[0].rule_id(), "WX-TITLE-LEN");
}

TEST(WechatBudgetTest, TellsWhatWasLeftOut) {
  const std::string text = "一款细胞治疗产品获得批准，用于治疗一种罕见的血液疾病。";
  std::vector<digest::v1::Severity> severities;
  for (int sections = 1; sections <= 60; ++sections) {
    for (const digest::v1::Finding& finding : RenderWechat(DigestOf(sections, text)).findings) {
      if (finding.rule_id() != "WX-BUDGET") continue;
      const bool is_new = severities.empty() || severities.back() != finding.severity();
      if (is_new) severities.push_back(finding.severity());
    }
  }
  EXPECT_THAT(severities,
              ::testing::ElementsAre(digest::v1::SEVERITY_WARNING, digest::v1::SEVERITY_ERROR));
  const Rendered cut = RenderWechat(DigestOf(60, text));
  EXPECT_THAT(cut.wechat.left_out(cut.wechat.left_out_size() - 1), HasSubstr(" 节"));
}

TEST(WechatBudgetTest, IsCountedInCodeUnits) {
  EXPECT_EQ(CountWechatCharacters("<p>药é𠮷</p>"), 7U + 1 + 1 + 2);
}

TEST(WechatBudgetTest, IsKeptByEveryDigest) {
  for (const int sections : {1, 8, 12, 20, 40, 60}) {
    const std::string fragment =
        RenderWechat(DigestOf(sections, "一款细胞治疗产品获得批准，用于治疗一种罕见的血液疾病。"))
            .content;
    EXPECT_LE(CountWechatCharacters(fragment), kMaxWechatCharacters) << sections;
    EXPECT_EQ(OutlineOf(fragment).error, "");
  }
  for (const std::size_t size : {1'000U, 10'000U, 100'000U}) {
    EXPECT_LE(CountWechatCharacters(RenderWechat(DigestOf(3, std::string(size, 'x'))).content),
              kMaxWechatCharacters);
  }
}

TEST(WechatBudgetTest, SaysHowManySectionsDidNotFit) {
  const std::string fragment = RenderWechat(DigestOf(60, std::string(600, 'x'))).content;
  EXPECT_THAT(fragment, HasSubstr("节未收入此版"));
}

TEST(WechatBudgetTest, ListsOnlyReferencesThatAreCitedWhenSectionsAreLeftOut) {
  const std::string fragment = RenderWechat(DigestOf(60, std::string(600, 'x'))).content;
  EXPECT_THAT(fragment, HasSubstr(">[1] x"));
  EXPECT_THAT(fragment, Not(HasSubstr("[60] x")));
}

TEST(WechatLinkTest, StandsOnlyForPagesOfThePlatform) {
  digest::v1::Digest digest = EmptyDigest();
  for (const char* url : {"https://mp.weixin.qq.com/s/abc", "https://example.org/x"}) {
    digest::v1::Reference* reference = digest.add_references();
    reference->set_ref_id(url);
    reference->set_title("T");
    reference->set_url(url);
  }
  const std::string fragment = RenderWechat(digest).content;
  EXPECT_THAT(fragment, HasSubstr("<a href=\"https://mp.weixin.qq.com/s/abc\">T</a>"));
  EXPECT_THAT(fragment, HasSubstr("T<br>https://example.org/x"));
}

TEST(CitationMarkTest, PutsNumbersInARowTogether) {
  EXPECT_EQ(CitationMark({7}), "[7]");
  EXPECT_EQ(CitationMark({2, 1}), "[1,2]");
  EXPECT_EQ(CitationMark({8, 11, 9}), "[8,9,11]");
  EXPECT_EQ(CitationMark({4, 5, 6, 7, 9}), "[4–7,9]");
}

TEST(LastWordTest, BeginsAtTheLastCharacterThatIsNoPunctuation) {
  const struct {
    const char* text;
    const char* word;
  } cases[] = {
      {"已获批准。", "准。"},
      {"（r/r NHL）。", "L）。"},
      {"fell by 60%.", "0%."},
      {"says “yes”。", "s”。"},
      {"é", "é"},
      {"e\u0301.", "e\u0301."},
      {"。", "。"},
      {"", ""},
  };
  for (const auto& [text, word] : cases) {
    EXPECT_EQ(std::string(text).substr(LastWord(text)), word);
  }
}

}  // namespace
}  // namespace sennight::rendering
