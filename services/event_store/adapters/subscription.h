// Those who follow the log, each from a position of their own.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/executor.h"
#include "common/rpc/feed.h"
#include "common/telemetry/metrics.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/log_tail.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/subscribe_request.h"

namespace sennight::event_store {

// Most revisions in one message, and most bytes of them, though at least one: what a subscriber
// holds that reads slowly, or not at all.
inline constexpr int kMaxSubscribeEvents = 64;
inline constexpr int64_t kMaxSubscribeBytes = 256 * 1024;

// Most revisions, and bytes of them, that are read from the log at once for one subscriber who is
// further behind than the tail reaches.
inline constexpr int kCatchUpEvents = 64;
inline constexpr int64_t kCatchUpBytes = 1024 * 1024;

// Most subscribers at a time.
inline constexpr int kMaxSubscribers = 1000;

// Threads on which the messages of all subscribers are made: so many of the database's connections
// are used at most by those who catch up, and however many there are, calls have theirs.
inline constexpr int kSubscriptionThreads = 2;

// What is counted of subscriptions.
struct SubscriptionMeters {
  telemetry::Gauge subscribers;
  telemetry::Counter revisions;
  telemetry::Gauge lag;

  // Makes them. `metrics` must outlive them.
  static SubscriptionMeters Make(telemetry::Metrics& metrics);
};

struct SubscriptionsOptions {
  int most_subscribers = kMaxSubscribers;
  std::function<absl::Time()> now;  // The clock by which the tail wakes.
  SubscriptionMeters meters = {};
};

// All subscribers. Safe for concurrent use.
class Subscriptions {
 public:
  // `log` and `tail` must outlive the subscriptions.
  Subscriptions(EventLog& log, LogTail& tail, SubscriptionsOptions options);

  Subscriptions(const Subscriptions&) = delete;
  Subscriptions& operator=(const Subscriptions&) = delete;

  // Takes a subscriber in, whose stream `wake` wakes.
  //
  // Errors: kInvalidArgument; kResourceExhausted with RetryInfo if there are too many.
  absl::StatusOr<std::unique_ptr<rpc::Feed<eventstore::v1::SubscribeResponse>>> Open(
      const eventstore::v1::SubscribeRequest& request, rpc::Wake wake);

  // Ends all streams, and those to come, as kUnavailable.
  void End();

  // Where the streams are worked on.
  rpc::Executor& executor() { return executor_; }

 private:
  friend class Subscription;

  EventLog& log_;
  LogTail& tail_;
  const SubscriptionsOptions options_;
  std::atomic<int> open_ = 0;
  rpc::Executor executor_;
};

}  // namespace sennight::event_store
