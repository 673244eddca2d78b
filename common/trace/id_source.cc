#include "common/trace/id_source.h"

#include <random>

namespace sennight::trace {
namespace {

// SplitMix64: a counter whose steps are mixed one to one, so that no number comes twice in 2^64.
// https://doi.org/10.1145/2714064.2660195
constexpr uint64_t kStep = 0x9e3779b97f4a7c15;

uint64_t Mixed(uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

}  // namespace

uint64_t RandomSeed() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}

uint64_t IdSource::Next() {
  const uint64_t mixed = Mixed(state_.fetch_add(kStep, std::memory_order_relaxed) + kStep);
  return mixed != 0 ? mixed : Next();
}

}  // namespace sennight::trace
