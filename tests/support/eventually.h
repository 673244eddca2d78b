// Waiting for what another process does.
#pragma once

#include <poll.h>

#include <chrono>
#include <functional>

namespace sennight::testing {

// Asks for `condition` again and again until it holds; returns false if it does not within
// `patience`. The one place where a test pauses: what happens in another process can only be asked
// for.
inline bool Eventually(const std::function<bool()>& condition,
                       std::chrono::milliseconds patience = std::chrono::seconds(30)) {
  constexpr int kPauseMilliseconds = 5;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, kPauseMilliseconds);
  }
  return true;
}

}  // namespace sennight::testing
