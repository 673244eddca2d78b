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
  return {.accent = accent,
          .soft = kPaper.MixedWith(accent, 9),
          .edge = kPaper.MixedWith(accent, 34),
          .dark_accent = dark,
          .dark_soft = kDarkPaper.MixedWith(dark, 12),
          .dark_edge = kDarkPaper.MixedWith(dark, 34)};
}

}  // namespace sennight::rendering
