// The colours of a publication in a theme.
#pragma once

#include "common/image/color.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/rendering/v1/theme.pb.h"

namespace sennight::rendering {

using image::Color;
using image::kLeastContrast;

// The colours of one mode, light or dark.
struct Tones {
  Color paper;
  Color card;
  Color ink;
  Color mute;  // Of what is said beside.
  Color line;
  Color warm;  // Of warnings.
  Color warm_ground;
  Color accent;
  Color soft;  // A tint of the accent, for grounds.
  Color edge;  // A tint of the accent, for lines.
};

struct Palette {
  Tones light;
  Tones dark;
  bool has_serifs = true;  // Headlines do.
};

// Returns the colours of a theme (CheckTheme; a token that is no colour is black) with the accents
// of a publication, if the theme takes them and they can be read.
Palette PaletteOf(const digest::v1::Branding& branding, const v1::Theme& theme);

}  // namespace sennight::rendering
