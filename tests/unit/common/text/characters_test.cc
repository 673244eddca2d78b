#include "common/text/characters.h"

#include <gtest/gtest.h>

#include <string_view>

namespace sennight::text {
namespace {

struct Property {
  std::string_view name;
  bool (*holds)(char32_t);
  std::u32string_view yes;
  std::u32string_view no;
};

class CharactersTest : public ::testing::TestWithParam<Property> {};

TEST_P(CharactersTest, AreTold) {
  for (const char32_t c : GetParam().yes) EXPECT_TRUE(GetParam().holds(c)) << std::hex << int(c);
  for (const char32_t c : GetParam().no) EXPECT_FALSE(GetParam().holds(c)) << std::hex << int(c);
}

INSTANTIATE_TEST_SUITE_P(
    Properties, CharactersTest,
    ::testing::Values(
        Property{"Han", IsHan, U"药〇々𠮷㐀", U"aあ。３"},
        Property{"Latin", IsLatin, U"aZéßＡ", U"药α1-"},
        Property{"Digit", IsDigit, U"09５", U"五⁵½a"},
        Property{"WhiteSpace", IsWhiteSpace, U" \t\n\u00a0\u3000\u2009", U"a\u200b"},
        Property{"LineEnd", IsLineEnd, U"\n\r\u0085\u2028\u2029", U" \t"},
        Property{"Control", IsControl, U"\u0001\u007f\u009f\r\ufffe", U"\n\ta药\u202e"},
        Property{"BidiControl", IsBidiControl, U"\u202a\u202e\u2066\u2069\u200e\u061c", U"a\u200b"},
        Property{"ZeroWidth", IsZeroWidth, U"\u200b\u200d\ufeff\u00ad\u2060", U" a\u202e"},
        Property{"Dash", IsDash, U"-\u2010\u2011\u2013\u2014\u2212\uff0d", U"~_ー"},
        Property{"Wide", IsWide, U"药，Ａあ😀", U"aé“"},
        Property{"Combining", IsCombining, U"\u0301\u20dd\u200d", U"a药 "},
        Property{"Opening", IsOpening, U"(（「《“‘【", U")\"'<"},
        Property{"Closing", IsClosing, U")）」》”’】", U"(\"'>"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(CharactersTest, OpeningMarksKnowTheirPartners) {
  EXPECT_EQ(ClosingOf(U'（'), U'）');
  EXPECT_EQ(ClosingOf(U'“'), U'”');
  EXPECT_EQ(ClosingOf(U'a'), U'\0');
}

}  // namespace
}  // namespace sennight::text
