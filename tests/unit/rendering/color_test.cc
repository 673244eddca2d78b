#include "services/rendering/domain/color.h"

#include <gtest/gtest.h>

#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/theme.h"

namespace sennight::rendering {
namespace {

TEST(ColorTest, ParsesSixHexadecimalDigits) {
  EXPECT_EQ(Color::Parse("#0b6E6e"), Color(0x0B, 0x6E, 0x6E));
  for (const char* text : {"", "#fff", "0b6e6e", "#0b6e6", "#0b6e6eff", "#gggggg", "red",
                           "#000000;}", "url(x)", "#12 456"}) {
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

TEST(PaletteTest, TakesTheColoursOfThePublication) {
  digest::v1::Branding branding;
  branding.set_accent_color("#7a1f3d");
  branding.set_accent_color_dark("#e8a0b8");

  const Palette palette = PaletteOf(branding, ShippedThemes()[0]);

  EXPECT_EQ(palette.light.accent, Color(0x7A, 0x1F, 0x3D));
  EXPECT_EQ(palette.dark.accent, Color(0xE8, 0xA0, 0xB8));
}

TEST(PaletteTest, FallsBackWhereAColourCannotBeRead) {
  digest::v1::Branding branding;
  branding.set_accent_color("#ffff00");
  branding.set_accent_color_dark("};body{display:none");

  const Palette palette = PaletteOf(branding, ShippedThemes()[0]);

  EXPECT_EQ(palette.light.accent, *Color::Parse("#0b6e6e"));
  EXPECT_EQ(palette.dark.accent, *Color::Parse("#63c5bd"));
}

}  // namespace
}  // namespace sennight::rendering
