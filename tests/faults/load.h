// Load on a service: calls that are begun at their time, whatever becomes of the others.
#pragma once

#include <grpcpp/grpcpp.h>
#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace sennight::testing {

// Begins one call; `done` is told its status, once.
using BeginCall =
    std::function<void(grpc::ClientContext& context, std::function<void(grpc::Status)> done)>;

// What became of the calls of a load.
struct LoadResult {
  int begun = 0;
  std::vector<absl::Duration> accepted;  // How long they took, in order.
  int shed = 0;                          // RESOURCE_EXHAUSTED.
  int shed_without_retry_info = 0;
  std::map<absl::StatusCode, int> others;
  absl::Duration taken;

  absl::Duration Percentile(double share) const;
  // Calls per second that were answered with OK.
  double Rate() const;
  // In one line.
  std::string ToString() const;
};

// Closed loop: keeps `callers` calls under way until `calls` have been begun; the next is begun on
// the thread that told the end of the one before.
LoadResult KeepBusy(const BeginCall& begin, int callers, int calls, absl::Duration timeout);

// Open loop: begins `calls` calls evenly, `rate` a second.
LoadResult Bombard(const BeginCall& begin, double rate, int calls, absl::Duration timeout);

// What the system says of a process.
struct ProcessFigures {
  int threads = 0;
  int64_t resident_kilobytes = 0;
  int64_t most_resident_kilobytes = 0;
};
ProcessFigures FiguresOf(pid_t pid);

}  // namespace sennight::testing
