#include "common/text/normalize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/text/utf8.h"

namespace sennight::text {
namespace {

using ::testing::ElementsAre;

struct Case {
  std::string_view source;
  std::string_view folded;
};

TEST(NormalizeTest, FoldsWhatDoesNotTellSpellingsApart) {
  for (const Case& c : {
           Case{"CAR‑T", "car-t"},
           Case{"CAR–T ＣＡＲ－Ｔ ﹣−", "car-t car-t --"},
           Case{"６３．０％", "63.0%"},
           Case{"Ⅱ期", "ii期"},
           Case{"國家藥監局", "国家药监局"},
           Case{"e\u0301\u200b\ufeff", "é"},
           Case{"A\u3000B\u00a0C", "a b c"},
           Case{"ﬁn ㎏ CO₂", "fin kg co2"},
           Case{"İ", "i"},
       }) {
    EXPECT_EQ(NormalizedKey(c.source), c.folded) << c.source;
  }
}

TEST(NormalizeTest, NeverMakesNewNumbers) {
  for (const std::string_view kept : {"3×10⁶", "5½", "①37", "10⁻³", "㉑2", "⒈5"}) {
    EXPECT_EQ(NormalizedKey(kept), kept);
  }
}

TEST(NormalizeTest, FoldsAsciiAloneAsBesideOtherCharacters) {
  for (char c = 1; c != 127; ++c) {
    const std::string alone(1, c);
    for (const Script script : {Script::kAsWritten, Script::kSimplified}) {
      EXPECT_EQ(NormalizedKey(alone, script) + "药", NormalizedKey(alone + "药", script)) << int{c};
    }
  }
}

TEST(NormalizeTest, KeepsTraditionalCharactersIfAsked) {
  EXPECT_EQ(NormalizedKey("藥監局", Script::kAsWritten), "藥監局");
  EXPECT_EQ(ToSimplified(U'藥'), U'药');
  EXPECT_EQ(ToSimplified(U'药'), U'药');
  EXPECT_EQ(ToSimplified(U'a'), U'a');
}

TEST(NormalizeTest, SaysWhereEachCharacterComesFrom) {
  const Normalized normalized = Normalize(U"aﬁe\u0301\u200bⅡ");
  EXPECT_EQ(ToUtf8(normalized.text), "afiéii");
  EXPECT_THAT(normalized.source, ElementsAre(0, 1, 1, 2, 5, 5, 6));
}

TEST(NormalizeTest, GivesBackWholeCharactersOfTheSource) {
  const Normalized normalized = Normalize(U"xⅡ期e\u0301\u200b药");
  // x i i 期 é 药
  EXPECT_EQ(normalized.SourceRange({0, 1}), (Range{0, 1}));
  EXPECT_EQ(normalized.SourceRange({1, 2}), (Range{1, 2}));  // half of Ⅱ is Ⅱ
  EXPECT_EQ(normalized.SourceRange({1, 4}), (Range{1, 3}));
  EXPECT_EQ(normalized.SourceRange({4, 5}), (Range{3, 6}));  // the zero-width space goes with é
  EXPECT_EQ(normalized.SourceRange({5, 6}), (Range{6, 7}));
  EXPECT_EQ(normalized.SourceRange({3, 3}), (Range{2, 2}));
  EXPECT_EQ(normalized.SourceRange({-2, 99}), (Range{0, 7}));
}

TEST(NormalizeTest, TakesAnEmptyText) {
  EXPECT_TRUE(Normalize("").text.empty());
  EXPECT_THAT(Normalize("").source, ElementsAre(0));
  EXPECT_EQ(Normalize("").SourceRange({0, 5}), (Range{0, 0}));
}

TEST(NormalizeTest, ComposesWithoutFolding) {
  EXPECT_EQ(Nfc("e\u0301Ⅱ"), "éⅡ");
  EXPECT_EQ(Nfkc("e\u0301Ⅱ"), "éII");
}

TEST(NormalizeTest, CollapsesWhiteSpaceOfAnyKind) {
  EXPECT_EQ(CollapseWhiteSpace(" \n a\t\u3000b\u00a0 c \r\n"), "a b c");
  EXPECT_EQ(CollapseWhiteSpace("\u3000"), "");
  EXPECT_EQ(Trim("\u3000 药 a \n"), "药 a");
  EXPECT_EQ(Trim(" \u3000"), "");
}

}  // namespace
}  // namespace sennight::text
