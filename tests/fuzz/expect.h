// What a fuzz target demands of the code under test.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace sennight::fuzz {

// Ends the run with `words` unless `holds`; the fuzzer then keeps the input.
inline void Expect(bool holds, std::string_view words) {
  if (holds) return;
  std::fprintf(stderr, "expected: %.*s\n", static_cast<int>(words.size()), words.data());
  std::abort();
}

}  // namespace sennight::fuzz
