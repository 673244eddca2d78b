// How the time that a caller has is divided among the steps.
#pragma once

#include <algorithm>

#include "absl/time/time.h"

namespace sennight::gateway {

// A part of what is left that is kept back for what comes later.
struct Reserve {
  double share;
  absl::Duration at_most;
};

// For the answer itself: so that the caller hears which step was too slow, and does not only see
// its own deadline pass.
inline constexpr Reserve kForTheAnswer = {0.05, absl::Milliseconds(250)};

// For rendering, while the digest is composed.
inline constexpr Reserve kForRendering = {0.2, absl::Seconds(5)};

// Returns the moment by which a step must have ended so that `reserve` is left.
inline absl::Time Before(absl::Time deadline, const Reserve& reserve, absl::Time now) {
  if (deadline <= now) return deadline;
  return deadline - std::min((deadline - now) * reserve.share, reserve.at_most);
}

}  // namespace sennight::gateway
