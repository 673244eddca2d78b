// Numbers different ids.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sennight::summarization {

// Returns the id of two numbers in this order.
inline uint64_t PairOf(int a, int b) {
  return (static_cast<uint64_t>(static_cast<uint32_t>(a)) << 32) | static_cast<uint32_t>(b);
}

// A set of ids, each with a number from 0 on in the order in which they came.
class IdTable {
 public:
  static constexpr int kNone = -1;

  // Returns the number of the id; kNone if it never came.
  int Find(uint64_t id) const { return places_.empty() ? kNone : places_[PlaceOf(id)].number; }

  // Returns the number of the id, a new one if it comes for the first time.
  int Add(uint64_t id) {
    // At least half of the places stay free.
    if (2 * static_cast<size_t>(size_ + 1) > places_.size()) Grow(2 * places_.size());
    Place& place = places_[PlaceOf(id)];
    if (place.number == kNone) place = {id, size_++};
    return place.number;
  }

  // Makes room for so many ids.
  void Reserve(size_t ids) {
    size_t places = kFewestPlaces;
    while (places < 2 * (ids + 1)) places *= 2;
    if (places > places_.size()) Grow(places);
  }

  int size() const { return size_; }

 private:
  static constexpr size_t kFewestPlaces = 64;

  struct Place {
    uint64_t id = 0;
    int number = kNone;
  };

  // The place of the id, or the free one where it belongs.
  size_t PlaceOf(uint64_t id) const {
    // Fibonacci hashing: ids are small numbers and pairs of such.
    const uint64_t mixed = (id ^ (id >> 29)) * 0x9E3779B97F4A7C15ULL;
    const size_t mask = places_.size() - 1;
    size_t place = (mixed ^ (mixed >> 32)) & mask;
    while (places_[place].number != kNone && places_[place].id != id) place = (place + 1) & mask;
    return place;
  }

  void Grow(size_t places) {
    std::vector<Place> old(std::max(kFewestPlaces, places));
    old.swap(places_);
    for (const Place& known : old) {
      if (known.number != kNone) places_[PlaceOf(known.id)] = known;
    }
  }

  std::vector<Place> places_;  // Open addressing; the size is a power of two.
  int size_ = 0;
};

}  // namespace sennight::summarization
