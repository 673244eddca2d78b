// The colours of a publication.
#pragma once

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/color.h"

namespace sennight::rendering {

// The grounds that accent colours are read on.
inline constexpr Color kPaper = Color(0xFB, 0xFA, 0xF6);
inline constexpr Color kDarkPaper = Color(0x14, 0x1A, 0x19);

// Used where a publication names no colour, or one that cannot be read on the ground.
inline constexpr Color kDefaultAccent = Color(0x0B, 0x6E, 0x6E);
inline constexpr Color kDefaultDarkAccent = Color(0x63, 0xC5, 0xBD);

// The least contrast of text (WCAG 2, level AA).
inline constexpr double kLeastContrast = 4.5;

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
};

// Returns the colours of a publication, its tints mixed with the grounds.
Palette PaletteOf(const digest::v1::Branding& branding);

}  // namespace sennight::rendering
