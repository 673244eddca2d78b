#include "services/rendering/domain/print/png.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sennight::rendering::print {
namespace {

constexpr std::size_t kPixelBytes = 4;  // As drawn.
constexpr std::size_t kColorBytes = 3;  // As written.
constexpr int kLevel = 2;               // Of 9: twice the speed of 6 for a tenth more bytes.

void AppendNumber(std::uint32_t number, std::string* out) {
  for (int shift = 24; shift >= 0; shift -= 8) out->push_back(static_cast<char>(number >> shift));
}

void AppendChunk(std::string_view type, std::string_view data, std::string* png) {
  AppendNumber(static_cast<std::uint32_t>(data.size()), png);
  const std::size_t begin = png->size();
  png->append(type).append(data);
  const auto* bytes = reinterpret_cast<const Bytef*>(png->data() + begin);
  AppendNumber(
      static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(type.size() + data.size()))),
      png);
}

// Returns the rows, each as the differences to the one above: what is plain becomes zeros.
std::string Filtered(const unsigned char* pixels, int width, int height, int stride) {
  constexpr char kUp = 2;
  const std::size_t row = static_cast<std::size_t>(width) * kColorBytes;
  std::string filtered;
  filtered.resize((row + 1) * static_cast<std::size_t>(height));
  char* out = filtered.data();
  for (int y = 0; y < height; ++y) {
    const unsigned char* line = pixels + static_cast<std::ptrdiff_t>(y) * stride;
    const unsigned char* above = line - stride;
    *out++ = y == 0 ? 0 : kUp;
    for (int x = 0; x < width; ++x) {
      for (std::size_t channel = 0; channel < kColorBytes; ++channel) {
        const std::size_t at = static_cast<std::size_t>(x) * kPixelBytes + 2 - channel;
        *out++ = static_cast<char>(y == 0 ? line[at] : line[at] - above[at]);
      }
    }
  }
  return filtered;
}

}  // namespace

std::string EncodePng(const unsigned char* pixels, int width, int height, int stride) {
  std::string png("\x89PNG\r\n\x1A\n", 8);
  std::string head;
  AppendNumber(static_cast<std::uint32_t>(width), &head);
  AppendNumber(static_cast<std::uint32_t>(height), &head);
  head.append("\x08\x02\x00\x00\x00", 5);  // 8 bits, true colour.
  AppendChunk("IHDR", head, &png);

  const std::string rows = Filtered(pixels, width, height, stride);
  std::string packed;
  uLongf size = compressBound(static_cast<uLong>(rows.size()));
  packed.resize(size);
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
            reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size()), kLevel);
  packed.resize(size);
  AppendChunk("IDAT", packed, &png);
  AppendChunk("IEND", {}, &png);
  return png;
}

void PaintPng(cairo_t* cairo, std::string_view png, double x, double y, double width,
              double height) {
  const auto read = [](void* rest, unsigned char* bytes, unsigned int length) {
    std::string_view& unread = *static_cast<std::string_view*>(rest);
    if (unread.size() < length) return CAIRO_STATUS_READ_ERROR;
    std::copy_n(unread.data(), length, bytes);
    unread.remove_prefix(length);
    return CAIRO_STATUS_SUCCESS;
  };
  cairo_surface_t* picture = cairo_image_surface_create_from_png_stream(read, &png);
  if (cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS) {
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, width / cairo_image_surface_get_width(picture),
                height / cairo_image_surface_get_height(picture));
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
  }
  cairo_surface_destroy(picture);
}

}  // namespace sennight::rendering::print
