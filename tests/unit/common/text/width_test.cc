#include "common/text/width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sennight::text {
namespace {

using ::testing::ElementsAre;

TEST(WidthTest, CountsColumns) {
  struct Case {
    std::string_view text;
    int columns;
  };
  for (const Case& c : {Case{"", 0}, Case{"abc", 3}, Case{"疗法", 4}, Case{"CAR-T 疗法。", 12},
                        Case{"e\u0301", 1}, Case{"Ａ", 2}, Case{"😀", 2}, Case{"👩‍🔬", 2},
                        Case{"🇨🇳", 2}, Case{"❤\ufe0f", 2}, Case{"“a”", 3}}) {
    EXPECT_EQ(DisplayWidth(c.text), c.columns) << c.text;
  }
}

TEST(WidthTest, GraphemesAreWhatPeopleSeeAsCharacters) {
  EXPECT_THAT(Graphemes("e\u0301药👩‍🔬🇨🇳"),
              ElementsAre("e\u0301", "药", "👩‍🔬", "🇨🇳"));
  EXPECT_THAT(Graphemes(""), ElementsAre());
}

TEST(WidthTest, AClusterIsAsWideAsItsWidestCharacter) {
  EXPECT_EQ(DisplayWidth("\u1100\u1161\u11A8"), 2);  // 각, in three parts
  EXPECT_EQ(DisplayWidth("\u0915\u093F"), 1);        // कि
  EXPECT_EQ(DisplayWidth("药e\u0301👩‍🔬"), 5);
}

TEST(WidthTest, GraphemesOfBrokenUtf8AreItsOwnBytes) {
  EXPECT_THAT(Graphemes("a\xFF\xFF药"), ElementsAre("a", "\xFF", "\xFF", "药"));
  EXPECT_THAT(Graphemes("\xE8\x8D"), ElementsAre("\xE8\x8D"));
}

TEST(WrapTest, BreaksAtSpacesAndLeavesNoneBehind) {
  EXPECT_THAT(Wrap("the quick brown  fox jumps", 10),
              ElementsAre("the quick", "brown  fox", "jumps"));
  EXPECT_THAT(Wrap("  indented  ", 20), ElementsAre("indented"));
}

TEST(WrapTest, KeepsLineEnds) {
  EXPECT_THAT(Wrap("a\n\nb\n", 10), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
}

TEST(WrapTest, BreaksChineseAnywhereButAtForbiddenMarks) {
  EXPECT_THAT(Wrap("国家药监局批准该疗法", 8), ElementsAre("国家药监", "局批准该", "疗法"));
  EXPECT_THAT(Wrap("国家药监，局批准", 8), ElementsAre("国家药", "监，局批", "准"));
  EXPECT_THAT(Wrap("国家药（监局）批准", 8), ElementsAre("国家药", "（监局）", "批准"));
  EXPECT_THAT(Wrap("他说：“获批。”很好", 8), ElementsAre("他说：", "“获批。”", "很好"));
  EXPECT_THAT(Wrap("国家药局——监", 9), ElementsAre("国家药", "局——监"));
}

TEST(WrapTest, KeepsNumbersWithTheirUnitsAndNotesWithTheirWords) {
  EXPECT_THAT(Wrap("共有患者37例入组", 10), ElementsAre("共有患者", "37例入组"));
  EXPECT_THAT(Wrap("缓解率为63.0%", 12), ElementsAre("缓解率为", "63.0%"));
  EXPECT_THAT(Wrap("疗法获批[12]了", 10), ElementsAre("疗法获", "批[12]了"));
}

TEST(WrapTest, BreaksLongWordsBetweenGraphemesButNeverAddresses) {
  EXPECT_THAT(Wrap("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(Wrap("see https://example.com/a-b/c?d=e now", 10),
              ElementsAre("see", "https://example.com/a-b/c?d=e", "now"));
  EXPECT_THAT(Wrap("见 https://example.com/a。完", 10),
              ElementsAre("见", "https://example.com/a。", "完"));
}

TEST(WrapTest, NoLineIsWiderThanAskedFor) {
  const std::string text =
      "2025年12月8日，国家药监局（NMPA）批准“安瑞珠单抗”联合 CAR-T 疗法上市，价格约1.98万元/支；"
      "Patients with relapsed disease (n = 37) had an objective response rate of 63.0% [1][2].";
  for (int width = 12; width < 90; ++width) {
    for (const std::string& line : Wrap(text, width)) EXPECT_LE(DisplayWidth(line), width) << line;
  }
}

}  // namespace
}  // namespace sennight::text
