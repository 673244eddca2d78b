#include "services/event_store/adapters/log_follower.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/rpc/handler.h"

namespace sennight::event_store {
namespace {

// How exactly readers are woken in time.
constexpr absl::Duration kTick = absl::Milliseconds(50);

// Before the log is read again that could not be read.
constexpr absl::Duration kRetryDelay = absl::Milliseconds(100);

// While nobody follows the log there is nothing to do.
constexpr absl::Duration kLongestSleep = absl::Hours(1);

}  // namespace

LogFollower::LogFollower(LogTail& tail, const FollowerOptions& options,
                         std::function<absl::Time()> now)
    : tail_(tail),
      options_(options),
      now_(std::move(now)),
      reading_([this] { ReadOn(); }),
      keeping_time_([this] { KeepTime(); }) {}

LogFollower::~LogFollower() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  tail_.Interrupt();
  reading_.join();
  keeping_time_.join();
}

bool LogFollower::Pause(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, absl::ToChronoMicroseconds(duration),
                            [this] { return stopping_; });
}

void LogFollower::ReadOn() {
  absl::Time last_success = SteadyNow();
  bool has_failed = false;
  bool is_wanted = false;  // As was told last: who leaves does not poke.
  while (true) {
    tail_.AwaitPoke(is_wanted ? options_.poll_interval : kLongestSleep);
    const absl::Time start = SteadyNow();
    if (!Pause(absl::ZeroDuration())) return;
    is_wanted = tail_.IsWanted();
    options_.on_wanted(is_wanted);
    if (!is_wanted) {
      last_success = start;
      continue;
    }
    const absl::Status status = rpc::Guarded([this] { return CatchUp(); });
    if (status.ok()) {
      if (has_failed) log::Info("the log can be followed again");
      has_failed = false;
      last_success = start;
      if (!Pause(options_.least_interval)) return;
      continue;
    }
    if (SteadyNow() - last_success >= options_.patience) {
      (void)rpc::Guarded([&] {
        tail_.Fail(absl::UnavailableError("the database cannot be reached"));
        if (!std::exchange(has_failed, true))
          log::Warning("the log cannot be followed", {{"what", std::string(status.message())}});
        return absl::OkStatus();
      });
    }
    if (!Pause(kRetryDelay)) return;
    tail_.Interrupt();
  }
}

absl::Status LogFollower::CatchUp() {
  absl::StatusOr<bool> has_more = true;
  while (has_more.ok() && *has_more && Pause(absl::ZeroDuration())) {
    has_more = tail_.Follow(absl::Now() + options_.read_timeout);
  }
  return has_more.status();
}

void LogFollower::KeepTime() {
  while (Pause(kTick)) {
    tail_.WakeDue(now_());
    options_.lag.Set(static_cast<double>(tail_.Lag()));
  }
}

}  // namespace sennight::event_store
