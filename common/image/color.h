// Colours, and how well one is read on another.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sennight::image {

// A colour of the sRGB space. A Color that exists is well-formed, so it may stand in CSS.
class Color {
 public:
  // Parses `#rrggbb`; nothing if the text is anything else.
  static std::optional<Color> Parse(std::string_view text);

  constexpr Color(std::uint8_t red, std::uint8_t green, std::uint8_t blue)
      : channels_{red, green, blue} {}

  // Returns `#rrggbb`, in lower case; `#rgb` where that is the same.
  std::string Css() const;

  // Returns `#rrggbb`, in lower case: for attributes that know no shorter form.
  std::string Hex() const;

  // Returns this colour with `percent` (0 to 100) of `other` mixed in.
  Color MixedWith(Color other, int percent) const;

  // Returns the perceived brightness, 0 to 255: 0.299 R + 0.587 G + 0.114 B. The dark mode of
  // WeChat decides by it.
  int Brightness() const;

  // Returns the colour made darker until its perceived brightness is below `brightness`.
  Color DarkerThan(int brightness) const;

  const std::array<std::uint8_t, 3>& channels() const { return channels_; }

  // Returns the relative luminance (WCAG 2), 0 to 1.
  double Luminance() const;

  friend bool operator==(const Color&, const Color&) = default;

 private:
  std::array<std::uint8_t, 3> channels_;
};

// The least contrast of a text with its ground (WCAG 2, level AA).
inline constexpr double kLeastContrast = 4.5;

// Returns the contrast ratio of two colours (WCAG 2), 1 to 21.
double Contrast(Color a, Color b);

}  // namespace sennight::image
