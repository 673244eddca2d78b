// Processes that are started here and die with this one.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/sennight/cluster/server_user.h"

namespace sennight::cluster {

// A process that was started here. Not safe for concurrent use. Whoever starts one waits for its
// end; the destructor does nothing.
class ChildProcess {
 public:
  // Starts `arguments[0]` (an absolute path) as `user`, in its own session, with standard output
  // and error appended to `log` and no other open file. When the thread that calls this ends, even
  // by kill -9 of the process, the child is sent SIGQUIT: PostgreSQL's immediate shutdown.
  //
  // Errors: kFailedPrecondition if the log cannot be written or no process can be made. A program
  // that cannot be executed ends at once with 127, and the log says why.
  static absl::StatusOr<ChildProcess> Start(const std::vector<std::string>& arguments,
                                            const ServerUser& user,
                                            const std::filesystem::path& log);

  pid_t pid() const { return pid_; }

  // Returns whether the process runs; takes its exit status if it has ended.
  bool IsRunning();

  // Waits until the process has ended or `timeout` has passed; returns whether it has ended.
  bool WaitFor(std::chrono::milliseconds timeout);

  void Signal(int signal) const;

  // What became of it, as words: "exit status 1", "signal 9"; empty while it runs.
  std::string Ending() const;
  bool Succeeded() const { return wait_status_ == 0; }

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  std::optional<int> wait_status_;
};

// Returns the last lines of a log, at most `kLogTailBytes`, for an error message.
constexpr size_t kLogTailBytes = 600;
std::string TailOf(const std::filesystem::path& log);

}  // namespace sennight::cluster
