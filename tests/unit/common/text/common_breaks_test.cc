#include "common/text/common_breaks.h"

#include <gtest/gtest.h>
#include <unicode/uvernum.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "common/text/common_characters.h"
#include "common/text/line_breaks.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

// ICU of these versions tailors UAX 14 as the table does; later ones follow Unicode 15.1 and 16.
constexpr bool kIcuHasTheSameRules = U_ICU_VERSION_MAJOR_NUM >= 70 && U_ICU_VERSION_MAJOR_NUM <= 73;

// One character for each class of the table, in its order.
constexpr std::u32string_view kOneOfEachClass = U"a9 !\"$%(（)。.-/|药：—…";
static_assert(kOneOfEachClass.size() == kLineClasses);

// A text with its breaks as strokes; what stands for the first and the last place means nothing.
std::string Parted(std::u32string_view text, const std::vector<bool>& breaks) {
  std::string parted;
  for (size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && breaks[at]) parted += "¦";
    AppendUtf8(text[at], parted);
  }
  return parted;
}

std::string ByTable(std::u32string_view text) { return Parted(text, CommonLineBreaks(text)); }
[[maybe_unused]] std::string ByIcu(std::u32string_view text) {
  return Parted(text, UnicodeLineBreaks(text));
}

TEST(CommonBreaksTest, HaveACharacterOfEachClass) {
  for (size_t i = 0; i < kLineClasses; ++i) {
    const CommonCharacter& c = CommonCharacters::Get().Of(kOneOfEachClass[i]);
    EXPECT_TRUE(c.Is(CommonCharacter::kKnown)) << i;
    EXPECT_EQ(static_cast<size_t>(c.line), i);
  }
}

// ICU of these versions tailors UAX 14 as the table does; later ones follow Unicode 15.1 and 16.
#if U_ICU_VERSION_MAJOR_NUM >= 70 && U_ICU_VERSION_MAJOR_NUM <= 73

TEST(CommonBreaksTest, BreakEveryTextOfFourCharactersAsIcuDoes) {
  int different = 0;
  for (size_t size = 1; size <= 4; ++size) {
    std::array<size_t, 4> digits{};
    for (bool done = false; !done;) {
      std::u32string text;
      for (size_t i = 0; i < size; ++i) text.push_back(kOneOfEachClass[digits[i]]);
      if (ByTable(text) != ByIcu(text) && ++different <= 20) {
        EXPECT_EQ(ByTable(text), ByIcu(text));
      }
      size_t i = 0;
      while (i < size && ++digits[i] == kLineClasses) digits[i++] = 0;
      done = i == size;
    }
  }
  EXPECT_EQ(different, 0);
}

TEST(CommonBreaksTest, BreakLongTextsOfAllCommonCharactersAsIcuDoes) {
  std::u32string all;
  for (char32_t c = 1; c < 0x10000; ++c) {
    const bool is_one_of_many = c > 0x4E40 && c <= 0x9FFF;
    if (!is_one_of_many && CommonCharacters::Get().Of(c).Is(CommonCharacter::kKnown)) {
      all.push_back(c);
    }
  }
  ASSERT_GT(all.size(), 300u);
  std::mt19937 random(20251215);  // NOLINT: the same texts each time.
  int different = 0;
  for (int i = 0; i < 20'000; ++i) {
    // Half of them of few characters, so that each is met beside each.
    const std::u32string_view from = i % 2 == 0 ? std::u32string_view(all) : kOneOfEachClass;
    std::u32string text;
    for (size_t k = 0; k < 24; ++k) text.push_back(from[random() % from.size()]);
    if (ByTable(text) != ByIcu(text) && ++different <= 20) {
      EXPECT_EQ(ByTable(text), ByIcu(text));
    }
  }
  EXPECT_EQ(different, 0);
}

TEST(CommonBreaksTest, AreCorrectedForChineseAsThoseOfRareTextsAre) {
  constexpr std::u32string_view kMarks = U"药a9 !$%（）。，：、“”‘’[]./-—…《》Ⅱ℃·％￥＃";
  ASSERT_TRUE(IsCommonText(kMarks));
  std::mt19937 random(20251215);  // NOLINT: the same texts each time.
  for (int i = 0; i < 20'000; ++i) {
    std::u32string text;
    for (size_t k = 0; k < 8; ++k) text.push_back(kMarks[random() % kMarks.size()]);
    // A mark that combines makes the whole text a rare one.
    const std::vector<bool> rare = LineBreaks(text + U" e\u0301");
    std::vector<bool> common = LineBreaks(text);
    common.back() = rare[text.size()];
    ASSERT_TRUE(std::equal(common.begin(), common.end(), rare.begin())) << ToUtf8(text);
  }
}

#endif

TEST(CommonBreaksTest, KnowNoMarksThatCombineAndNoControls) {
  for (const std::u32string_view text : {U"e\u0301", U"\u200D", U"\n", U"\t", U"\u00A0", U"\u00AD",
                                         U"\uFEFF", U"\u302A", U"가", U"\U0001F600", U"ا"}) {
    EXPECT_FALSE(IsCommonText(text)) << ToUtf8(text);
  }
  EXPECT_TRUE(IsCommonText(U"CAR-T 疗法（CAR-T）获批：“首款”，总缓解率 93%。"));
  EXPECT_TRUE(IsCommonText(U""));
}

TEST(CommonBreaksTest, KeepNumbersTogether) {
  EXPECT_EQ(ByTable(U"63.0%（34/54）"), "63.0%（34/54）");
  EXPECT_EQ(ByTable(U"a/5 1/5"), "a/¦5 ¦1/5");
  EXPECT_EQ(ByTable(U"$(5) $(a)"), "$(5) ¦$¦(a)");
  EXPECT_EQ(ByTable(U"-x a-b"), "-x ¦a-¦b");
  EXPECT_EQ(ByTable(U"at .5 no ."), "at ¦.5 ¦no .");
}

}  // namespace
}  // namespace sennight::text
