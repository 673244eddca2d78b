// Pictures that somebody else has drawn, checked before they are passed on.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"

namespace sennight::image {

struct Size {
  int width;   // Pixels.
  int height;  // Pixels.
};

// The bounds of a logo.
inline constexpr std::size_t kMaxLogoBytes = 65'536;
inline constexpr int kMinLogoSide = 16;
inline constexpr int kMaxLogoSide = 1'024;

// Reads a logo: a PNG that holds a still picture and nothing else. Every byte is accounted for:
// known chunks whose sums are right, each small one once, in its place and as long as the standard
// says; pixels that unpack to what the size says; nothing behind them. So it is no other kind of
// file as well, and no small file that becomes a huge one. Refused, with INVALID_ARGUMENT and what
// was expected: other files, sizes out of bounds, interlacing, animation, comments and other data
// about the picture.
absl::StatusOr<Size> ReadLogo(std::string_view bytes);

}  // namespace sennight::image
