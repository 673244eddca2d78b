#include "services/rendering/domain/phrases.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "common/text/utf8.h"
#include "services/rendering/domain/word_dictionary.h"

namespace sennight::rendering {
namespace {

std::string Parted(const std::string& headline, const std::vector<std::string>& names = {}) {
  std::string parted = headline;
  std::size_t inserted = 0;
  for (const std::size_t boundary : WordBoundaries(headline, names)) {
    parted.insert(boundary + inserted++, "|");
  }
  return parted;
}

TEST(PhrasesTest, PartHeadlinesBetweenWords) {
  EXPECT_EQ(Parted("武汉大学中南医院细胞治疗门诊开诊"), "武汉|大学|中南|医院|细胞|治疗|门诊|开诊");
}

TEST(PhrasesTest, KeepNumeralsAndPrepositionsWithWhatTheyBelongTo) {
  EXPECT_EQ(Parted("批准两款产品"), "批准|两款|产品");
  EXPECT_EQ(Parted("共5件要闻"), "共5件|要闻");
  EXPECT_EQ(Parted("两天连批Omisirge和Waskyra两款产品"), "两天|连批Omisirge和Waskyra两款|产品");
  EXPECT_EQ(Parted("获批，首个产品"), "获批，首个|产品");
  EXPECT_EQ(Parted("在湖北落地"), "在湖北|落地");
  EXPECT_EQ(Parted("获批的产品"), "获批的|产品");
}

TEST(PhrasesTest, KeepNamesWholeAndWhatHeadlinesShortenThemTo) {
  const std::vector<std::string> names = {"华道生物", "艾米迈托赛注射液", "Waskyra"};
  EXPECT_EQ(Parted("艾米迈托赛在湖北开出处方"), "艾米|迈托|赛在|湖北|开出|处方");
  EXPECT_EQ(Parted("艾米迈托赛在湖北开出处方", names), "艾米迈托赛|在湖北|开出|处方");
  EXPECT_EQ(Parted("开出艾米迈托赛注射液处方", names), "开出|艾米迈托赛注射液|处方");
  EXPECT_EQ(Parted("，艾米迈托赛", names), "，艾米迈托赛");
  EXPECT_EQ(Parted("华道获批", names), Parted("华道获批"));  // Two ideographs tell nothing.
  EXPECT_EQ(Parted("生物获批", names), "生物|获批");
}

TEST(PhrasesTest, PartAVeryLongName) {
  const std::string name = "武汉大学中南医院细胞治疗门诊";
  EXPECT_EQ(Parted(name, {name}), Parted(name));
}

TEST(PhrasesTest, LeaveWesternTextAndPunctuationToTheBrowser) {
  EXPECT_EQ(Parted("FDA clears two therapies"), "FDA clears two therapies");
  EXPECT_EQ(Parted("批准，上市"), "批准，上市");
  EXPECT_EQ(Parted(""), "");
  EXPECT_EQ(Parted("\xFF\xE4\xB8"), "\xFF\xE4\xB8");
}

TEST(PhrasesTest, LeaveAVeryLongHeadlineWhole) {
  std::string headline;
  while (headline.size() <= kMaxHeadlineBytes) headline += "产品获批";
  EXPECT_TRUE(WordBoundaries(headline).empty());
}

TEST(PhrasesTest, PartWordsAsIcuDoes) {
  ASSERT_TRUE(HasWordDictionary());
  // Words and parts of words, so that many are ambiguous; and what may stand between them.
  const std::vector<std::string> parts = {
      "国家",   "药监局", "批准", "上市", "中", "南",   "医院", "细胞", "治疗", "门诊",
      "的",     "两",     "款",   "首",   "个", "武汉", "大学", "中华", "人民", "艾米迈托赛",
      "注射液", "龘",     "鿿",  "一",   "不", "与",   "，",   "“",    "”",    "CAR-T",
      "5",      " ",      "（",   "）",   "——", "·",    ".",    "々",   "ト",   "e\u0301"};
  std::mt19937 random(20251215);  // NOLINT: the same headlines each time.
  for (int i = 0; i < 6'000; ++i) {
    std::string headline;
    for (std::size_t k = 1 + random() % 12; k > 0; --k) {
      if (random() % 3 == 0) {
        text::AppendUtf8(0x4E00 + random() % (random() % 2 == 0 ? 0x5200 : 0x600), headline);
      } else {
        headline += parts[random() % parts.size()];
      }
    }
    ASSERT_EQ(WordBoundaries(headline), WordBoundariesByIcu(headline)) << headline;
  }
}

}  // namespace
}  // namespace sennight::rendering
