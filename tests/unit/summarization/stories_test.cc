// Which reports become one story.
#include "services/summarization/domain/stories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/summarization/reports.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using testing::AnEvent;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<std::vector<int>> Merge(const std::vector<event::v1::Event>& events) {
  const topic::v1::Topic topic = testing::ReadTopic("cell-gene-therapy");
  const auto window =
      window::Window::Of(absl::CivilDay(2025, 12, 1), 31, *window::ParseTimeZone("Asia/Shanghai"));
  Lexicon lexicon(topic);
  std::vector<Report> reports;
  std::vector<EventTime> times;
  for (const event::v1::Event& event : events) {
    reports.push_back(Analyze(event, &lexicon));
    times.push_back(JudgeTime(event, window, 3));
  }
  const Rarity rarity(reports, lexicon.vocabulary, lexicon.concepts.size());
  std::vector<Features> features;
  for (const Report& report : reports) {
    features.push_back(FeaturesOf(report, lexicon, rarity));
  }
  std::vector<MergeItem> items;
  for (size_t i = 0; i < reports.size(); ++i) {
    items.push_back({&reports[i], &features[i], &times[i]});
  }
  return MergeStories(items, lexicon.concepts, rarity);
}

TEST(StoriesTest, NearCopiesAreOneStory) {
  const std::string body =
      "2025年12月12日，湖北开出首张干细胞药品艾米迈托赛注射液处方，由胡豫教授团队完成。患者输注后腹"
      "泻停止。";
  EXPECT_THAT(Merge({AnEvent("a", "湖北开出首张干细胞药品艾米迈托赛注射液处方", body, "2025-12-12"),
                     AnEvent("b", "湖北省开出首张干细胞药品“艾米迈托赛注射液”处方", body + "转载。",
                             "2025-12-12")}),
              ElementsAre(ElementsAre(0, 1)));
}

TEST(StoriesTest, TwoCompaniesThatRaiseTheSameAmountAreTwoStories) {
  EXPECT_THAT(
      Merge({AnEvent("a", "青禾生物完成近2亿元A轮融资，推进细胞疗法临床转化", "", "2025-12-11"),
             AnEvent("b", "远山医药完成近2亿元A轮融资，加速细胞疗法临床研究", "", "2025-12-11"),
             AnEvent("c", "青禾生物获近2亿元融资，推进细胞疗法临床转化", "", "2025-12-12")}),
      ElementsAre(ElementsAre(0, 2), ElementsAre(1)));
}

TEST(StoriesTest, OneProductInTwoHappeningsIsTwoStories) {
  EXPECT_THAT(Merge({AnEvent("a", "铂生卓越在ASH年会公布艾米迈托赛注射液关键临床数据",
                             "铂生卓越在ASH年会公布艾米迈托赛注射液的临床数据，客观缓解率为63.0%。",
                             "2025-12-09"),
                     AnEvent("b", "湖北开出首张艾米迈托赛注射液处方",
                             "胡豫教授团队在湖北开出首张艾米迈托赛注射液处方。", "2025-12-12")}),
              ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(StoriesTest, ARoundUpDoesNotFuseWhatItNames) {
  const auto stories = Merge(
      {AnEvent("a", "FDA批准Omisirge", "FDA批准Omisirge用于严重再生障碍性贫血。", "2025-12-08"),
       AnEvent("b", "FDA批准Waskyra", "FDA批准Waskyra用于Wiskott-Aldrich综合征。", "2025-12-09"),
       AnEvent("c", "FDA两天连批Omisirge和Waskyra", "FDA先后批准Omisirge和Waskyra。",
               "2025-12-09")});
  EXPECT_EQ(stories.size(), 2u);
  for (const auto& story : stories) {
    EXPECT_FALSE(std::count(story.begin(), story.end(), 0) > 0 &&
                 std::count(story.begin(), story.end(), 1) > 0);
  }
}

TEST(StoriesTest, UnknownCompaniesMeetByNameAndAmountAcrossLanguages) {
  EXPECT_THAT(
      Merge(
          {AnEvent("a", "拾穗细胞完成3.2亿元B轮融资，推进通用型CAR-T",
                   "拾穗细胞（Shisui Cell Therapeutics）完成3.2亿元人民币B轮融资。", "2025-12-11"),
           AnEvent("b", "Shisui Cell Therapeutics raises 320 million yuan for off-the-shelf CAR-T",
                   "Shisui Cell Therapeutics raised 320 million yuan.", "2025-12-11")}),
      ElementsAre(ElementsAre(0, 1)));
}

TEST(StoriesTest, APermitForATrialIsOneHappeningInBothLanguages) {
  for (const char* title : {"Legend Biotech wins clinical green light for in vivo CAR-T",
                            "Legend Biotech in vivo CAR-T gains IND nod"}) {
    EXPECT_THAT(Merge({AnEvent("a", "传奇生物体内CAR-T获批临床", "", "2025-12-10"),
                       AnEvent("b", title, "", "2025-12-10"),
                       AnEvent("c", "驯鹿生物体内CAR-T获批临床", "", "2025-12-10")}),
                UnorderedElementsAre(ElementsAre(0, 1), ElementsAre(2)))
        << title;
  }
}

TEST(StoriesTest, CompaniesAtOneMeetingAreDifferentStories) {
  EXPECT_THAT(Merge({AnEvent("a", "Novartis to present CAR-T data at ASGCT 2026 annual meeting", "",
                             "2025-12-10"),
                     AnEvent("b", "传奇生物将在2026 ASGCT年会公布CAR-T数据", "", "2025-12-10")}),
              UnorderedElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(StoriesTest, WhatAMeetingIsCalledMakesNoStory) {
  const std::string at = " at the 2026 American Society of Gene and Cell Therapy Annual Meeting";
  EXPECT_THAT(
      Merge({AnEvent("a",
                     "Quexol Collaborators Present Positive Preclinical Data on Gene Therapy" + at,
                     "", "2025-12-10"),
             AnEvent("b", "Vandrel Bio Presents New Preclinical Data on Gene Therapy" + at, "",
                     "2025-12-10"),
             AnEvent("c", "Vandrel Bio to Present Preclinical Data on Its Gene Therapy at ASGCT",
                     "", "2025-12-10")}),
      UnorderedElementsAre(ElementsAre(0), ElementsAre(1, 2)));
}

TEST(StoriesTest, HappeningsFarApartAreDifferentStories) {
  const std::string title = "FDA approves Casgevy gene therapy for sickle cell disease";
  EXPECT_THAT(Merge({AnEvent("a", title, title + ".", "2025-12-01"),
                     AnEvent("b", title, title + ".", "2025-12-20")}),
              ElementsAre(ElementsAre(0), ElementsAre(1)));
}

}  // namespace
}  // namespace sennight::summarization
