#include "services/summarization/domain/term_table.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "absl/numeric/int128.h"

namespace sennight::summarization {
namespace {

constexpr size_t kFewestPlaces = 256;

uint64_t Random() {
  std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device();
}

// Both halves of the product: every bit of it depends on every bit of the factors.
uint64_t Multiplied(uint64_t a, uint64_t b) {
  const absl::uint128 product = absl::uint128(a) * b;
  return absl::Uint128High64(product) ^ absl::Uint128Low64(product);
}

}  // namespace

const HashSeed& HashSeed::OfProcess() {
  static const HashSeed seed{.start = Random(), .multiplier = Random() | 1};
  return seed;
}

// Two characters at a time.
uint32_t HashOf(std::u32string_view term, const HashSeed& seed) {
  uint64_t hash = seed.start ^ term.size();
  size_t at = 0;
  for (; at + 2 <= term.size(); at += 2) {
    uint64_t two;
    std::memcpy(&two, term.data() + at, sizeof two);
    hash = Multiplied(hash ^ two, seed.multiplier);
  }
  if (at < term.size()) hash ^= term[at];
  return static_cast<uint32_t>(Multiplied(hash, seed.multiplier));
}

size_t TermTable::PlaceOf(std::u32string_view term, uint32_t hash) const {
  const std::u32string_view letters = letters_;
  const size_t mask = places_.size() - 1;
  size_t place = hash & mask;
  while (places_[place].number != kNone &&
         (places_[place].hash != hash ||
          letters.substr(places_[place].begin, places_[place].size) != term)) {
    place = (place + 1) & mask;
  }
  return place;
}

int TermTable::Find(std::u32string_view term) const {
  return places_.empty() ? kNone : places_[PlaceOf(term, HashOf(term, seed_))].number;
}

int TermTable::Add(std::u32string_view term) {
  // At least half of the places stay free.
  if (2 * static_cast<size_t>(size_ + 1) > places_.size()) Grow();
  const uint32_t hash = HashOf(term, seed_);
  Place& place = places_[PlaceOf(term, hash)];
  if (place.number == kNone) {
    place = {hash, size_++, static_cast<uint32_t>(letters_.size()),
             static_cast<uint32_t>(term.size())};
    letters_.append(term);
  }
  return place.number;
}

void TermTable::Grow() {
  std::vector<Place> old(std::max(kFewestPlaces, 2 * places_.size()));
  old.swap(places_);
  const size_t mask = places_.size() - 1;
  for (const Place& known : old) {
    if (known.number == kNone) continue;
    size_t place = known.hash & mask;
    while (places_[place].number != kNone) place = (place + 1) & mask;
    places_[place] = known;
  }
}

void TermTable::Clear() {
  std::fill(places_.begin(), places_.end(), Place());
  letters_.clear();
  size_ = 0;
}

}  // namespace sennight::summarization
