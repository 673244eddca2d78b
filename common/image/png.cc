#include "common/image/png.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace sennight::image {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1A\n", 8);
constexpr std::size_t kChunkFrame = 12;  // Length, type and sum.
constexpr std::size_t kHeadBytes = 13;

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
  unsigned depth;        // Bits of a channel, or of a place in the palette.
  char colour;           // The type of the pixels: grey 0, colours 2, palette 3; with alpha 4, 6.
  std::size_t row;       // Bytes of a row of pixels.
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
              .depth = depth,
              .colour = head[9],
              .row = row,
              .unpacked = (row + 1) * height};
}

// The chunks that a still picture may have between its head and its pixels: each once, in its
// place, as long as the standard says and with what it says, so that none holds anything else.
class Preface {
 public:
  explicit Preface(const Head& head) : head_(head) {}

  absl::Status Take(std::string_view type, std::string_view data) {
    const auto known = std::find(kKnown.begin(), kKnown.end(), type);
    if (known == kKnown.end()) {
      const bool is_name = std::all_of(type.begin(), type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      });
      return Wrong(absl::StrCat("a still picture without anything about it, got a chunk ",
                                is_name ? std::string(type) : std::string("without a name")));
    }
    bool& is_taken = is_taken_[static_cast<std::size_t>(known - kKnown.begin())];
    if (is_taken || !IsInPlace(type)) {
      return Wrong(absl::StrCat("each chunk once and in its place, got ", std::string(type)));
    }
    is_taken = true;
    if (!IsRight(type, data)) {
      return Wrong(absl::StrCat("a chunk ", std::string(type), " as the standard says"));
    }
    if (type == "PLTE") palette_ = data.size() / 3;
    return absl::OkStatus();
  }

  // Returns whether all is there that the pixels need.
  bool IsWhole() const { return head_.colour != 3 || palette_ > 0; }

 private:
  static constexpr std::array<std::string_view, 8> kKnown = {"PLTE", "tRNS", "gAMA", "cHRM",
                                                             "sRGB", "sBIT", "pHYs", "bKGD"};

  // How colours are meant stands before the palette, what names its colours behind it.
  bool IsInPlace(std::string_view type) const {
    if (type == "gAMA" || type == "cHRM" || type == "sRGB" || type == "sBIT") {
      return palette_ == 0;
    }
    if (type == "tRNS" || type == "bKGD") return head_.colour != 3 || palette_ > 0;
    return type != "PLTE" || (!is_taken_[1] && !is_taken_[7]);
  }

  bool IsRight(std::string_view type, std::string_view data) const {
    const std::size_t size = data.size();
    if (type == "PLTE") {
      const std::size_t most = head_.colour == 3 ? std::size_t{1} << head_.depth : 256;
      const bool may_be = head_.colour == 2 || head_.colour == 3 || head_.colour == 6;
      return may_be && size > 0 && size % 3 == 0 && size / 3 <= most;
    }
    if (type == "tRNS") {
      if (head_.colour == 3) return size > 0 && size <= palette_;
      return (head_.colour == 0 && AreSamples(data, 1)) ||
             (head_.colour == 2 && AreSamples(data, 3));
    }
    if (type == "bKGD") {
      if (head_.colour == 3) return size == 1 && static_cast<unsigned char>(data[0]) < palette_;
      return AreSamples(data, head_.colour == 0 || head_.colour == 4 ? 1 : 3);
    }
    if (type == "sBIT") return AreBits(data);
    if (type == "gAMA") return size == 4 && NumberAt(data, 0) > 0;
    if (type == "cHRM") return size == 32;
    if (type == "sRGB") return size == 1 && data[0] >= 0 && data[0] <= 3;
    return size == 9 && (data[8] == 0 || data[8] == 1);  // pHYs
  }

  // Returns whether these are `count` samples of two bytes, none of them above the depth.
  bool AreSamples(std::string_view data, std::size_t count) const {
    if (data.size() != 2 * count) return false;
    for (std::size_t i = 0; i < data.size(); i += 2) {
      const unsigned sample = static_cast<unsigned>(static_cast<unsigned char>(data[i])) << 8 |
                              static_cast<unsigned char>(data[i + 1]);
      if (sample >> head_.depth != 0) return false;
    }
    return true;
  }

  // Returns whether these say of each channel how many of its bits count.
  bool AreBits(std::string_view data) const {
    constexpr std::array<std::size_t, 7> kChannels = {1, 0, 3, 3, 2, 0, 4};  // By type of pixels.
    const int most = head_.colour == 3 ? 8 : static_cast<int>(head_.depth);
    return data.size() == kChannels[static_cast<std::size_t>(head_.colour)] &&
           std::all_of(data.begin(), data.end(),
                       [most](char bits) { return bits > 0 && bits <= most; });
  }

  const Head& head_;
  std::array<bool, kKnown.size()> is_taken_{};
  std::size_t palette_ = 0;  // Its colours.
};

// Returns whether `packed` unpacks to exactly the pixels of a head, each row filtered in one of the
// five ways there are.
bool UnpacksTo(const Head& head, const std::string& packed) {
  std::string pixels(head.unpacked + 1, '\0');
  uLongf unpacked = pixels.size();
  uLong read = packed.size();
  const int result = uncompress2(reinterpret_cast<Bytef*>(pixels.data()), &unpacked,
                                 reinterpret_cast<const Bytef*>(packed.data()), &read);
  if (result != Z_OK || unpacked != head.unpacked || read != packed.size()) return false;
  for (std::size_t row = 0; row < head.unpacked; row += head.row + 1) {
    if (pixels[row] < 0 || pixels[row] > 4) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<Size> ReadLogo(std::string_view bytes) {
  if (bytes.size() > kMaxLogoBytes) {
    return Wrong(absl::StrCat("at most ", kMaxLogoBytes, " bytes, got ", bytes.size()));
  }
  if (!bytes.starts_with(kSignature)) return Wrong("a PNG");
  std::optional<Head> head;
  std::optional<Preface> preface;
  std::string packed;
  bool has_pixels = false;
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
    if (head.has_value() == (type == "IHDR") || (!head.has_value() && size != kHeadBytes)) {
      return Wrong("a PNG that begins with its head");
    }
    if (!head.has_value()) {
      absl::StatusOr<Head> read = ReadHead(data);
      if (!read.ok()) return read.status();
      head = *read;
      preface.emplace(*head);
    } else if (type == "IDAT") {
      if (!preface->IsWhole()) return Wrong("a palette before the pixels");
      packed.append(data);
      has_pixels = true;
    } else if (type == "IEND") {
      if (size != 0 || at != bytes.size()) return Wrong("nothing behind the end of the PNG");
      if (!UnpacksTo(*head, packed)) return Wrong("pixels that are as many as the size");
      return head->size;
    } else if (absl::Status status = preface->Take(type, data); !status.ok()) {
      return status;
    } else if (has_pixels) {
      return Wrong("nothing between the pixels and the end of the PNG");
    }
  }
  return Wrong("a PNG that is whole");
}

}  // namespace sennight::image
