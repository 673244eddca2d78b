#include "services/rendering/domain/palette.h"

#include <string>

namespace sennight::rendering {
namespace {

Color ColorOf(const std::string& text) { return Color::Parse(text).value_or(Color(0, 0, 0)); }

Color ReadableOr(const std::string& text, Color ground, Color fallback) {
  const auto color = Color::Parse(text);
  return color.has_value() && Contrast(*color, ground) >= kLeastContrast ? *color : fallback;
}

// Returns the tones of a theme with an accent and its tints, `soft` and `edge` percent of it.
Tones TonesOf(const v1::Tones& tokens, const std::string* accent, int soft, int edge) {
  const Color paper = ColorOf(tokens.paper());
  const Color own = ColorOf(tokens.accent());
  const Color printed = accent == nullptr ? own : ReadableOr(*accent, paper, own);
  return {.paper = paper,
          .card = ColorOf(tokens.card()),
          .ink = ColorOf(tokens.ink()),
          .mute = ColorOf(tokens.mute()),
          .line = ColorOf(tokens.line()),
          .warm = ColorOf(tokens.warm()),
          .warm_ground = ColorOf(tokens.warm_ground()),
          .accent = printed,
          .soft = paper.MixedWith(printed, soft),
          .edge = paper.MixedWith(printed, edge)};
}

}  // namespace

Palette PaletteOf(const digest::v1::Branding& branding, const v1::Theme& theme) {
  const bool keeps = theme.keeps_accent();
  return {.light = TonesOf(theme.light(), keeps ? nullptr : &branding.accent_color(), 9, 34),
          .dark = TonesOf(theme.dark(), keeps ? nullptr : &branding.accent_color_dark(), 12, 34),
          .has_serifs = theme.headline_face() != v1::HEADLINE_FACE_SANS};
}

}  // namespace sennight::rendering
