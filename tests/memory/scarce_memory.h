// Lets allocations of this process fail as a test wants it.
#pragma once

#include <cstddef>

namespace sennight::testing {

// Whose allocations are meant.
enum class Whose { kAll, kThisThread };

// As long as it lives, the `first`-th allocation from now on (from 1), and the `count - 1` that
// follow, throw std::bad_alloc; those of less than `least_bytes` do not count. There may be one at
// a time.
class ScarceMemory {
 public:
  static constexpr int kAllOthers = 1'000'000'000;

  explicit ScarceMemory(int first, int count = 1, Whose whose = Whose::kAll,
                        std::size_t least_bytes = 0);
  ~ScarceMemory();
  ScarceMemory(const ScarceMemory&) = delete;
  ScarceMemory& operator=(const ScarceMemory&) = delete;

  // Whether an allocation has failed.
  bool has_failed() const;
};

// What this thread allocates as long as it lives does not count and does not fail: that of the
// test itself.
class PlentyOfMemory {
 public:
  PlentyOfMemory();
  ~PlentyOfMemory();
  PlentyOfMemory(const PlentyOfMemory&) = delete;
  PlentyOfMemory& operator=(const PlentyOfMemory&) = delete;
};

}  // namespace sennight::testing
