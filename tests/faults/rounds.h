// How much a test does: little in every run, more in the long one.
#pragma once

#include <cstdlib>
#include <string_view>

namespace sennight::testing {

// Returns `in_short`, or `in_long` if SENNIGHT_LONG is set.
inline int Rounds(int in_short, int in_long) {
  const char* set = std::getenv("SENNIGHT_LONG");
  const std::string_view value = set == nullptr ? "" : set;
  return value.empty() || value == "0" ? in_short : in_long;
}

}  // namespace sennight::testing
