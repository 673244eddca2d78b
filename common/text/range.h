// Ranges of code points.
#pragma once

#include <cstdint>

namespace sennight::text {

// A half-open range of Unicode code points, counted from 0: the unit of every offset in a contract.
struct Range {
  int32_t start = 0;
  int32_t end = 0;

  int32_t size() const { return end - start; }
  bool empty() const { return end <= start; }
  bool Contains(int32_t at) const { return start <= at && at < end; }
  bool Overlaps(const Range& other) const { return start < other.end && other.start < end; }
  friend bool operator==(const Range&, const Range&) = default;
};

}  // namespace sennight::text
