// A figure of a story as it is printed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::rendering {

struct Figure {
  std::string label;
  std::string value;   // With unit and how exact it is: `约 1.98 万元`.
  std::string count;   // `34/54` or `n = 54`; empty if the source does not say.
  std::string detail;  // Population, time point, comparator; empty if the source does not say.
  // The share of the whole, in hundredths of a percent. Only a percentage of 0 to 100 has one:
  // what has no natural whole gets no bar.
  std::optional<int> share;
  bool is_money = false;
  std::vector<int> citations;  // Ascending.

  // Returns what the value rests on: count and detail, with `between` where there are both.
  std::string Basis(std::string_view between) const {
    std::string basis = count;
    if (!basis.empty() && !detail.empty()) basis += between;
    return basis += detail;
  }
};

}  // namespace sennight::rendering
