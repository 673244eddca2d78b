#include "services/rendering/domain/dark_mode.h"

#include <algorithm>
#include <cmath>

#include "services/rendering/domain/palette.h"

namespace sennight::rendering {
namespace {

constexpr double kWhiteLike = 250;       // Perceived brightness that counts as white.
constexpr double kMostGround = 190;      // Perceived brightness of a ground.
constexpr double kLeastDifference = 65;  // Between a text and its ground.
constexpr double kLightGround = 100;     // From here on a text is made darker, not lighter.
constexpr double kLightGrey = 40;        // Lightness, in percent.
constexpr double kDarkest = 22;          // Likewise, of a ground.
constexpr double kMirror = 90;           // A lightness and its mirror image add up to it.
constexpr double kMostText = 230;        // Perceived brightness: white less the dark page's.

// A colour in floating point, channels from 0 to 255.
struct Rgb {
  double red, green, blue;

  double Brightness() const { return 0.299 * red + 0.587 * green + 0.114 * blue; }
};

struct Hsl {
  double hue;         // 0 to 6.
  double saturation;  // 0 to 1.
  double lightness;   // In percent.
};

Rgb RgbOf(Color color) {
  const auto& c = color.channels();
  return {static_cast<double>(c[0]), static_cast<double>(c[1]), static_cast<double>(c[2])};
}

Color ColorOf(const Rgb& rgb) {
  const auto channel = [](double value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
  };
  return {channel(rgb.red), channel(rgb.green), channel(rgb.blue)};
}

Hsl HslOf(const Rgb& rgb) {
  const double red = rgb.red / 255, green = rgb.green / 255, blue = rgb.blue / 255;
  const double most = std::max({red, green, blue});
  const double least = std::min({red, green, blue});
  const double span = most - least;
  const double lightness = (most + least) / 2;
  if (span == 0) return {.hue = 0, .saturation = 0, .lightness = 100 * lightness};
  double hue = 0;
  if (most == red) {
    hue = std::fmod((green - blue) / span + 6, 6);
  } else if (most == green) {
    hue = (blue - red) / span + 2;
  } else {
    hue = (red - green) / span + 4;
  }
  return {.hue = hue,
          .saturation = span / (1 - std::abs(2 * lightness - 1)),
          .lightness = 100 * lightness};
}

Rgb RgbOf(const Hsl& hsl) {
  const double lightness = hsl.lightness / 100;
  const double chroma = (1 - std::abs(2 * lightness - 1)) * hsl.saturation;
  const double least = lightness - chroma / 2;
  const auto channel = [&](double shift) {
    const double k = std::fmod(hsl.hue + shift, 6);
    return 255 * (least + chroma * std::clamp(std::abs(k - 3) - 1, 0.0, 1.0));
  };
  return {channel(0), channel(4), channel(2)};
}

// Returns the colour scaled to a perceived brightness; what a channel at its limit cannot give,
// another one does.
Rgb WithBrightness(const Rgb& rgb, double target) {
  const double brightness = rgb.Brightness();
  const double ratio = target / (brightness == 0 ? 1 : brightness);
  Rgb scaled = {std::min(255.0, rgb.red * ratio), std::min(255.0, rgb.green * ratio),
                std::min(255.0, rgb.blue * ratio)};
  if (scaled.green == 0 || scaled.red == 255 || scaled.blue == 255) {
    scaled.green = (target - 0.299 * scaled.red - 0.114 * scaled.blue) / 0.587;
  } else if (scaled.red == 0) {
    scaled.red = (target - 0.587 * scaled.green - 0.114 * scaled.blue) / 0.299;
  } else if (scaled.blue == 0 || scaled.green == 255) {
    scaled.blue = (target - 0.299 * scaled.red - 0.587 * scaled.green) / 0.114;
  }
  return scaled;
}

}  // namespace

Color DarkGround(Color ground) {
  const Rgb rgb = RgbOf(ground);
  Hsl hsl = HslOf(rgb);
  const double brightness = rgb.Brightness();
  if ((hsl.saturation == 0 && hsl.lightness > kLightGrey) || brightness > kWhiteLike) {
    const double page = HslOf(RgbOf(kWechatDarkGround)).lightness;
    return ColorOf(RgbOf(
        Hsl{.hue = 0, .saturation = 0, .lightness = std::min(100.0, 100 + page - hsl.lightness)}));
  }
  if (brightness > kMostGround) return ColorOf(WithBrightness(rgb, kMostGround));
  if (hsl.lightness >= kDarkest) return ground;
  hsl.lightness = kDarkest;
  return ColorOf(RgbOf(hsl));
}

Color DarkText(Color text, Color ground) {
  const double under = RgbOf(ground).Brightness();
  Rgb rgb = RgbOf(text);
  // Mirrored at most once: the mirror image of a dark colour is light.
  for (int step = 0; step < 2; ++step) {
    const double brightness = rgb.Brightness();
    if (brightness >= kWhiteLike) return ColorOf(rgb);
    if (std::abs(under - brightness) >= kLeastDifference) return ColorOf(rgb);
    Hsl hsl = HslOf(rgb);
    const bool is_light = under >= kLightGround;
    const bool is_mirrored =
        is_light ? hsl.lightness > kMirror - kLightGrey : hsl.lightness <= kLightGrey;
    if (!is_mirrored) {
      const double target = is_light ? under - kLeastDifference : under + kLeastDifference;
      return ColorOf(WithBrightness(rgb, std::min(kMostText, target)));
    }
    hsl.lightness = kMirror - hsl.lightness;
    rgb = RgbOf(hsl);
  }
  const double target = under >= kLightGround ? under - kLeastDifference : under + kLeastDifference;
  return std::abs(under - rgb.Brightness()) >= kLeastDifference
             ? ColorOf(rgb)
             : ColorOf(WithBrightness(rgb, std::min(kMostText, target)));
}

Color ReadableInBothModes(Color text) {
  constexpr int kStep = 5;
  for (int brightness = text.Brightness() + 1; brightness > kStep; brightness -= kStep) {
    const Color darker = text.DarkerThan(brightness);
    const Color dark = DarkText(darker, kWechatDarkGround);
    if (Contrast(darker, kWechatLightGround) >= kLeastContrast &&
        Contrast(dark, kWechatDarkGround) >= kLeastContrast) {
      return darker;
    }
  }
  return Color(0, 0, 0);
}

}  // namespace sennight::rendering
