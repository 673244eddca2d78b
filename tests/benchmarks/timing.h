// Times that can be compared though the machine is busy: what is compared is done in turn.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace sennight::benchmarks {

// Something to be timed.
struct Timed {
  std::string name;
  std::function<void()> work;
};

// Returns how long `work` takes.
absl::Duration TimeOf(const std::function<void()>& work);

// Returns the median; of nothing, zero.
absl::Duration Median(std::vector<absl::Duration> times);

// Does each of `works` in turn, `rounds` times after `warm_up` rounds that do not count, and
// returns the median time of each.
std::vector<absl::Duration> InTurn(const std::vector<Timed>& works, int rounds, int warm_up);

}  // namespace sennight::benchmarks
