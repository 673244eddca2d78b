// PNG files.
#pragma once

#include <cairo.h>

#include <string>
#include <string_view>

namespace sennight::rendering::print {

// Returns pixels (32 bits each, blue first as cairo has them; `stride` bytes a row) as a PNG of
// true colour. Quick rather than small: pictures of text have large plain areas.
std::string EncodePng(const unsigned char* pixels, int width, int height, int stride);

// Paints a PNG that has been checked (common/image/png.h) at a place, as large as said.
void PaintPng(cairo_t* cairo, std::string_view png, double x, double y, double width,
              double height);

}  // namespace sennight::rendering::print
