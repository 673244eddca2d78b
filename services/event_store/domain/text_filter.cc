#include "services/event_store/domain/text_filter.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "common/text/utf8.h"
#include "services/event_store/domain/search_runs.h"

namespace sennight::event_store {
namespace {

constexpr uint32_t kBitsOfEach = 4;

// A filter is folded in two as often as this allows: until it is a row of few words.
constexpr size_t kLeastBytes = TextFilter::kMostBytes / 32;
static_assert(TextFilter::kMostBytes % 32 == 0 && kLeastBytes % sizeof(uint64_t) == 0);

// Filters are stored, so none of these must ever change.
constexpr std::array<size_t, 4> kPrefixLengths = {2, 3, 4, 6};

uint64_t Mixed(uint64_t value) {
  value ^= value >> 32;
  value *= 0x9E3779B97F4A7C15;
  value ^= value >> 29;
  value *= 0xBF58476D1CE4E5B9;
  return value ^ value >> 32;
}

// Two characters at a time.
uint64_t HashOf(std::u32string_view characters) {
  uint64_t hash = characters.size();
  for (size_t at = 0; at < characters.size(); at += 2) {
    const uint64_t second = at + 1 < characters.size() ? characters[at + 1] : 0;
    hash = Mixed(hash ^ (static_cast<uint64_t>(characters[at]) << 32 | second));
  }
  return hash;
}

// From one hash as many as there are bits to be set.
uint32_t NumberOf(uint64_t hash, uint32_t bit) {
  const auto step = static_cast<uint32_t>(hash >> 32);
  return (static_cast<uint32_t>(hash) + bit * step) & 0x7FFFFFFF;
}

size_t CountBits(absl::Span<const uint8_t> bytes) {
  size_t count = 0;
  for (size_t at = 0; at < bytes.size(); at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    count += static_cast<size_t>(std::popcount(word));
  }
  return count;
}

}  // namespace

void TextFilter::Set(uint64_t hash) {
  for (uint32_t i = 0; i < kBitsOfEach; ++i) {
    const uint32_t bit = NumberOf(hash, i) % static_cast<uint32_t>(kMostBytes * 8);
    uint8_t& byte = bits_[bit / 8];
    const auto with = static_cast<uint8_t>(byte | 1U << bit % 8);
    set_ += byte == with ? 0 : 1;
    byte = with;
  }
}

void TextFilter::Add(std::string_view text) {
  std::u32string characters = text::ToCodePoints(text);
  for (char32_t& c : characters) {
    if (c >= U'A' && c <= U'Z') c |= 0x20;
  }
  ForEachRun(
      characters,
      [this](std::u32string_view word) {
        for (const size_t length : kPrefixLengths) {
          if (length <= word.size()) Set(HashOf(word.substr(0, length)));
        }
      },
      [this](std::u32string_view run) {
        for (size_t i = 0; i + 2 <= run.size(); ++i) Set(HashOf(run.substr(i, 2)));
      });
}

std::optional<std::string> TextFilter::Finish() {
  std::array<uint8_t, kMostBytes> bits = std::exchange(bits_, {});
  if (std::exchange(set_, 0) * 4 > kMostBytes * 8 * 3) return std::nullopt;
  size_t size = kMostBytes;
  // A number's place in a half is its place in the whole, modulo the half: see FilterProbes.
  for (size_t half = size / 2; half >= kLeastBytes; half /= 2) {
    std::array<uint8_t, kMostBytes / 2> folded = {};
    for (size_t i = 0; i < half; ++i) folded[i] = bits[i] | bits[half + i];
    if (CountBits({folded.data(), half}) * 2 > half * 8) break;
    std::copy_n(folded.begin(), half, bits.begin());
    size = half;
  }
  return std::string(bits.begin(), bits.begin() + static_cast<std::ptrdiff_t>(size));
}

std::vector<int64_t> FilterProbes(absl::Span<const std::u32string> words) {
  std::vector<uint64_t> hashes;
  for (const std::u32string& word : words) {
    ForEachRun(
        word,
        [&hashes](std::u32string_view run) {
          // The longest beginning says most.
          for (size_t i = kPrefixLengths.size(); i-- > 0;) {
            if (kPrefixLengths[i] > run.size()) continue;
            hashes.push_back(HashOf(run.substr(0, kPrefixLengths[i])));
            return;
          }
        },
        [&hashes](std::u32string_view run) {
          for (size_t i = 0; i + 2 <= run.size(); ++i) hashes.push_back(HashOf(run.substr(i, 2)));
        });
  }
  std::vector<int64_t> probes;
  if (hashes.empty()) return probes;
  // One of each first, so that all words count.
  for (uint32_t i = 0; probes.size() < kFilterProbes; ++i) {
    const auto bit = static_cast<uint32_t>(i / hashes.size()) % kBitsOfEach;
    probes.push_back(NumberOf(hashes[i % hashes.size()], bit));
  }
  return probes;
}

}  // namespace sennight::event_store
