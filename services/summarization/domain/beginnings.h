// Tells at once where none of many phrases begins.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace sennight::summarization {

// The first two characters of phrases, as places among kPlaces. Few pairs of characters share one,
// and phrases begin with few pairs: nearly everywhere in a text the answer is no.
class Beginnings {
 public:
  static constexpr std::size_t kPlaces = 8192;

  // Returns the place of two characters; a phrase of one has no second.
  static std::size_t PlaceOf(char32_t first, char32_t second = 0) {
    constexpr int kShift = 19;  // 13 bits are left: kPlaces.
    return static_cast<std::uint32_t>(first * 0x9E3779B1U + second * 0x85EBCA6BU) >> kShift;
  }

  void Add(std::size_t place) { places_.set(place); }

  // Whether a phrase may begin with the characters of the place.
  bool Holds(std::size_t place) const { return places_[place]; }

 private:
  std::bitset<kPlaces> places_;
};

}  // namespace sennight::summarization
