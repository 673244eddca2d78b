// What keeps the log's tail going.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/telemetry/metrics.h"
#include "services/event_store/adapters/log_tail.h"
#include "services/event_store/adapters/steady_now.h"

namespace sennight::event_store {

struct FollowerOptions {
  // Who tells that the log has grown may not be heard: it is looked after so often anyway.
  absl::Duration poll_interval = absl::Seconds(1);

  // The log is not read more often than this, so that many small commits are read together.
  absl::Duration least_interval = absl::Milliseconds(2);

  // How long one read may take; and for how long reads may fail before all who follow are told that
  // the database cannot be reached.
  absl::Duration read_timeout = absl::Seconds(3);
  absl::Duration patience = absl::Seconds(3);

  telemetry::Gauge lag = {};  // Of the reader furthest behind.

  // Told whether anybody follows the log, often.
  std::function<void(bool)> on_wanted = [](bool) {};
};

// Reads the log into its tail on one thread, whenever it has been poked, and wakes those who have
// waited long enough on another.
class LogFollower {
 public:
  // `tail` must outlive the follower; `now` is the clock by which the readers wait.
  LogFollower(LogTail& tail, const FollowerOptions& options,
              std::function<absl::Time()> now = SteadyNow);

  // A read of the log is waited for.
  ~LogFollower();

  LogFollower(const LogFollower&) = delete;
  LogFollower& operator=(const LogFollower&) = delete;

 private:
  void ReadOn();
  absl::Status CatchUp();
  void KeepTime();
  bool Pause(absl::Duration duration);  // Returns whether to go on.

  LogTail& tail_;
  const FollowerOptions options_;
  const std::function<absl::Time()> now_;
  std::mutex mutex_;  // Guards the next two.
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread reading_;
  std::thread keeping_time_;
};

}  // namespace sennight::event_store
