// PNG files.
#pragma once

#include <string>

namespace sennight::rendering::print {

// Returns pixels (32 bits each, blue first as cairo has them; `stride` bytes a row) as a PNG of
// true colour. Quick rather than small: pictures of text have large plain areas.
std::string EncodePng(const unsigned char* pixels, int width, int height, int stride);

}  // namespace sennight::rendering::print
