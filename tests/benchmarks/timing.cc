#include "tests/benchmarks/timing.h"

#include <algorithm>
#include <chrono>

namespace sennight::benchmarks {

absl::Duration TimeOf(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return absl::FromChrono(std::chrono::steady_clock::now() - begin);
}

absl::Duration Median(std::vector<absl::Duration> times) {
  if (times.empty()) return absl::ZeroDuration();
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

std::vector<absl::Duration> InTurn(const std::vector<Timed>& works, int rounds, int warm_up) {
  std::vector<std::vector<absl::Duration>> times(works.size());
  for (int round = -warm_up; round < rounds; ++round) {
    for (size_t i = 0; i < works.size(); ++i) {
      const absl::Duration time = TimeOf(works[i].work);
      if (round >= 0) times[i].push_back(time);
    }
  }
  std::vector<absl::Duration> medians;
  for (std::vector<absl::Duration>& of_one : times) medians.push_back(Median(std::move(of_one)));
  return medians;
}

}  // namespace sennight::benchmarks
