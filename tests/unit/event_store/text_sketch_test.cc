#include "services/event_store/domain/text_sketch.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/event_store/domain/near_duplicates.h"

namespace sennight::event_store {
namespace {

const std::string kChinese =
    "12月9日，国家药品监督管理局批准某公司自主研发的嵌合抗原受体T细胞注射液上市，用于治疗复发或难治"
    "性多发性骨髓瘤成人患者。"
    "该产品此前在一项单臂、开放、多中心的关键临床试验中显示出深度和持久的缓解，总体缓解率为百分之九"
    "十六，"
    "中位随访二十个月时多数患者仍处于缓解状态，安全性与同类产品一致，未见新的安全信号。公司表示将尽"
    "快完成首批患者的用药准备。";
const std::string kEnglish =
    "The agency approved the autologous gene therapy for patients twelve years and older with "
    "severe "
    "sickle cell disease and recurrent crises. In the pivotal single-arm trial twenty-nine of "
    "thirty-one patients had no severe crisis for at least twelve consecutive months. The most "
    "common "
    "side effects were low levels of platelets and white blood cells, mouth sores and nausea.";

int Alike(const std::string& a, const std::string& b) {
  return EqualPlaces(SketchOf("", a), SketchOf("", b));
}

TEST(TextSketchTest, IsTheSameForTextsThatDifferInCaseWidthAndSpacesOnly) {
  EXPECT_EQ(Alike(kEnglish, absl::StrReplaceAll(kEnglish, {{" ", "\n"}, {"agency", "AGENCY"}})),
            kSketchPlaces);
  EXPECT_EQ(Alike(kChinese, absl::StrReplaceAll(kChinese, {{"12", "１２"}, {"。", "。\n\n"}})),
            kSketchPlaces);
}

TEST(TextSketchTest, IsNearlyTheSameForACopyWithALineMoreOrANameLess) {
  EXPECT_GE(Alike(kChinese, kChinese + "（来源：公司官网，编辑：张三）"), kNearlyTheSame);
  EXPECT_GE(Alike(kEnglish, "BOSTON, Dec. 9 (Newswire) -- " + kEnglish), kNearlyTheSame);
  EXPECT_GE(Alike(kEnglish, absl::StrReplaceAll(kEnglish, {{"The agency", "The FDA"}})),
            kNearlyTheSame);
}

TEST(TextSketchTest, IsDifferentForAnotherText) {
  EXPECT_LT(Alike(kChinese, kEnglish), 4);
  EXPECT_LT(
      Alike(kEnglish,
            "The company said that its allogeneic natural killer cell programme would enter "
            "a first trial in lupus next year, after regulators in two countries accepted the "
            "filing; enrolment of forty patients should take about eighteen months in all."),
      4);
}

TEST(TextSketchTest, TellsShortTextsApartByTitleAndBody) {
  EXPECT_EQ(SketchOf("FDA approves Casgevy", "Short."),
            SketchOf("fda approves  Casgevy", "Short."));
  EXPECT_LT(EqualPlaces(SketchOf("FDA approves Casgevy", "Short."),
                        SketchOf("FDA approves Lyfgenia", "Short.")),
            4);
  EXPECT_LT(EqualPlaces(SketchOf("FDA", "approves"), SketchOf("FDA approves", "")), 4);
}

TEST(TextSketchTest, SurvivesTheWayThroughBytes) {
  const TextSketch sketch = SketchOf("t", kChinese);
  EXPECT_EQ(SketchBytes(sketch).size(), kSketchBytes);
  EXPECT_EQ(SketchFromBytes(SketchBytes(sketch)), sketch);
}

// Stored sketches must mean the same to later programs.
TEST(TextSketchTest, NeverChanges) {
  EXPECT_EQ(SketchOf("", kEnglish)[0], 41534);
  EXPECT_EQ(SketchOf("", kChinese)[31], 41716);
  EXPECT_EQ(SketchOf("FDA", "")[5], 8465);
}

}  // namespace
}  // namespace sennight::event_store
