// What a client of the HTTP port may take of time and memory.
#pragma once

#include <cstddef>

#include "absl/time/time.h"
#include "common/rpc/channel.h"

namespace sennight::gateway::http {

inline constexpr size_t kMaxHeadBytes = 32 * 1024;  // Request line and headers.
inline constexpr size_t kMaxTargetBytes = 2048;     // Path and query.
inline constexpr size_t kMaxBodyBytes = rpc::kMaxMessageBytes;
// Of what a body takes on the wire: chunks have sizes and line ends.
inline constexpr size_t kMaxWireBytes = kMaxBodyBytes + kMaxBodyBytes / 8;

inline constexpr int kMaxRequestsPerConnection = 1000;

// How long each may take altogether, however many small steps a client makes of it.
struct Patience {
  absl::Duration head = absl::Seconds(10);
  absl::Duration body = absl::Seconds(30);
  absl::Duration response = absl::Seconds(30);
  // Until a next request; no longer than another connection has to wait for its thread.
  absl::Duration idle = absl::Seconds(30);
};

}  // namespace sennight::gateway::http
