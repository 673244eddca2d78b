// What tells quickly that a word stands in none of some texts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace sennight::event_store {

// A Bloom filter of texts as they are written, but for the case of ASCII letters: of each two
// neighbouring Han characters, and of the first 2, 3, 4 and 6 letters of each other word. Texts
// whose letters folding changes must be looked for elsewhere (FoldedTextOf).
class TextFilter {
 public:
  // In a page of PostgreSQL there is room for two.
  static constexpr size_t kMostBytes = 3840;

  void Add(std::string_view text);

  // Whether it would tell less and less if texts were added.
  bool is_full() const { return set_ * 5 >= kMostBytes * 8 * 2; }

  // Returns the bits, the lowest of each byte first, in as few bytes as still tell enough; nothing
  // if they tell nothing. The filter is empty again.
  std::optional<std::string> Finish();

 private:
  void Set(uint64_t hash);

  std::array<uint8_t, kMostBytes> bits_ = {};
  size_t set_ = 0;  // How many of them are.
};

// How many numbers are compared with a filter.
inline constexpr size_t kFilterProbes = 8;

// Numbers for a filter that holds a text in which all `words` (folded) stand: the bits of these
// numbers are set, each taken modulo the number of the filter's bits. kFilterProbes of them, or
// none if the words are too short to be filtered by.
std::vector<int64_t> FilterProbes(absl::Span<const std::u32string> words);

}  // namespace sennight::event_store
