#include "services/sennight/cluster/process_watch.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::cluster {
namespace {

constexpr int kAskInterval = 100;  // Milliseconds.

absl::Status CannotWatch(pid_t process, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot watch process ", process, ": ", std::strerror(error)));
}

// Returns whether the process, a pidfd, ended before `stop` was set.
bool AwaitEnd(int process, int stop) {
  pollfd events[] = {{.fd = process, .events = POLLIN, .revents = 0},
                     {.fd = stop, .events = POLLIN, .revents = 0}};
  while (poll(events, 2, -1) < 0 && errno == EINTR) {
  }
  return events[1].revents == 0;
}

// The same where there are no pidfds (old kernels, sandboxes): asks again and again. The end of a
// parent shows in getppid() at once, that of another process when it has been waited for.
bool AskForEnd(pid_t process, bool is_parent, int stop) {
  pollfd event{.fd = stop, .events = POLLIN, .revents = 0};
  while (true) {
    if (is_parent ? getppid() != process : kill(process, 0) != 0 && errno == ESRCH) return true;
    if (poll(&event, 1, kAskInterval) > 0) return false;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProcessWatch>> ProcessWatch::Start(pid_t process,
                                                                  std::function<void()> on_end) {
  const bool is_parent = getppid() == process;
  const int watched = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  if (watched < 0 && errno == EINVAL) return CannotWatch(process, errno);
  const int stop = eventfd(0, EFD_CLOEXEC);
  if (stop < 0) {
    const int error = errno;
    if (watched >= 0) close(watched);
    return CannotWatch(process, error);
  }
  const auto await = [process, is_parent, watched, stop] {
    return watched >= 0 ? AwaitEnd(watched, stop) : AskForEnd(process, is_parent, stop);
  };
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<ProcessWatch>(
      new ProcessWatch(watched, stop, [await, on_end = std::move(on_end)] {
        if (await()) on_end();
      }));
}

ProcessWatch::ProcessWatch(int process, int stop, std::function<void()> run)
    : process_(process), stop_(stop), thread_(std::move(run)) {}

ProcessWatch::~ProcessWatch() {
  const uint64_t one = 1;
  (void)!write(stop_, &one, sizeof(one));
  thread_.join();
  if (process_ >= 0) close(process_);
  close(stop_);
}

}  // namespace sennight::cluster
