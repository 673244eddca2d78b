// What is read from headlines: whose they are, what has happened and what may, whose story it is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "services/summarization/domain/headline_name.h"
#include "services/summarization/domain/hedges.h"
#include "services/summarization/domain/sources.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/tokens.h"
#include "tests/unit/summarization/reports.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using testing::AnEvent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct NameCase {
  std::string_view title;
  std::string_view name;  // Empty: there is none.
};

class HeadlineNameTest : public ::testing::TestWithParam<NameCase> {};

TEST_P(HeadlineNameTest, StandsBeforeTheFirstVerb) {
  const std::u32string title = text::ToCodePoints(GetParam().title);
  const Range all{0, static_cast<int>(title.size())};
  const auto name = NameBeforeVerb(title, all);
  EXPECT_EQ(name ? ToUtf8(text::Slice(std::u32string_view(title), *name)) : "", GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    Headlines, HeadlineNameTest,
    ::testing::Values(
        NameCase{"Example Therapeutics Presents New Clinical Data", "Example Therapeutics"},
        NameCase{"Quexol to Present Clinical Data at the Annual Meeting", "Quexol"},
        NameCase{"Quexol and Vandrel Achieve Key Milestone", "Quexol and Vandrel"},
        NameCase{"Quexol's Zarvelin Wins Full Approval", "Quexol"},
        NameCase{"Newswire - Quexol Highlights Its Approval", "Quexol"},
        NameCase{"Vandrel Bio, an AI Company, Enters Agreement", "Vandrel Bio"},
        NameCase{"Hospital of Vandrel University Opens Clinic", "Hospital of Vandrel University"},
        NameCase{"Present Clinical Data and Regulatory Progress", ""},
        NameCase{"Approval of a Gene Therapy Calls for Care", ""},
        NameCase{"New Data Show Benefit", ""}, NameCase{"Zymeworks - New Data Show Benefit", ""},
        NameCase{"", ""}));

TEST(HeadlineCaseTest, CountsTheLongWords) {
  const auto has = [](std::string_view utf8) {
    const std::u32string title = text::ToCodePoints(utf8);
    return HasHeadlineCase(title, {0, static_cast<int>(title.size())});
  };
  EXPECT_TRUE(has("Example Therapeutics Presents New Data on its Gene Therapy"));
  EXPECT_FALSE(has("Example Therapeutics presents new data on its gene therapy"));
  EXPECT_FALSE(has("FDA OKs It"));
  EXPECT_FALSE(has("某公司 Presents 数据"));
}

TEST(HedgesTest, OneInTheSameClauseMakesAProspect) {
  const auto is_prospect = [](std::string_view before) {
    const std::u32string text = ShadowText(before);
    return IsProspect(text, static_cast<int>(text.size()));
  };
  for (const std::string_view text :
       {"数据亮眼，有望明年", "该疗法预计", "the drug is poised for ", "the company seeks ",
        "the agency may ", "in may it may ", "expected获批前"}) {
    EXPECT_TRUE(is_prospect(text)) << text;
  }
  for (const std::string_view text :
       {"有望受益的患者增多，药监局", "国家药监局", "", "as expected, the FDA ", "FDA on May 12 ",
        "In May the FDA ", "On 12 May the FDA ", "an unexpected ", "to its dismay "}) {
    EXPECT_FALSE(is_prospect(text)) << text;
  }
}

TEST(OtherScriptsTest, AreWords) {
  const std::u32string text = ShadowText("큐로셀推出CAR-T");
  const auto terms = Terms(text, {0, static_cast<int>(text.size())});
  ASSERT_FALSE(terms.empty());
  EXPECT_EQ(ToUtf8(terms.front()), ToUtf8(ShadowText("큐로셀")));
  // Greek letters are symbols.
  const std::u32string beta = ShadowText("β细胞");
  EXPECT_EQ(ToUtf8(Terms(beta, {0, static_cast<int>(beta.size())}).front()), "细胞");
}

TEST(SourcesTest, AnAggregatorIsNoPublisherIfTheSourceNamesOne) {
  event::v1::Source source;
  source.set_url("https://news.google.com/rss/articles/1");
  source.set_publisher("Example Times");
  const topic::v1::Topic topic;
  const std::string named = PublisherKey(source, topic);
  source.set_publisher("Example Post");
  EXPECT_NE(PublisherKey(source, topic), named);
  source.clear_publisher();
  EXPECT_EQ(PublisherKey(source, topic), "news.google.com");
  source.set_url("https://www.example.com/1");
  source.set_publisher("Example Times");
  EXPECT_EQ(PublisherKey(source, topic), "example.com");
}

// Composes reports that name no category.
digest::v1::Digest Compose(std::vector<event::v1::Event> events, const std::string& language) {
  const auto start = testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), language,
                                        "2025-12-09", "2025-12-16");
  const auto response = Summarize(start, std::move(events));
  return response.ok() ? response->digest() : digest::v1::Digest();
}

struct CategoryCase {
  std::string title;
  std::string category;
};

class CategoryTest : public ::testing::TestWithParam<CategoryCase> {};

TEST_P(CategoryTest, IsThatOfTheWordsAndActionsOfTheTitle) {
  const auto digest = Compose({AnEvent("a", GetParam().title, "", "2025-12-10")}, "zh-CN");
  ASSERT_EQ(digest.sections_size(), 1);
  EXPECT_EQ(digest.sections(0).category(), GetParam().category);
}

INSTANTIATE_TEST_SUITE_P(
    Titles, CategoryTest,
    ::testing::Values(CategoryCase{"某某基因疗法FDA获批！成为美国唯一同类疗法", "approval"},
                      CategoryCase{"某某细胞疗法申报上市，某某生物递交材料", "filing"},
                      CategoryCase{"某某基因疗法数据亮眼，有望明年获批上市", "industry"},
                      CategoryCase{"Quexol Presents Promising Results of Its Gene Therapy",
                                   "clinical"},
                      CategoryCase{"某某细胞疗法被临床暂停", "safety"}));

std::string TextOf(const digest::v1::InlineText& text) {
  std::string all;
  for (const digest::v1::Run& run : text.runs()) all += run.text();
  return all;
}

TEST(ClosingTest, AZeroIsNotSaid) {
  auto one = AnEvent("a", "国家药监局批准某某细胞疗法上市", "", "2025-12-10");
  auto two = AnEvent("b", "国家药监局批准某某细胞疗法上市", "", "2025-12-10");
  EXPECT_THAT(TextOf(Compose({one}, "zh-CN").closing()), Not(HasSubstr("其中0个事件")));
  EXPECT_THAT(TextOf(Compose({one}, "en").closing()), Not(HasSubstr("0 stories")));
  EXPECT_THAT(TextOf(Compose({one, two}, "zh-CN").closing()), HasSubstr("其中1个事件"));
}

TEST(TitleTest, NewsComesBeforeCounts) {
  const auto digest =
      Compose({AnEvent("a", "某某生物完成2亿元融资，推进体内CAR-T", "", "2025-12-10"),
               AnEvent("b", "青禾医药完成3亿元融资，推进体内CAR-T", "", "2025-12-11"),
               AnEvent("c", "远山医药的细胞疗法用于首例患者", "", "2025-12-11")},
              "zh-CN");
  EXPECT_THAT(TextOf(digest.title()), HasSubstr("远山医药"));
  EXPECT_THAT(TextOf(digest.title()), Not(HasSubstr("项：")));
}

TEST(SubjectTest, IsNeitherAKindNorAnAuthorityNorABeginningOfAClause) {
  for (const auto& [title, subject] : std::vector<std::pair<std::string, std::string>>{
           {"索莫塞尔FDA获批！该基因疗法成为美国唯一", "索莫塞尔"},
           {"体内CAR-T再吸金！又一笔融资完成", ""},
           {"全球首个细胞疗法获批上市", ""},
           {"全球首例！细胞疗法治好三种疾病", ""},
           {"让患者重获新声的基因疗法公布数据", ""},
           {"改写治疗格局，全球首个细胞药物获IND双批", ""},
           {"精准爆破实体瘤：某某团队的CAR-T新进展", ""},
           {"天士力：拟出资推进双靶点CAR-T", "天士力"},
           {"一款国产基因疗法在澳门上市", ""},
           {"远山基因公布基因治疗新数据", "远山基因"},
           {"远山基因细胞疗法获批临床", ""},
           {"来自远山：基因治疗公布新数据", ""},
           {"通用型CAR-T连获突破", ""},
           {"刚刚！远山基因公布基因治疗新数据", "远山基因"},
           {"我国自研眼科基因治疗药物获批", ""},
           {"远山生物技术公布基因治疗新数据", "远山生物技术"},
           {"又一细胞治疗项目获批", ""},
           {"百济神州首款基因治疗索莫塞尔公布新数据", "百济神州"},
           {"索莫塞尔FDA获批！百济神州基因治疗进入美国", "索莫塞尔"},
           {"北京大学第三医院团队公布基因治疗新数据", "北京大学第三医院团队"}}) {
    const auto digest = Compose({AnEvent("a", title, "", "2025-12-10")}, "zh-CN");
    ASSERT_EQ(digest.sections_size(), 1) << title;
    EXPECT_EQ(TextOf(digest.sections(0).stories(0).subject()), subject) << title;
  }
}

TEST(HeadingTest, CountsProductsOnlyOfWhatIsKnownToBeOne) {
  const auto heading = [](const char* second) {
    const auto digest = Compose({AnEvent("a", "FDA批准基因治疗Waskyra上市", "", "2025-12-10"),
                                 AnEvent("b", second, "", "2025-12-10")},
                                "zh-CN");
    return TextOf(digest.sections(0).heading());
  };
  EXPECT_THAT(heading("FDA批准细胞疗法Omisirge上市"), HasSubstr("批准2款产品"));
  EXPECT_THAT(heading("百济神州新药获FDA批准，细胞疗法再进一步"), Not(HasSubstr("款产品")));
}

TEST(SubjectTest, OfAnEnglishTitleIsWhatStandsBeforeTheVerb) {
  for (const auto& [title, subject] : std::vector<std::pair<std::string, std::string>>{
           {"Farhill Biotech Announces FDA Clearance of IND for FB-019, a universal candidate and "
            "gene therapy of note",
            "Farhill Biotech"},
           {"Farhill, Inc. Launches with $19 Million Financing to enable gene therapy in community "
            "settings",
            "Farhill"},
           {"Farhill Bio seeks approval for its gene therapy", "Farhill Bio"},
           {"Quexol Therapeutics, Inc. - New Gene Therapy Data Presented Before Everybody",
            "Quexol Therapeutics"},
           {"Nanoparticles deliver genes to T cells in gene therapy of mice", ""},
           {"Beijing Lists China's First Approved Gene Therapy at Just $2,850", ""},
           {"U.S. Food and Drug Administration (FDA) Approves New Gene Therapy Treatment for "
            "Previously Untreated Patients",
            ""},
           {"The Center for Blood Disorders Revolutionizes Gene Therapy Delivery for Texas "
            "Patients",
            ""}}) {
    const auto digest = Compose({AnEvent("a", title, "", "2025-12-10")}, "en");
    ASSERT_EQ(digest.sections_size(), 1) << title;
    EXPECT_EQ(TextOf(digest.sections(0).stories(0).subject()), subject) << title;
  }
}

}  // namespace
}  // namespace sennight::summarization
