#include "common/image/color.h"

#include <gtest/gtest.h>

namespace sennight::image {
namespace {

TEST(ColorTest, ParsesSixHexadecimalDigits) {
  EXPECT_EQ(Color::Parse("#0b6E6e"), Color(0x0B, 0x6E, 0x6E));
  for (const char* text : {"", "#fff", "0b6e6e", "#0b6e6", "#0b6e6eff", "#gggggg", "red",
                           "#000000;}", "url(x)", "#12 456", "#-77777"}) {
    EXPECT_FALSE(Color::Parse(text).has_value()) << text;
  }
}

TEST(ColorTest, IsWrittenAsShortAsItCanBe) {
  EXPECT_EQ(Color(0x0B, 0x6E, 0x6E).Css(), "#0b6e6e");
  EXPECT_EQ(Color(0xFF, 0x00, 0xAA).Css(), "#f0a");
}

TEST(ColorTest, IsMixedAndDarkened) {
  EXPECT_EQ(Color(0, 0, 0).MixedWith(Color(255, 255, 255), 50), Color(128, 128, 128));
  EXPECT_EQ(Color(1, 2, 3).MixedWith(Color(9, 9, 9), 0), Color(1, 2, 3));
  EXPECT_LT(Color(255, 200, 0).DarkerThan(90).Brightness(), 90);
  EXPECT_EQ(Color(0x0B, 0x6E, 0x6E).DarkerThan(90), Color(0x0B, 0x6E, 0x6E));
}

TEST(ColorTest, HasTheContrastOfTheAccessibilityGuidelines) {
  EXPECT_NEAR(Contrast(Color(0, 0, 0), Color(255, 255, 255)), 21.0, 0.001);
  EXPECT_NEAR(Contrast(Color(0x77, 0x77, 0x77), Color(255, 255, 255)), 4.478, 0.001);
  EXPECT_NEAR(Contrast(Color(9, 9, 9), Color(9, 9, 9)), 1.0, 0.001);
}

}  // namespace
}  // namespace sennight::image
