#include "common/image/color.h"

#include <algorithm>
#include <cmath>

namespace sennight::image {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Color> Color::Parse(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::array<std::uint8_t, 3> channels{};
  for (std::size_t i = 0; i < 3; ++i) {
    const int high = HexDigit(text[1 + 2 * i]);
    const int low = HexDigit(text[2 + 2 * i]);
    if (high < 0 || low < 0) return std::nullopt;
    channels[i] = static_cast<std::uint8_t>(16 * high + low);
  }
  return Color(channels[0], channels[1], channels[2]);
}

std::string Color::Css() const {
  std::array<char, 7> text;
  std::size_t size = 0;
  const bool is_short = std::all_of(channels_.begin(), channels_.end(),
                                    [](std::uint8_t c) { return (c >> 4) == (c & 15); });
  text[size++] = '#';
  for (const std::uint8_t c : channels_) {
    text[size++] = kDigits[c >> 4];
    if (!is_short) text[size++] = kDigits[c & 15];
  }
  return std::string(text.data(), size);
}

std::string Color::Hex() const {
  std::string hex = "#";
  for (const std::uint8_t c : channels_) {
    hex.push_back(kDigits[c >> 4]);
    hex.push_back(kDigits[c & 15]);
  }
  return hex;
}

Color Color::MixedWith(Color other, int percent) const {
  Color mixed = *this;
  for (std::size_t i = 0; i < 3; ++i) {
    const int sum = channels_[i] * (100 - percent) + other.channels_[i] * percent;
    mixed.channels_[i] = static_cast<std::uint8_t>((sum + 50) / 100);
  }
  return mixed;
}

int Color::Brightness() const {
  return (299 * channels_[0] + 587 * channels_[1] + 114 * channels_[2]) / 1000;
}

Color Color::DarkerThan(int brightness) const {
  Color color = *this;
  while (color.Brightness() >= brightness) color = color.MixedWith(Color(0, 0, 0), 5);
  return color;
}

double Color::Luminance() const {
  // What a channel gives, by its value.
  static const std::array<double, 256> kLinear = [] {
    std::array<double, 256> linear{};
    for (std::size_t i = 0; i < linear.size(); ++i) {
      const double c = static_cast<double>(i) / 255.0;
      linear[i] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    }
    return linear;
  }();
  constexpr std::array<double, 3> kWeights = {0.2126, 0.7152, 0.0722};
  double luminance = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    luminance += kWeights[i] * kLinear[channels_[i]];
  }
  return luminance;
}

double Contrast(Color a, Color b) {
  const auto [darker, lighter] = std::minmax({a.Luminance(), b.Luminance()});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace sennight::image
