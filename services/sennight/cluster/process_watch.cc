#include "services/sennight/cluster/process_watch.h"

#include <poll.h>
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

absl::Status CannotWatch(pid_t process, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot watch process ", process, ": ", std::strerror(error)));
}

// Returns whether the process ended before `stop` was set.
bool AwaitEnd(int process, int stop) {
  pollfd events[] = {{.fd = process, .events = POLLIN, .revents = 0},
                     {.fd = stop, .events = POLLIN, .revents = 0}};
  while (poll(events, 2, -1) < 0 && errno == EINTR) {
  }
  return events[1].revents == 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProcessWatch>> ProcessWatch::Start(pid_t process,
                                                                  std::function<void()> on_end) {
  const int watched = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  if (watched < 0 && errno != ESRCH) return CannotWatch(process, errno);
  const int stop = eventfd(0, EFD_CLOEXEC);
  if (stop < 0) {
    const int error = errno;
    if (watched >= 0) close(watched);
    return CannotWatch(process, error);
  }
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<ProcessWatch>(new ProcessWatch(watched, stop, std::move(on_end)));
}

ProcessWatch::ProcessWatch(int process, int stop, std::function<void()> on_end)
    : process_(process), stop_(stop), thread_([process, stop, on_end = std::move(on_end)] {
        if (process < 0 || AwaitEnd(process, stop)) on_end();
      }) {}

ProcessWatch::~ProcessWatch() {
  const uint64_t one = 1;
  (void)!write(stop_, &one, sizeof(one));
  thread_.join();
  if (process_ >= 0) close(process_);
  close(stop_);
}

}  // namespace sennight::cluster
