// QR codes.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sennight::rendering::print {

// The modules of a code, without the quiet zone around it.
struct QrCode {
  int size = 0;
  std::vector<bool> dark;  // Row by row.

  bool At(int x, int y) const { return dark[static_cast<std::size_t>(y * size + x)]; }
};

// The light modules that must stand around a code.
inline constexpr int kQuietZone = 4;

// Returns the code of a text; nothing if it is empty or too long for one that a phone can read.
std::optional<QrCode> QrCodeOf(const std::string& text);

}  // namespace sennight::rendering::print
