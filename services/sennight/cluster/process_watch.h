// The end of another process.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"

namespace sennight::cluster {

// Watches a process that is no child of this one, such as its parent. Unlike the signal that Linux
// sends when a parent dies, it is about the process, not the thread in it that started this one.
class ProcessWatch {
 public:
  // Calls `on_end` once, on a thread of its own, when `process` has ended; at once if it is not
  // there.
  //
  // Errors: kFailedPrecondition for what is no process's number.
  static absl::StatusOr<std::unique_ptr<ProcessWatch>> Start(pid_t process,
                                                             std::function<void()> on_end);

  // Stops watching.
  ~ProcessWatch();

  ProcessWatch(const ProcessWatch&) = delete;
  ProcessWatch& operator=(const ProcessWatch&) = delete;

 private:
  ProcessWatch(int process, int stop, std::function<void()> run);

  int process_;  // A pidfd; -1 if there is none.
  int stop_;     // An eventfd.
  std::thread thread_;
};

}  // namespace sennight::cluster
