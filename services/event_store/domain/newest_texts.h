// Of each band, the newest text that has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sennight::event_store {

// A hash table of numbers by keys, which are hashes themselves. Only Reserve takes memory, and it
// does all or nothing: a table of Abseil's is of no use any more once an allocation has failed in
// it, and one of the standard's takes an allocation for each key.
class NewestTexts {
 public:
  // Not a number.
  static constexpr int64_t kNone = -1;

  // Makes room for so many keys beside those that are there.
  void Reserve(size_t more);

  // Has the memory of a key fetched.
  void Prefetch(uint64_t key) const;

  // Returns the number of `key`, or kNone.
  int64_t Find(uint64_t key) const;

  // Gives a key a number and returns the one that it had, or kNone: then there must be room.
  int64_t Exchange(uint64_t key, int64_t number);

  void Erase(uint64_t key);

 private:
  struct Place {
    uint64_t key = 0;
    int64_t number = kNone;
  };

  size_t Next(size_t place) const { return (place + 1) & (places_.size() - 1); }
  // Where a key begins to look for its place, and where it stands or would stand.
  size_t FirstPlaceOf(uint64_t key) const { return key & (places_.size() - 1); }
  size_t PlaceOf(uint64_t key) const;

  std::vector<Place> places_;  // As many as a power of two, or none. Some are always free.
  size_t size_ = 0;
};

}  // namespace sennight::event_store
