// Looks for many phrases in a text at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "services/summarization/domain/beginnings.h"

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

  void Add(Phrase phrase);

  Beginnings beginnings_;
  // Of phrases_, one more than its place, by the place of its beginning.
  std::array<std::uint16_t, Beginnings::kPlaces> first_{};
  std::vector<Phrase> phrases_;
  std::vector<std::uint16_t> next_;  // Of the same beginning, one more than its place.
};

}  // namespace sennight::summarization
