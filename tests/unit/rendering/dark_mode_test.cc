#include "services/rendering/domain/dark_mode.h"

#include <gtest/gtest.h>

#include "services/rendering/domain/palette.h"

namespace sennight::rendering {
namespace {

Color At(const char* text) { return *Color::Parse(text); }

TEST(DarkModeTest, TurnsWhiteAndLightGreyGrounds) {
  EXPECT_EQ(DarkGround(At("#ffffff")), kWechatDarkGround);
  EXPECT_LT(DarkGround(At("#f5f5f5")).Brightness(), 50);
}

TEST(DarkModeTest, LowersOtherLightGroundsAndRaisesVeryDarkOnes) {
  // A tint of the accent: the mid-grey on which nothing can be read.
  EXPECT_NEAR(DarkGround(At("#e4f0ed")).Brightness(), 190, 1);
  EXPECT_GT(DarkGround(At("#001018")).Brightness(), At("#001018").Brightness());
  EXPECT_EQ(DarkGround(At("#0b6e6e")), At("#0b6e6e"));
}

TEST(DarkModeTest, ChangesATextOnlyIfItIsCloseToItsGround) {
  EXPECT_EQ(DarkText(At("#ffffff"), kWechatDarkGround), At("#ffffff"));
  EXPECT_EQ(DarkText(At("#a0a0a0"), kWechatDarkGround), At("#a0a0a0"));
  EXPECT_GT(DarkText(At("#1b2422"), kWechatDarkGround).Brightness(), 150);
}

// Recorded in a browser with the platform's own program (contrast on the dark page).
TEST(DarkModeTest, GivesTheContrastsThatThePlatformGives) {
  const struct {
    const char* text;
    double contrast;
  } cases[] = {{"#5f6b68", 3.17}, {"#4f5956", 5.87}};
  for (const auto& [text, contrast] : cases) {
    EXPECT_NEAR(Contrast(DarkText(At(text), kWechatDarkGround), kWechatDarkGround), contrast, 0.02)
        << text;
  }
}

TEST(DarkModeTest, MakesEveryColourReadableInBothModes) {
  for (int red = 0; red < 256; red += 15) {
    for (int green = 0; green < 256; green += 15) {
      for (int blue = 0; blue < 256; blue += 15) {
        const Color text = ReadableInBothModes(Color(static_cast<std::uint8_t>(red),
                                                     static_cast<std::uint8_t>(green),
                                                     static_cast<std::uint8_t>(blue)));
        EXPECT_GE(Contrast(text, kWechatLightGround), kLeastContrast) << text.Css();
        EXPECT_GE(Contrast(DarkText(text, kWechatDarkGround), kWechatDarkGround), kLeastContrast)
            << text.Css();
      }
    }
  }
}

TEST(DarkModeTest, LeavesWhatIsReadableAlone) {
  EXPECT_EQ(ReadableInBothModes(At("#0b5d5d")), At("#0b5d5d"));
}

}  // namespace
}  // namespace sennight::rendering
