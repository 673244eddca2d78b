#include "common/process/termination.h"

#include <csignal>
#include <ctime>
#include <iostream>
#include <string>

namespace sennight::process {
namespace {

sigset_t TerminationSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Termination::Termination() {
  const sigset_t signals = TerminationSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void Termination::Wait() {
  if (requested_) return;
  const sigset_t signals = TerminationSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  requested_ = true;
}

bool Termination::Requested() { return RequestedWithin(std::chrono::milliseconds(0)); }

bool Termination::RequestedWithin(std::chrono::milliseconds patience) {
  if (requested_) return true;
  const sigset_t signals = TerminationSignals();
  const timespec wait{.tv_sec = patience.count() / 1000,
                      .tv_nsec = patience.count() % 1000 * 1'000'000};
  requested_ = sigtimedwait(&signals, nullptr, &wait) > 0;
  return requested_;
}

int ExitStatus(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAborted:
      return kExitRejected;
    case absl::StatusCode::kInvalidArgument:
      return kExitUsage;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return kExitUnavailable;
    default:
      return kExitFailed;
  }
}

int Fail(const absl::Status& status) {
  std::cerr << std::string(status.message()) << std::endl;
  return ExitStatus(status);
}

}  // namespace sennight::process
