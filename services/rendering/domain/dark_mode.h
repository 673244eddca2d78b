// What the dark mode of WeChat makes of colours: the rules that the platform has published, for
// opaque colours. Used as a gate: a fragment must be readable before and after.
#pragma once

#include "common/image/color.h"

namespace sennight::rendering {

using image::Color;

// The page of the platform.
inline constexpr Color kWechatLightGround = Color(0xFF, 0xFF, 0xFF);
inline constexpr Color kWechatDarkGround = Color(0x19, 0x19, 0x19);

// Returns the ground that stands for `ground`: white and light greys are turned, other light
// colours are lowered to a perceived brightness of 190, very dark ones are raised.
Color DarkGround(Color ground);

// Returns the colour that stands for that of a text on `ground` (as DarkGround returns it): it is
// changed only if the two differ in perceived brightness by less than 65.
Color DarkText(Color text, Color ground);

// Returns the colour, made darker as far as it takes to be readable (kLeastContrast) on the page of
// the platform in both modes.
Color ReadableInBothModes(Color text);

}  // namespace sennight::rendering
