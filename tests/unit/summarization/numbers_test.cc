#include "services/summarization/domain/numbers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/summarization/domain/figures.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {
namespace {

std::string KindName(NumberKind kind) {
  constexpr const char* kNames[] = {"money",   "percent", "ratio", "count", "duration",
                                    "measure", "ordinal", "date",  "plain"};
  return kNames[static_cast<size_t>(kind)];
}

// "money 19800 CNY; count 54", with "~", ">" and "<" for about, over and under.
std::string NumbersOf(const std::string& text) {
  const std::u32string shadow = ShadowText(text);
  std::vector<std::string> numbers;
  for (const Number& number : FindNumbers(shadow, {0, static_cast<int>(shadow.size())})) {
    const char* mark = number.approximation == event::v1::APPROXIMATION_ABOUT   ? "~"
                       : number.approximation == event::v1::APPROXIMATION_OVER  ? ">"
                       : number.approximation == event::v1::APPROXIMATION_UNDER ? "<"
                                                                                : "";
    numbers.push_back(absl::StrCat(KindName(number.kind), " ", mark, number.value,
                                   number.unit.empty() ? "" : " ", number.unit));
  }
  return absl::StrJoin(numbers, "; ");
}

TEST(NumbersTest, FiguresOfBothLanguagesHaveOneForm) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"单剂价格约1.98万元", "money ~19800 CNY"},
      {"about 19,800 yuan per dose", "money ~19800 CNY"},
      {"近4000万美元", "money ~40000000 USD"},
      {"超5000万美元", "money >50000000 USD"},
      {"1.22亿美元", "money 122000000 USD"},
      {"$122 Million", "money 122000000 USD"},
      {"US$4.9 bn", "money 4900000000 USD"},
      {"€1.2m", "money 1200000 EUR"},
      {"HK$3.5亿", "money 350000000 HKD"},
      {"四亿元", "money 400000000 CNY"},
      {"定价约为20余万元", "money >200000 CNY"},
      {"40万美元", "money 400000 USD"},
      {"3.2亿元人民币", "money 320000000 CNY"},
      {"14 million pounds", "money 14000000 GBP"},
      {"两百例", "count 200"},
      {"十二款", "count 12"},
      {"54名患者", "count 54"},
      {"54 patients", "count 54"},
      {"六成", "percent 60 %"},
      {"63.0%", "percent 63.0 %"},
      {"６３．０％", "percent 63.0 %"},
      {"41 percent", "percent 41 %"},
      {"37/54", "ratio 37/54"},
      {"3.25个月", "duration 3.25 month"},
      {"近1年", "duration ~1 year"},
      {"6岁及以上", "duration 6 year"},
      {"第28天", "ordinal 28 day"},
      {"day 28", "ordinal 28 day"},
      {"第67届", "ordinal 67"},
      {"720兆瓦", "measure 720 MW"},
      {"720 MW", "measure 720 MW"},
      {"1.8 km", "measure 1.8 km"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(NumbersOf(text), expected) << text;
}

// The project's vectors, in this test's words.
TEST(NumbersTest, ReadsTheVectors) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1.98万元", "money 19800 CNY"},
      {"99万元/人份", "money 990000 CNY"},
      {"近4000万美元", "money ~40000000 USD"},
      {"超5000万美元", "money >50000000 USD"},
      {"1.22亿美元", "money 122000000 USD"},
      {"$122 Million", "money 122000000 USD"},
      {"US$4.9 bn", "money 4900000000 USD"},
      {"€1.2m", "money 1200000 EUR"},
      {"HK$3.5亿", "money 350000000 HKD"},
      {"四亿元", "money 400000000 CNY"},
      {"一百二十三万", "plain 1230000"},
      {"两百例", "count 200"},
      {"十二款", "count 12"},
      {"六成", "percent 60 %"},
      {"百分之六十三", "percent 63 %"},
      {"63.0%", "percent 63.0 %"},
      {"６３．０％", "percent 63.0 %"},
      {"37/54", "ratio 37/54"},
      {"（37/54）63.0%", "ratio 37/54; percent 63.0 %"},
      {"P<0.0001", "plain 0.0001"},
      {"95% CI, 14.8–30.4", "percent 95 %; plain 14.8; plain 30.4"},
      {"3.25个月", "duration 3.25 month"},
      {"7.92 mo.", "duration 7.92 month"},
      {"10年", "duration 10 year"},
      {"3×10⁶/kg", "plain 3000000"},
      {"3x10^6/kg", "plain 3000000"},
      {"二〇二五年十二月", "date 2025-12"},
      {"二〇二五年十二月九日", "date 2025-12-09"},
      {"2025年1月2日", "date 2025-01-02"},
      {"Dec. 18, 2024", "date 2024-12-18"},
      {"18 December 2024", "date 2024-12-18"},
      {"6月22日", "date --06-22"},
      {"本周三", ""},
      {"in Q2 2026", "date 2026"},
      {"2026年上半年", "date 2026"},
      {"上午9:30", ""},
      {"Ⅱ期", ""},
      {"2期", "ordinal 2"},
      {"第3款", "ordinal 3"},
      {"NCT04581473", ""},
      {"CLDN18.2", ""},
      {"CD19/CD22", ""},
      {"GPT-5.5", ""},
      {"CAR‑T / CAR-T / CAR T / CART", ""},
      {"1,980,000", "plain 1980000"},
      {"1.980.000", "plain 1.980.000"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(NumbersOf(text), expected) << text;
}

TEST(NumbersTest, ABoundIsNoFigureOfItsOwn) {
  for (const std::string text :
       {"不超过5%", "不低于 5%", "至少5%", "高达5%", "5%以上", "5% 以内", "up to 5%",
        "no more than 5%", "not less than 5%", "at least 5%", "5% or more"}) {
    const std::u32string shadow = ShadowText(text);
    const auto numbers = FindNumbers(shadow, {0, static_cast<int>(shadow.size())});
    ASSERT_EQ(numbers.size(), 1u) << text;
    EXPECT_EQ(numbers[0].approximation, event::v1::APPROXIMATION_UNSPECIFIED) << text;
    EXPECT_FALSE(IsFigure(numbers[0])) << text;
  }
  EXPECT_EQ(NumbersOf("超过5%；低于 5%; more than 5%"), "percent >5 %; percent <5 %; percent >5 %");
}

TEST(NumbersTest, ADateStandsFromItsFirstWordToItsLast) {
  for (const auto& [text, date] : std::vector<std::pair<std::string, std::string>>{
           {"in March 2026 it", "march 2026"},
           {"on Dec. 8, 2025 it", "dec. 8, 2025"},
           {"on 8 December 2025 it", "8 december 2025"},
           {"于2025年12月8日举行", "2025年12月8日"},
       }) {
    const std::u32string shadow = ShadowText(text);
    const auto numbers = FindNumbers(shadow, {0, static_cast<int>(shadow.size())});
    ASSERT_EQ(numbers.size(), 1u) << text;
    EXPECT_EQ(ToUtf8(text::Slice(shadow, numbers[0].range)), date);
  }
}

TEST(NumbersTest, DatesOfBothLanguagesHaveOneForm) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"31. August", "date --08-31"},
      {"am 31. August 2025 in Bonn", "date 2025-08-31"},
      {"on 1 Sept 2025", "date 2025-09-01"},
      {"Sept. 9, 2025", "date 2025-09-09"},
      {"June 3", "date --06-03"},
      {"the first patient in March 2026", "date 2026-03"},
      {"it may. 5 patients", "count 5"},
      {"12月9日至15日", "date --12-09; date --12-15"},
      {"2025年12月9日至15日举行", "date 2025-12-09; date 2025-12-15"},
      {"12月9-15日", "date --12-09; date --12-15"},
      {"12月9日—15日", "date --12-09; date --12-15"},
      {"二〇二五年十二月九日到15日", "date 2025-12-09; date 2025-12-15"},
      {"12月9日至2026年1月3日", "date --12-09; date 2026-01-03"},
      {"12月9日至1月3日", "date --12-09; date --01-03"},
      {"12月9日至15天", "date --12-09; duration 15 day"},
      {"12月9日至5日", "date --12-09; duration 5 day"},
      {"12月至15日", "date --12; duration 15 day"},
      {"2025年12月至15日", "date 2025-12; duration 15 day"},
      {"2025年99999999999月", "date 2025; plain 99999999999"},
      {"Dec. 6-9", "date --12-06; plain 9"},
      {"二〇二五年十二月", "date 2025-12"},
      {"二〇二五年十二月九日", "date 2025-12-09"},
      {"mid-2026", "date 2026"},
      {"since 1998", "date 1998"},
      {"2026年上半年", "date 2026"},
      {"2026年底前", "date 2026"},
      {"2025年12月9日上午9:30", "date 2025-12-09"},
      {"room 2026", "plain 2026"},
      {"2025人", "count 2025"},
      {"33 March", "count 33"},
      {"2025年12月9日", "date 2025-12-09"},
      {"2025-12-09", "date 2025-12-09"},
      {"December 9, 2025", "date 2025-12-09"},
      {"9 December 2025", "date 2025-12-09"},
      {"Dec. 18, 2024", "date 2024-12-18"},
      {"12月8日", "date --12-08"},
      {"二〇二五年", "date 2025"},
      {"2026年3月", "date 2026-03"},
      {"March 2026", "date 2026-03"},
      {"by the end of 2029", "date 2029"},
      {"in 2026", "date 2026"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(NumbersOf(text), expected) << text;
}

TEST(NumbersTest, DigitsOfNamesAreNoNumbers) {
  for (const char* name : {"CLDN18.2", "CD19", "GPT-5.5", "UX-DA003", "SSC-204", "COVID-19"}) {
    EXPECT_EQ(NumbersOf(name), "") << name;
  }
}

TEST(NumbersTest, PhasesOfTrialsAreNoRatios) {
  for (const char* text : {"Phase 1/2", "phase 2/3 trial", "1/2期临床"}) {
    EXPECT_EQ(NumbersOf(text), "") << text;
  }
  EXPECT_EQ(NumbersOf("in 1/2 of them"), "ratio 1/2");
}

TEST(NumbersTest, OneThingIsNoCount) { EXPECT_EQ(NumbersOf("一项研究和一种疗法"), ""); }

TEST(NumbersTest, RangesNameTheWholeFigure) {
  const std::u32string shadow = ShadowText("单剂价格约1.98万元，");
  const auto numbers = FindNumbers(shadow, {0, static_cast<int>(shadow.size())});
  ASSERT_EQ(numbers.size(), 1u);
  EXPECT_EQ(ToUtf8(text::Slice(shadow, numbers[0].range)), "1.98万元");
}

TEST(DecimalsTest, ScalesAreWrittenOutWithoutRounding) {
  EXPECT_EQ(ShiftDecimal("1.98", 4), "19800");
  EXPECT_EQ(ShiftDecimal("0.05", 4), "500");
  EXPECT_EQ(ShiftDecimal("1.23456", 4), "12345.6");
  EXPECT_EQ(ShiftDecimal("20", 8), "2000000000");
  EXPECT_EQ(CanonicalDecimal("63.0"), "63");
  EXPECT_EQ(CanonicalDecimal("630"), "630");
}

}  // namespace
}  // namespace sennight::summarization
