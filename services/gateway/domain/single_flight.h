// Equal work that is asked for at the same time is done once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sennight::gateway {

// Runs work under a key: the first caller does it, the others wait for its result, each until its
// own deadline. Failures are not kept: the next caller starts anew. Safe for concurrent use.
template <typename Value>
class SingleFlight {
 public:
  // What became of a call.
  struct Outcome {
    absl::StatusOr<Value> value;
    bool joined = false;  // Whether another caller did the work.
  };

  // Returns the result of `work`, which is called on this thread unless it is under way for `key`;
  // then `before_waiting` is called, to give back what is not needed for waiting.
  //
  // A caller that waited for another's result gets kDeadlineExceeded at its own `deadline`.
  Outcome Run(const std::string& key, absl::Time deadline,
              absl::FunctionRef<absl::StatusOr<Value>()> work,
              absl::FunctionRef<void()> before_waiting) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (const auto open = open_.find(key); open != open_.end()) {
      const auto flight = open->second;
      ++flight->waiters;  // Keeps the flight.
      lock.unlock();
      before_waiting();
      lock.lock();
      return {Wait(flight, deadline, lock), true};
    }
    const auto flight = flights_.emplace(flights_.end());
    open_.emplace(key, flight);
    lock.unlock();

    Landing landing(*this, key, flight);
    landing.value = work();
    return {landing.value, false};
  }

  // Returns how many callers wait for the work of others under `key`.
  int WaitersOf(const std::string& key) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto open = open_.find(key);
    return open == open_.end() ? 0 : open->second->waiters;
  }

 private:
  struct Flight {
    std::optional<absl::StatusOr<Value>> result;
    int waiters = 0;
  };
  using Flights = std::list<Flight>;

  // Ends a flight, also one whose work threw: nobody may wait for it any longer.
  struct Landing {
    Landing(SingleFlight& owner, const std::string& key, typename Flights::iterator flight)
        : owner_(owner), key_(key), flight_(flight) {}

    ~Landing() {
      const std::lock_guard<std::mutex> lock(owner_.mutex_);
      owner_.open_.erase(key_);
      if (flight_->waiters == 0) {
        owner_.flights_.erase(flight_);
        return;
      }
      flight_->result = std::move(value);
      owner_.landed_.notify_all();
    }

    absl::StatusOr<Value> value = absl::InternalError("the work was not done");

   private:
    SingleFlight& owner_;
    const std::string& key_;
    typename Flights::iterator flight_;
  };

  absl::StatusOr<Value> Wait(typename Flights::iterator flight, absl::Time deadline,
                             std::unique_lock<std::mutex>& lock) {
    const auto has_landed = [&flight] { return flight->result.has_value(); };
    if (deadline == absl::InfiniteFuture()) {
      landed_.wait(lock, has_landed);
    } else {
      landed_.wait_until(lock, absl::ToChronoTime(deadline), has_landed);
    }
    absl::StatusOr<Value> value =
        absl::DeadlineExceededError("the same digest was still being composed for another caller");
    if (has_landed()) value = *flight->result;
    --flight->waiters;
    // The last waiter of a flight that has landed removes it; one still under way is its leader's.
    if (flight->waiters == 0 && has_landed()) flights_.erase(flight);
    return value;
  }

  mutable std::mutex mutex_;  // Guards the members below.
  std::condition_variable landed_;
  Flights flights_;                                         // Under way, or waited for.
  std::map<std::string, typename Flights::iterator> open_;  // Those under way.
};

}  // namespace sennight::gateway
