// Colours and how well one is read on another.
#pragma once

#include <optional>
#include <string_view>

namespace sennight::gateway {

// The grounds that accent colours are printed on.
inline constexpr std::string_view kLightGround = "#fbfaf6";
inline constexpr std::string_view kDarkGround = "#141a19";

// The least contrast of text with its ground (WCAG 2.1, level AA).
inline constexpr double kLeastContrast = 4.5;

// Returns the contrast of two colours of the form `#rrggbb`, 1 to 21 (WCAG 2.1); nothing if one is
// malformed.
std::optional<double> Contrast(std::string_view a, std::string_view b);

}  // namespace sennight::gateway
