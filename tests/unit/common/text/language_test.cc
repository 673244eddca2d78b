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

struct Detection {
  std::string_view text;
  std::string_view language;
};

class DetectionTest : public ::testing::TestWithParam<Detection> {};

TEST_P(DetectionTest, LooksAtTheShareOfHan) {
  EXPECT_EQ(DetectLanguage(GetParam().text), GetParam().language) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, DetectionTest,
    ::testing::Values(
        Detection{"Curocell的CAR-T疗法Rimqarto获批", "zh"},
        Detection{"J Hematol Oncol：5年随访终出炉！", "zh"},
        Detection{"1.22亿美元！又一家体内CAR-T公司宣布最新融资", "zh"},
        Detection{"큐로셀推出国内首个CAR-T治疗药物", "zh"}, Detection{"２０２５年１２月９日", "zh"},
        Detection{"「獲批」", "zh"}, Detection{"BCL2/CLDN18.2 双抗", "zh"},
        Detection{"Shisui (拾穗) Cell Therapeutics raises 320 million yuan in Shanghai", "en"},
        Detection{"Am 31. August beginnt die Studie.", "en"}, Detection{"큐로셀", "en"},
        Detection{"3.25 vs. 1.77", "en"}, Detection{"…", "en"}, Detection{"\n\t", "en"}));

TEST(LanguageTest, ComparesPrimarySubtags) {
  EXPECT_EQ(PrimarySubtag("zh-CN"), "zh");
  EXPECT_EQ(PrimarySubtag("EN_us"), "en");
  EXPECT_EQ(PrimarySubtag(""), "");
  EXPECT_TRUE(SameLanguage("zh-CN", "zh-Hant-TW"));
  EXPECT_FALSE(SameLanguage("zh", "en"));
}

TEST(LanguageTest, KnowsChineseByItsTag) {
  for (const char* tag : {"zh", "zh-CN", "zh-Hant-TW", "zh_cn", "ZH"}) {
    EXPECT_TRUE(IsChinese(tag)) << tag;
  }
  for (const char* tag : {"", "z", "en", "zha", "ja"}) EXPECT_FALSE(IsChinese(tag)) << tag;
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
