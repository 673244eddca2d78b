// Numbers the different words of texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::summarization {

// Two secret numbers that decide which terms share a hash, so that nobody can choose words that all
// do: a table of such words would be gone through for each of them.
struct HashSeed {
  uint64_t start = 0;
  uint64_t multiplier = 1;  // Odd.

  // Drawn anew in each process.
  static const HashSeed& OfProcess();
};

uint32_t HashOf(std::u32string_view term, const HashSeed& seed);

// A set of texts, each with a number from 0 on in the order in which they came. Made for many short
// ones that are asked for again and again: one look-up each, no memory of its own for any.
class TermTable {
 public:
  static constexpr int kNone = -1;

  // The seed decides how quickly a term is found, and nothing else.
  explicit TermTable(const HashSeed& seed = HashSeed::OfProcess()) : seed_(seed) {}

  // Returns the number of the term; kNone if it never came.
  int Find(std::u32string_view term) const;

  // Returns the number of the term, a new one if it comes for the first time.
  int Add(std::u32string_view term);

  int size() const { return size_; }
  void Clear();

 private:
  struct Place {
    uint32_t hash = 0;
    int32_t number = kNone;
    uint32_t begin = 0;  // Of the term, in letters_.
    uint32_t size = 0;
  };

  // The place of the term, or the free one where it belongs.
  size_t PlaceOf(std::u32string_view term, uint32_t hash) const;
  void Grow();

  HashSeed seed_;
  std::vector<Place> places_;  // Open addressing; the size is a power of two.
  std::u32string letters_;     // The terms one behind another.
  int size_ = 0;
};

}  // namespace sennight::summarization
