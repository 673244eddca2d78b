// Looks for many phrases in a text at once.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace sennight::summarization {

// Finds out which of some classes of phrases a text holds, in one pass: where no phrase can begin,
// as nearly everywhere, a place is looked at once. Safe for concurrent use once built.
class PhraseScan {
 public:
  // A set of classes; class `i` is bit `i`.
  using Classes = std::uint32_t;

  // Adds phrases of two characters at least, which count wherever they stand.
  void Add(int phrase_class, std::span<const std::u32string_view> phrases);

  // Adds words in Latin letters, which count between characters of no word only.
  void AddWords(int phrase_class, std::span<const std::u32string_view> words);

  // Returns the classes of which `text` holds something.
  Classes ClassesIn(std::u32string_view text) const;

 private:
  struct Phrase {
    std::u32string_view text;  // The caller's, which must live as long.
    Classes classes = 0;
    bool is_word = false;
  };

  static constexpr std::size_t kPlaces = 8192;
  static std::size_t PlaceOf(char32_t first, char32_t second) {
    return (first * 0x9E3779B1U + second * 0x85EBCA6BU) >> 19;
  }

  void Add(Phrase phrase);

  std::bitset<kPlaces> begins_;                 // By the first two characters of a phrase.
  std::array<std::uint16_t, kPlaces> first_{};  // Of phrases_, one more than its place.
  std::vector<Phrase> phrases_;
  std::vector<std::uint16_t> next_;  // Of the same place, one more than its place.
};

}  // namespace sennight::summarization
