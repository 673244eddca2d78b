// Where ids of traces and spans come from.
#pragma once

#include <atomic>
#include <cstdint>

namespace sennight::trace {

// Returns a number that nobody can foresee.
uint64_t RandomSeed();

// Gives numbers that look random and do not repeat; the same seed gives the same numbers. They
// tell calls apart and are no secrets. Safe for concurrent use.
class IdSource {
 public:
  explicit IdSource(uint64_t seed) : state_(seed) {}

  // Returns the next number; never zero.
  uint64_t Next();

 private:
  std::atomic<uint64_t> state_;
};

}  // namespace sennight::trace
