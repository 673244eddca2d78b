#include "services/rendering/domain/palette.h"

#include <string>

namespace sennight::rendering {
namespace {

Color ReadableOr(const std::string& text, Color ground, Color fallback) {
  const auto color = Color::Parse(text);
  return color.has_value() && Contrast(*color, ground) >= kLeastContrast ? *color : fallback;
}

}  // namespace

Palette PaletteOf(const digest::v1::Branding& branding) {
  const Color accent = ReadableOr(branding.accent_color(), kPaper, kDefaultAccent);
  const Color dark = ReadableOr(branding.accent_color_dark(), kDarkPaper, kDefaultDarkAccent);
  return {.light = {.paper = kPaper,
                    .card = Color(0xFF, 0xFF, 0xFF),
                    .ink = Color(0x1B, 0x24, 0x22),
                    .mute = Color(0x5B, 0x67, 0x64),
                    .line = Color(0xE2, 0xE4, 0xDD),
                    .warm = Color(0x9A, 0x4A, 0x12),
                    .warm_ground = Color(0xFC, 0xF1, 0xE6),
                    .accent = accent,
                    .soft = kPaper.MixedWith(accent, 9),
                    .edge = kPaper.MixedWith(accent, 34)},
          .dark = {.paper = kDarkPaper,
                   .card = Color(0x1B, 0x23, 0x22),
                   .ink = Color(0xE7, 0xEC, 0xE9),
                   .mute = Color(0x9F, 0xB0, 0xAB),
                   .line = Color(0x2C, 0x37, 0x35),
                   .warm = Color(0xE9, 0xA8, 0x74),
                   .warm_ground = Color(0x2D, 0x24, 0x1B),
                   .accent = dark,
                   .soft = kDarkPaper.MixedWith(dark, 12),
                   .edge = kDarkPaper.MixedWith(dark, 34)}};
}

}  // namespace sennight::rendering
