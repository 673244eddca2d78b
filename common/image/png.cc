#include "common/image/png.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace sennight::image {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1A\n", 8);
constexpr std::size_t kChunkFrame = 12;  // Length, type and sum.
constexpr std::size_t kHeadBytes = 13;

// What a still picture needs besides its head, pixels and end.
constexpr std::array<std::string_view, 8> kKnown = {"PLTE", "tRNS", "gAMA", "cHRM",
                                                    "sRGB", "sBIT", "pHYs", "bKGD"};

absl::Status Wrong(std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("want ", std::string(what)));
}

std::uint32_t NumberAt(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return number;
}

struct Head {
  Size size;
  std::size_t unpacked;  // Bytes of the pixels, with one before each row.
};

absl::StatusOr<Head> ReadHead(std::string_view head) {
  const std::uint32_t width = NumberAt(head, 0);
  const std::uint32_t height = NumberAt(head, 4);
  const auto is_side = [](std::uint32_t side) {
    return side >= std::uint32_t{kMinLogoSide} && side <= std::uint32_t{kMaxLogoSide};
  };
  if (!is_side(width) || !is_side(height)) {
    return Wrong(absl::StrCat(kMinLogoSide, " to ", kMaxLogoSide, " pixels a side, got ", width,
                              " × ", height));
  }
  const unsigned depth = static_cast<unsigned char>(head[8]);
  unsigned channels = 0;
  switch (head[9]) {
    case 0:
    case 3:
      channels = 1;
      break;
    case 2:
      channels = 3;
      break;
    case 4:
      channels = 2;
      break;
    case 6:
      channels = 4;
      break;
    default:
      break;
  }
  const bool is_depth = depth == 8 || depth == 16 ||
                        (channels == 1 && depth > 0 && depth < 8 && (depth & (depth - 1)) == 0);
  if (channels == 0 || !is_depth || (head[9] == 3 && depth > 8) || head[10] != 0 || head[11] != 0) {
    return Wrong("a PNG whose pixels are as the standard says");
  }
  if (head[12] != 0) return Wrong("a PNG without interlacing");
  const std::size_t row = (std::size_t{width} * channels * depth + 7) / 8;
  return Head{.size = {static_cast<int>(width), static_cast<int>(height)},
              .unpacked = (row + 1) * height};
}

// Returns whether `packed` unpacks to exactly `size` bytes.
bool UnpacksTo(const std::string& packed, std::size_t size) {
  std::string pixels(size + 1, '\0');
  uLongf unpacked = pixels.size();
  uLong read = packed.size();
  return uncompress2(reinterpret_cast<Bytef*>(pixels.data()), &unpacked,
                     reinterpret_cast<const Bytef*>(packed.data()), &read) == Z_OK &&
         unpacked == size && read == packed.size();
}

}  // namespace

absl::StatusOr<Size> ReadLogo(std::string_view bytes) {
  if (bytes.size() > kMaxLogoBytes) {
    return Wrong(absl::StrCat("at most ", kMaxLogoBytes, " bytes, got ", bytes.size()));
  }
  if (!bytes.starts_with(kSignature)) return Wrong("a PNG");
  absl::StatusOr<Head> head = Wrong("a PNG with a head");
  std::string packed;
  for (std::size_t at = kSignature.size(); at < bytes.size();) {
    const std::string_view rest = bytes.substr(at);
    const std::size_t size = rest.size() < kChunkFrame ? 0 : NumberAt(rest, 0);
    if (rest.size() < kChunkFrame || size > rest.size() - kChunkFrame) {
      return Wrong("a PNG that is whole");
    }
    const std::string_view type = rest.substr(4, 4);
    const std::string_view data = rest.substr(8, size);
    if (NumberAt(rest, 8 + size) !=
        crc32(0, reinterpret_cast<const Bytef*>(type.data()), static_cast<uInt>(size + 4))) {
      return Wrong("a PNG whose sums are right");
    }
    at += kChunkFrame + size;
    const bool is_first = rest.size() + kSignature.size() == bytes.size();
    if (is_first != (type == "IHDR") || (is_first && size != kHeadBytes)) {
      return Wrong("a PNG that begins with its head");
    }
    if (is_first) {
      head = ReadHead(data);
      if (!head.ok()) return head.status();
    } else if (type == "IDAT") {
      packed.append(data);
    } else if (type == "IEND") {
      if (at != bytes.size()) return Wrong("nothing behind the end of the PNG");
      if (!UnpacksTo(packed, head->unpacked)) return Wrong("pixels that are as many as the size");
      return head->size;
    } else if (std::find(kKnown.begin(), kKnown.end(), type) == kKnown.end()) {
      const bool is_name = std::all_of(type.begin(), type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
      return Wrong(absl::StrCat("a still picture without anything about it, got a chunk ",
                                is_name ? std::string(type) : std::string("without a name")));
    }
  }
  return Wrong("a PNG that is whole");
}

}  // namespace sennight::image
