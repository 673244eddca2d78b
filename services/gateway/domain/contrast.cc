#include "services/gateway/domain/contrast.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sennight::gateway {
namespace {

// The relative luminance of WCAG 2.1: sRGB channels made linear and weighted.
std::optional<double> Luminance(std::string_view color) {
  if (color.size() != 7 || color[0] != '#') return std::nullopt;
  constexpr double kWeights[] = {0.2126, 0.7152, 0.0722};
  double luminance = 0;
  for (int channel = 0; channel < 3; ++channel) {
    const std::string_view digits = color.substr(1 + 2 * channel, 2);
    int value = 0;
    const char* const end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, value, 16).ptr != end || digits[0] == '-') {
      return std::nullopt;
    }
    const double part = value / 255.0;
    luminance += kWeights[channel] *
                 (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return luminance;
}

}  // namespace

std::optional<double> Contrast(std::string_view a, std::string_view b) {
  const std::optional<double> first = Luminance(a);
  const std::optional<double> second = Luminance(b);
  if (!first || !second) return std::nullopt;
  return (std::max(*first, *second) + 0.05) / (std::min(*first, *second) + 0.05);
}

}  // namespace sennight::gateway
