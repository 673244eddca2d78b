// A clock that is never set.
#pragma once

#include <chrono>

#include "absl/time/time.h"

namespace sennight::event_store {

// Returns the time that has passed, as a time: it is never set back.
inline absl::Time SteadyNow() {
  return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace sennight::event_store
