#include "services/rendering/domain/palette.h"

#include <gtest/gtest.h>

#include "services/rendering/domain/theme.h"

namespace sennight::rendering {
namespace {

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
