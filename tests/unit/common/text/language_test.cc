#include "common/text/language.h"

#include <gtest/gtest.h>

namespace sennight::text {
namespace {

TEST(LanguageTest, IsChineseFromOneFifthOfHan) {
  for (const std::string_view text :
       {"CAR-T获批", "FDA批准Casgevy", "国家药监局批准", "GPT-5.5 发布", "X 与 Y", "國家藥監局"}) {
    EXPECT_EQ(DetectLanguage(text), "zh") << text;
  }
  for (const std::string_view text :
       {"FDA approves Casgevy", "The Chinese word 药 means medicine here", "", "37 %",
        "Zulassung für 药 in Europa erteilt"}) {
    EXPECT_EQ(DetectLanguage(text), "en") << text;
  }
}

TEST(LanguageTest, ComparesPrimarySubtags) {
  EXPECT_EQ(PrimarySubtag("zh-CN"), "zh");
  EXPECT_EQ(PrimarySubtag("EN_us"), "en");
  EXPECT_EQ(PrimarySubtag(""), "");
  EXPECT_TRUE(SameLanguage("zh-CN", "zh-Hant-TW"));
  EXPECT_FALSE(SameLanguage("zh", "en"));
}

TEST(LanguageTest, KnowsTheShapeOfTags) {
  for (const std::string_view tag : {"zh", "zh-CN", "en", "en-US", "zh-Hant-TW", "gsw"}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  }
  for (const std::string_view tag :
       {"", "z", "zh_CN", "chinese", "zh-", "-CN", "12", "zh--CN", "zh-CN ", "en-toolongsubtag",
        "en-abcdefgh-abcdefgh-abcdefgh-abcdefgh"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

}  // namespace
}  // namespace sennight::text
