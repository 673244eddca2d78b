// What is accepted as a logo: a still PNG, nothing else and nothing more.
#include "common/image/png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <string>

#include "tests/support/status_matchers.h"

namespace sennight::image {
namespace {

using absl::StatusCode;
using testing::IsOk;
using testing::StatusIs;

std::string Number(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
  return bytes;
}

std::string Chunk(const std::string& type, const std::string& data) {
  const std::string summed = type + data;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  return Number(static_cast<std::uint32_t>(data.size())) + summed +
         Number(static_cast<std::uint32_t>(sum));
}

std::string Packed(const std::string& pixels) {
  std::string packed(compressBound(pixels.size()), '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(pixels.data()), pixels.size());
  packed.resize(size);
  return packed;
}

// The parts of a PNG of true colour with 8 bits, each to be spoilt by itself.
struct Parts {
  std::uint32_t width = 20;
  std::uint32_t height = 16;
  std::string kind = std::string("\x08\x02\x00\x00\x00", 5);
  std::string pixels = std::string(16 * (20 * 3 + 1), '\0');
  std::string before_pixels = {};
  std::string behind_pixels = {};
  std::string behind_end = {};
};

std::string Png(const Parts& parts = {}) {
  return std::string("\x89PNG\r\n\x1A\n", 8) +
         Chunk("IHDR", Number(parts.width) + Number(parts.height) + parts.kind) +
         parts.before_pixels + Chunk("IDAT", Packed(parts.pixels)) + parts.behind_pixels +
         Chunk("IEND", "") + parts.behind_end;
}

TEST(LogoTest, IsAPngOfASize) {
  const absl::StatusOr<Size> size = ReadLogo(Png());
  ASSERT_THAT(size, IsOk());
  EXPECT_EQ(size->width, 20);
  EXPECT_EQ(size->height, 16);
}

TEST(LogoTest, MayHaveWhatAStillPictureNeeds) {
  EXPECT_THAT(
      ReadLogo(Png(
          {.before_pixels = Chunk("gAMA", Number(45'455)) + Chunk("cHRM", std::string(32, 'x')) +
                            Chunk("sRGB", std::string(1, '\0')) + Chunk("sBIT", "\x05\x06\x05") +
                            Chunk("PLTE", "rgbrgb") + Chunk("bKGD", std::string(6, '\0')) +
                            Chunk("pHYs", Number(2835) + Number(2835) + "\x01")})),
      IsOk());
  // One bit a pixel, with a palette.
  EXPECT_THAT(ReadLogo(Png({.kind = std::string("\x01\x03\x00\x00\x00", 5),
                            .pixels = std::string(16 * 4, '\0'),
                            .before_pixels = Chunk("PLTE", "rgbrgb") + Chunk("tRNS", "x") +
                                             Chunk("bKGD", "\x01")})),
              IsOk());
}

TEST(LogoTest, HasItsSmallChunksOnceInTheirPlacesAndAsLongAsTheStandardSays) {
  const std::string kGamma = Chunk("gAMA", Number(45'455));
  const std::string kPalette = Chunk("PLTE", "rgbrgb");
  const struct {
    char colour;  // Type of the pixels.
    std::string chunks;
    const char* message;
  } kCases[] = {
      {2, Chunk("gAMA", "a file of another kind"), "a chunk gAMA as the standard says"},
      {2, Chunk("gAMA", Number(0)), "a chunk gAMA as the standard says"},
      {2, Chunk("cHRM", std::string(33, 'x')), "a chunk cHRM as the standard says"},
      {2, Chunk("sRGB", "x"), "a chunk sRGB as the standard says"},
      {2, Chunk("sRGB", ""), "a chunk sRGB as the standard says"},
      {2, Chunk("pHYs", std::string(9, 'x')), "a chunk pHYs as the standard says"},
      {2, Chunk("pHYs", std::string(8, '\0')), "a chunk pHYs as the standard says"},
      {2, Chunk("sBIT", "\x08\x08"), "a chunk sBIT as the standard says"},
      {2, Chunk("sBIT", "\x08\x09\x08"), "a chunk sBIT as the standard says"},
      {2, Chunk("tRNS", std::string(4, '\0')), "a chunk tRNS as the standard says"},
      {2, Chunk("tRNS", "\x01\x01\x01\x01\x01\x01"), "a chunk tRNS as the standard says"},
      {6, Chunk("tRNS", std::string(6, '\0')), "a chunk tRNS as the standard says"},
      {2, Chunk("bKGD", std::string(2, '\0')), "a chunk bKGD as the standard says"},
      {2, Chunk("PLTE", "rgbr"), "a chunk PLTE as the standard says"},
      {2, Chunk("PLTE", std::string(771, 'x')), "a chunk PLTE as the standard says"},
      {0, kPalette, "a chunk PLTE as the standard says"},
      {2, kGamma + kGamma, "each chunk once and in its place, got gAMA"},
      {2, kPalette + kGamma, "each chunk once and in its place, got gAMA"},
      {2, Chunk("bKGD", std::string(6, '\0')) + kPalette, "and in its place, got PLTE"},
      {3, Chunk("tRNS", "x") + kPalette, "each chunk once and in its place, got tRNS"},
      {3, kPalette + Chunk("tRNS", "xxx"), "a chunk tRNS as the standard says"},
      {3, kPalette + Chunk("bKGD", "\x02"), "a chunk bKGD as the standard says"},
      {3, kGamma, "a palette before the pixels"},
  };
  for (const auto& wrong : kCases) {
    std::string kind("\x08\x02\x00\x00\x00", 5);
    kind[1] = wrong.colour;
    EXPECT_THAT(ReadLogo(Png({.kind = kind, .before_pixels = wrong.chunks})),
                StatusIs(StatusCode::kInvalidArgument, wrong.message))
        << static_cast<int>(wrong.colour);
  }
}

TEST(LogoTest, IsRefusedWithWhatWasExpected) {
  const struct {
    std::string bytes;
    const char* message;
  } kCases[] = {
      {"", "want a PNG"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "want a PNG"},
      {"\xFF\xD8\xFF\xE0", "want a PNG"},
      {Png() + std::string(70'000, 'x'), "want at most 65536 bytes, got"},
      {Png({.width = 15}), "want 16 to 1024 pixels a side, got 15 × 16"},
      {Png({.height = 1'025}), "want 16 to 1024 pixels a side, got 20 × 1025"},
      {Png({.width = 0xFFFFFFFF}), "pixels a side"},
      {Png({.kind = std::string("\x07\x02\x00\x00\x00", 5)}), "as the standard says"},
      {Png({.kind = std::string("\x08\x05\x00\x00\x00", 5)}), "as the standard says"},
      {Png({.kind = std::string("\x10\x03\x00\x00\x00", 5)}), "as the standard says"},
      {Png({.kind = std::string("\x08\x02\x00\x00\x01", 5)}), "without interlacing"},
      {Png({.pixels = "few"}), "pixels that are as many as the size"},
      {Png({.pixels = std::string(1'000'000, '\0')}), "pixels that are as many as the size"},
      {Png({.before_pixels = Chunk("acTL", "12345678")}), "got a chunk acTL"},
      {Png({.before_pixels = Chunk("iCCP", "x")}), "got a chunk iCCP"},
      {Png({.pixels = std::string(16 * (20 * 3 + 1), '\5')}),
       "pixels that are as many as the size"},
      {Png({.behind_pixels = Chunk("gAMA", Number(45'455))}), "nothing between the pixels and"},
      {Png({.behind_pixels = Chunk("tEXt", "Author")}), "got a chunk tEXt"},
      {Png({.behind_pixels = Chunk("<svg", "x")}), "got a chunk without a name"},
      {Png({.behind_pixels = Chunk("IHDR", "x")}), "begins with its head"},
      {Png({.behind_end = "PK"}), "nothing behind the end"},
  };
  for (const auto& wrong : kCases) {
    EXPECT_THAT(ReadLogo(wrong.bytes), StatusIs(StatusCode::kInvalidArgument, wrong.message));
  }
}

TEST(LogoTest, IsRefusedWhereverItIsCutOrChanged) {
  const std::string whole = Png();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_FALSE(ReadLogo(whole.substr(0, i)).ok()) << "cut at " << i;
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    EXPECT_FALSE(ReadLogo(changed).ok()) << "changed at " << i;
  }
}

}  // namespace
}  // namespace sennight::image
