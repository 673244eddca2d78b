// Sentences against their sources: what may be said in other words, and what may not.
#include "services/summarization/domain/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace sennight::summarization {
namespace {

using ::testing::IsEmpty;

constexpr char kEnglish[] =
    "Curocell said on 30 April that regulators approved its CAR-T therapy Rimqarto. "
    "Sales rose 12% to $4.5 million in the first quarter. "
    "The therapy costs 70,000 dollars, the company's chief executive told reporters. "
    "No patient died in the trial of 79 patients.";
constexpr char kChinese[] =
    "华道生物12月12日向国家药监局递交CAR-T药物的上市申请。定价约为20万元，较同类产品下降80%。"
    "研究纳入54名患者，未观察到严重不良反应。";

struct Case {
  std::string name;
  std::string sentence;
  std::string rule;  // Empty: it is supported.
};

void PrintTo(const Case& test_case, std::ostream* out) { *out << test_case.name; }

class GuardTest : public ::testing::TestWithParam<Case> {};

TEST_P(GuardTest, Judges) {
  Guard guard;
  guard.Add(kEnglish);
  guard.Add(kChinese);
  std::vector<std::string> rules;
  std::string all;
  for (const Doubt& doubt : guard.Check(GetParam().sentence)) {
    rules.push_back(doubt.rule);
    all += doubt.rule + " " + doubt.evidence + "; ";
  }
  if (GetParam().rule.empty()) {
    EXPECT_THAT(rules, IsEmpty()) << all;
  } else {
    EXPECT_THAT(rules, ::testing::Contains(GetParam().rule)) << all;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, GuardTest,
    ::testing::Values(
        Case{"the source's own words", "No patient died in the trial of 79 patients.", ""},
        Case{"other words", "Regulators cleared Curocell's CAR-T therapy Rimqarto, it said.", ""},
        Case{"another form of a number", "Sales went up 12 percent to $4.5m in the first quarter.",
             ""},
        Case{"the source's own Chinese words", "研究纳入54名患者，未观察到严重不良反应。", ""},
        Case{"a changed number", "No patient died in the trial of 97 patients.", "GRD-NUMBER"},
        Case{"a rounded number", "Sales rose 12% to $5 million in the first quarter.",
             "GRD-NUMBER"},
        Case{"a number of something else", "Regulators approved Rimqarto for 12% of patients.",
             "GRD-NUMBER"},
        Case{"a changed date", "Curocell said on 3 May that regulators approved Rimqarto.",
             "GRD-DATE"},
        Case{"a changed name", "Regulators approved Novartis's CAR-T therapy Rimqarto.",
             "GRD-NAME"},
        Case{"a denial", "Regulators have not approved the CAR-T therapy Rimqarto.",
             "GRD-NEGATION"},
        Case{"a dropped denial", "A patient died in the trial of 79 patients.", "GRD-NEGATION"},
        Case{"the other direction", "Sales fell 12% to $4.5 million in the first quarter.",
             "GRD-POLARITY"},
        Case{"the opposite", "Regulators rejected Curocell's CAR-T therapy Rimqarto.",
             "GRD-POLARITY"},
        Case{"more than was said", "All regulators approved the CAR-T therapy Rimqarto.",
             "GRD-DEGREE"},
        Case{"a quotation that nobody said", "The therapy \"changes everything\", reporters heard.",
             "GRD-QUOTE"},
        Case{"something else altogether",
             "Heavy rain delayed several flights at the airport today.", "GRD-COVERAGE"},
        Case{"a changed Chinese number", "研究纳入45名患者，未观察到严重不良反应。", "GRD-NUMBER"},
        Case{"a dropped Chinese denial", "研究纳入54名患者，观察到严重不良反应。", "GRD-NEGATION"},
        Case{"the other Chinese direction", "定价约为20万元，较同类产品上升80%。", "GRD-POLARITY"}),
    [](const auto& instance) {
      std::string name = instance.param.name;
      for (char& c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
      }
      return name;
    });

// What is said of one must not be said of another, and what is planned not as done.
class GuardDeedsTest : public ::testing::TestWithParam<Case> {};

TEST_P(GuardDeedsTest, Judges) {
  Guard guard;
  guard.Add(
      "Quexol acquired the plant of Vandrel in March. The agency approved a therapy of Mirelle for "
      "children. Ostrava plans to begin sales in Norway in April. Quexol and Mirelle praised the "
      "agency.");
  guard.Add(
      "国家药监局批准Mirelle的细胞疗法。罗氏收购Vandrel的工厂。公司预计明年三月开出首张处方。"
      "用模拟数据验证了诊断模型。");
  guard.Add("In May the FDA cleared Selvarin for infants.");
  std::vector<std::string> reasons;
  for (const Doubt& doubt : guard.Check(GetParam().sentence)) {
    reasons.push_back(doubt.rule + " " + doubt.evidence);
  }
  if (GetParam().rule.empty()) {
    EXPECT_THAT(reasons, IsEmpty());
  } else {
    EXPECT_THAT(reasons, ::testing::ElementsAre(GetParam().rule));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, GuardDeedsTest,
    ::testing::Values(
        Case{"who did it", "The plant of Vandrel was acquired by Quexol in March.", ""},
        Case{"another who did nothing of it", "Mirelle acquired the plant of Vandrel in March.",
             "GRD-TUPLE mirelle + acquire"},
        Case{"a thing of another", "The agency approved a therapy of Quexol for children.",
             "GRD-TUPLE quexol + approve"},
        Case{"an authority that did something else", "国家药监局收购Vandrel的工厂。",
             "GRD-TUPLE nmpa + acquire"},
        Case{"the company that did it in Chinese", "Vandrel的工厂被罗氏收购。", ""},
        Case{"a plan as a plan", "Ostrava plans to begin sales in Norway in April.", ""},
        Case{"a plan in other words", "In April Ostrava hopes to sell in Norway.", ""},
        Case{"a plan as a fact", "Ostrava will begin sales in Norway in April.", "GRD-HEDGE plans"},
        Case{"an expectation as a fact in Chinese", "公司明年三月开出首张处方。", "GRD-HEDGE 预计"},
        Case{"a month is no hedge", "The FDA cleared Selvarin for infants.", ""},
        Case{"a simulation is no plan", "验证了诊断模型。", ""}),
    [](const auto& instance) {
      std::string name = instance.param.name;
      for (char& c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
      }
      return name;
    });

TEST(GuardSourcesTest, WithoutSourcesNothingIsSupported) {
  EXPECT_FALSE(Guard().Check("Regulators approved the therapy of a small company.").empty());
  EXPECT_EQ(Guard().Nearest("Regulators approved the therapy."), std::nullopt);
}

TEST(GuardSourcesTest, TheNearestSentenceIsARangeOfItsSource) {
  Guard guard;
  guard.Add("Nothing of that.");
  const std::string source = "First a word. Sales rose 12% in the quarter. Then another.";
  const int text = guard.Add(source);
  const auto place = guard.Nearest("In the quarter sales fell by 12%.");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->text, text);
  EXPECT_EQ(text::Slice(source, place->range), "Sales rose 12% in the quarter.");
}

}  // namespace
}  // namespace sennight::summarization
