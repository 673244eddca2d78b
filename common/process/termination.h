// How a program ends.
#pragma once

#include <chrono>

#include "absl/status/status.h"

namespace sennight::process {

// Exit statuses of all programs.
inline constexpr int kExitOk = 0;
inline constexpr int kExitRejected =
    1;  // Some input was refused or in conflict, or nothing was found.
inline constexpr int kExitUsage = 2;        // The command line or the configuration is wrong.
inline constexpr int kExitUnavailable = 3;  // A service or the database cannot be reached.
inline constexpr int kExitFailed = 4;       // Anything else.

// Waits for SIGINT or SIGTERM. To be made before any thread is started, so that no other thread
// takes the signals; a process that is PID 1 ends by them, too. Also ignores SIGPIPE.
class Termination {
 public:
  Termination();
  Termination(const Termination&) = delete;
  Termination& operator=(const Termination&) = delete;

  // Returns when one of the signals has come.
  void Wait();

  // Returns whether one of the signals has come, without waiting.
  bool Requested();

  // Returns whether one has come, or comes within `patience`.
  bool RequestedWithin(std::chrono::milliseconds patience);

 private:
  bool requested_ = false;
};

// Writes `status` to standard error for people and returns the exit status that it means.
int Fail(const absl::Status& status);

// Returns the exit status that `status` means.
int ExitStatus(const absl::Status& status);

}  // namespace sennight::process
