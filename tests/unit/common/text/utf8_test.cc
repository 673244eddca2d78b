#include "common/text/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace sennight::text {
namespace {

TEST(Utf8Test, IsValidOnlyInItsOneShortForm) {
  for (const std::string_view valid : {"", "a", "é", "药", "𠮷", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsValidUtf8(valid)) << valid;
  }
  for (const std::string_view invalid : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80",
                                         "\xF4\x90\x80\x80", "\xFF", "a\xE8\x8D", "\xE8\x8D\x41"}) {
    EXPECT_FALSE(IsValidUtf8(invalid)) << invalid;
  }
}

TEST(Utf8Test, GoesToCodePointsAndBack) {
  EXPECT_EQ(ToCodePoints("aé药𠮷"), U"aé药𠮷");
  EXPECT_EQ(ToUtf8(U"aé药𠮷"), "aé药𠮷");
  EXPECT_EQ(CodePointCount("aé药𠮷"), 4);
}

TEST(Utf8Test, ReplacesWhatIsBroken) {
  EXPECT_EQ(ToCodePoints("a\xFFz"), U"a\uFFFDz");
  EXPECT_EQ(ToUtf8(std::u32string{char32_t{0xD800}, U'z', char32_t{0x110000}}), "\uFFFDz\uFFFD");
}

TEST(Utf8Test, SlicesByCodePointsAndNeverBeyondTheText) {
  EXPECT_EQ(Slice("疗法获批", 1, 3), "法获");
  EXPECT_EQ(Slice("疗法获批", Range{2, 9}), "获批");
  EXPECT_EQ(Slice("疗法", -5, 1), "疗");
  EXPECT_EQ(Slice("疗法", 2, 1), "");
  EXPECT_EQ(Slice("疗法", 7, 9), "");
  EXPECT_EQ(Slice(U"疗法获批", Range{1, 3}), U"法获");
  EXPECT_EQ(Slice(U"疗法", Range{-1, 7}), U"疗法");
  EXPECT_EQ(Slice(U"疗法", Range{5, 7}), U"");
}

}  // namespace
}  // namespace sennight::text
