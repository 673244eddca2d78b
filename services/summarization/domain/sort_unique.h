// Sorted sets of values.
#pragma once

#include <algorithm>
#include <vector>

namespace sennight::summarization {

// Sorts values and keeps one of each.
template <typename Value>
void SortUnique(std::vector<Value>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace sennight::summarization
