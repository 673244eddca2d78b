#include "services/rendering/domain/typography.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace sennight::rendering {
namespace {

constexpr Typography kSpaced = {.chinese = true, .gap = HanLatinGap::kSpace};
constexpr Typography kStyled = {.chinese = true, .gap = HanLatinGap::kStyleSheet};
constexpr Typography kEnglish = {};

TEST(TypographyTest, PrintsPunctuationBesideIdeographsFullWidth) {
  const struct {
    const char* stored;
    const char* printed;
  } cases[] = {
      {"铂生卓越,公布数据", "铂生卓越，公布数据"},
      {"疗效:第28天", "疗效：第 28 天"},
      {"武汉大学中南医院细胞(生物)治疗门诊", "武汉大学中南医院细胞（生物）治疗门诊"},
      {"美国血液学会(ASH)年会", "美国血液学会（ASH）年会"},
      {"(SR-aGVHD)的数据", "（SR-aGVHD）的数据"},
      {"获批!真的?是;", "获批！真的？是；"},
      {"患者(n = 54),其中", "患者（n = 54），其中"},
      {"价格, 约 2 万元", "价格，约 2 万元"},
      {"SR-aGVHD,Ⅱ级", "SR-aGVHD，Ⅱ级"},
      {"未配对(的括号", "未配对（的括号"},
      {"的)未配对", "的）未配对"},
      {"(外(里)层的)", "（外（里）层的）"},
  };
  for (const auto& [stored, printed] : cases) EXPECT_EQ(Typeset(stored, kSpaced), printed);
}

TEST(TypographyTest, LeavesPunctuationOfWesternTextAlone) {
  for (const char* text : {"1,980", "12:30", "https://example.org/a?b=(c)", "r/r NHL (Ph. 2)",
                           "n = 54, p < 0.05", "CD19, CD20"}) {
    EXPECT_EQ(Typeset(text, kSpaced), text);
  }
  EXPECT_EQ(Typeset("批准, yes", kEnglish), "批准, yes");
}

TEST(TypographyTest, MakesTheGapBetweenIdeographsAndWesternLetters) {
  EXPECT_EQ(Typeset("第67届ASH年会,缓解率63.0%的患者", kSpaced),
            "第 67 届 ASH 年会，缓解率 63.0% 的患者");
  EXPECT_EQ(Typeset("第 67 届 ASH 年会", kStyled), "第67届ASH年会");
  EXPECT_EQ(Typeset("售价$40万", kSpaced), "售价 $40 万");
}

TEST(TypographyTest, MakesNoGapWithinADate) {
  EXPECT_EQ(Typeset("2025年12月9日,FDA批准", kSpaced), "2025年12月9日，FDA 批准");
  EXPECT_EQ(Typeset("2025 年 12 月 9 日", kSpaced), "2025年12月9日");
  EXPECT_EQ(Typeset("12月9日至15日,于 2026 年公布", kSpaced), "12月9日至15日，于2026年公布");
  EXPECT_EQ(Typeset("近1年的生存率,24个月", kSpaced), "近 1 年的生存率，24 个月");
}

TEST(TypographyTest, PrintsHyphensAsHyphens) {
  EXPECT_EQ(Typeset("CAR\u2011T 与 SR\u2010aGVHD", kSpaced), "CAR-T 与 SR-aGVHD");
  EXPECT_EQ(Typeset("CAR\u2011T", kEnglish), "CAR-T");
}

TEST(TypographyTest, TakesOutWhatCouldDisguiseText) {
  EXPECT_EQ(Typeset("a\u202Eb\u2066c\u200Bd\uFEFF\x01"
                    "e\u0085",
                    kEnglish),
            "abcde");
  EXPECT_EQ(Typeset("a\n\t b", kEnglish), "a b");
  EXPECT_EQ(Typeset("bad \xFF\xC3 bytes", kEnglish), "bad \uFFFD\uFFFD bytes");
}

TEST(TypographyTest, KeepsNamesAndEmojiWhole) {
  for (const char* text : {"חנה כהן", "محمد", "👩🏽‍🔬", "é", "𠮷野家"}) {
    EXPECT_EQ(Typeset(text, kEnglish), text);
    EXPECT_EQ(Typeset(text, kSpaced), text);
  }
}

TEST(TypographyTest, LooksAtTheCharactersAroundAPart) {
  EXPECT_EQ(Typeset(",并", kSpaced, U'据', 0), "，并");
  EXPECT_EQ(Typeset("据ASH:", kSpaced, 0, U'称'), "据 ASH：");
  EXPECT_EQ(Typeset(", and", kSpaced, 'x', 0), ", and");
}

TEST(TypographyTest, TypesetsCommonTextsAsAllOthers) {
  // The first of them are common. They are most often drawn.
  const std::vector<std::string> kinds = {
      "药", "品", "月", "日", "年", "1",      "2025",   "a",      "Z",      " ",  ",",    ":",
      "(",  ")",  "（", "）", "。", "“",      "”",      "—",      "-",      "%",  "$",    "、",
      "·",  "々", "䷀", "Ⅱ",  "é",  "\u2011", "\u3000", "\u00A0", "\u200B", "\n", "\xFF", "😀"};
  std::mt19937 random(20251215);  // NOLINT: the same texts each time.
  const auto any = [&] { return kinds[random() % kinds.size()]; };
  constexpr std::array<char32_t, 5> kAround = {0, U'药', U'a', U'，', U'1'};
  for (int i = 0; i < 60'000; ++i) {
    std::string text;
    // Most without what is rare, so that most are common.
    for (std::size_t k = random() % 9; k > 0; --k)
      text += i % 4 == 0 ? any() : kinds[random() % 27];
    const Typography typography{.chinese = i % 8 != 7,
                                .gap = i % 2 == 0 ? HanLatinGap::kSpace : HanLatinGap::kStyleSheet};
    const char32_t before = kAround[random() % kAround.size()];
    const char32_t after = kAround[random() % kAround.size()];
    ASSERT_EQ(Typeset(text, typography, before, after),
              TypesetUnsettled(text, typography, before, after))
        << text;
  }
}

}  // namespace
}  // namespace sennight::rendering
