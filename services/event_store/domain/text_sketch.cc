#include "services/event_store/domain/text_sketch.h"

#include <algorithm>
#include <limits>

#include "common/hash/hash.h"
#include "common/text/normalize.h"

namespace sennight::event_store {
namespace {

constexpr size_t kRun = 5;
constexpr size_t kFewestRuns = 64;  // With fewer the estimate says too little.
constexpr uint64_t kBase = 0x100000001b3;

// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).
uint64_t Mixed(uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9;
  x ^= x >> 27;
  x *= 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

TextSketch ExactSketch(std::string_view title, std::string_view body) {
  std::string key = text::NormalizedKey(title, text::Script::kAsWritten);
  key.push_back('\0');
  key += text::NormalizedKey(body, text::Script::kAsWritten);
  std::erase(key, ' ');
  const std::string first = hash::Sha256(key);
  return SketchFromBytes(first + hash::Sha256(first));
}

// `folded` is the folded body; spaces do not count.
template <typename Text>
TextSketch SketchOfRuns(Text folded, std::string_view title, std::string_view body) {
  std::erase(folded, ' ');
  if (folded.size() < kFewestRuns + kRun - 1) return ExactSketch(title, body);
  uint64_t leaving = 1;  // What the oldest character of a run weighs.
  for (size_t i = 1; i < kRun; ++i) leaving *= kBase;
  constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();
  std::array<uint64_t, kSketchPlaces> least;
  least.fill(kNone);
  uint64_t hash = 0;
  for (size_t i = 0; i < folded.size(); ++i) {
    if (i >= kRun) hash -= leaving * static_cast<uint64_t>(folded[i - kRun]);
    hash = hash * kBase + static_cast<uint64_t>(folded[i]);
    if (i + 1 < kRun) continue;
    const uint64_t mixed = Mixed(hash);
    uint64_t& place = least[mixed >> 59];
    place = std::min(place, mixed & (kNone >> 5));
  }
  TextSketch sketch;
  for (size_t i = 0; i < least.size(); ++i) {
    // An empty place takes the next one that is not, and how far away that is.
    uint64_t distance = 0;
    while (least[(i + distance) % kSketchPlaces] == kNone) ++distance;
    sketch[i] = static_cast<uint16_t>(Mixed(least[(i + distance) % kSketchPlaces] + distance));
  }
  return sketch;
}

}  // namespace

TextSketch SketchOf(std::string_view title, std::string_view body) {
  // Of ASCII, as most English bodies are, the folded bytes are its characters.
  const bool is_ascii = std::ranges::all_of(body, [](char c) { return (c & 0x80) == 0; });
  if (is_ascii)
    return SketchOfRuns(text::NormalizedKey(body, text::Script::kAsWritten), title, body);
  return SketchOfRuns(text::Normalize(body, text::Script::kAsWritten).text, title, body);
}

int EqualPlaces(const TextSketch& a, const TextSketch& b) {
  int equal = 0;
  for (size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return equal;
}

std::string SketchBytes(const TextSketch& sketch) {
  std::string bytes(kSketchBytes, 0);
  char* out = bytes.data();
  for (const uint16_t place : sketch) {
    *out++ = static_cast<char>(place >> 8);
    *out++ = static_cast<char>(place);
  }
  return bytes;
}

TextSketch SketchFromBytes(std::string_view bytes) {
  TextSketch sketch{};
  for (size_t i = 0; i < sketch.size() && 2 * i + 1 < bytes.size(); ++i) {
    sketch[i] = static_cast<uint16_t>(static_cast<uint8_t>(bytes[2 * i]) << 8 |
                                      static_cast<uint8_t>(bytes[2 * i + 1]));
  }
  return sketch;
}

}  // namespace sennight::event_store
