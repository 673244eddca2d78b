// The store as it grows.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

namespace sennight::client {

// How long to wait before the first attempt to go on after a break, and at most.
inline constexpr absl::Duration kFirstResubscribeDelay = absl::Milliseconds(100);
inline constexpr absl::Duration kLastResubscribeDelay = absl::Seconds(10);

// What a subscription does with what it gets; both are called on the thread that follows.
struct SubscriptionSink {
  // Takes the next message. Returns false if it can take no more.
  std::function<bool(const eventstore::v1::SubscribeResponse&)> take;

  // Is told that the stream broke, and how long it is before the next attempt.
  std::function<void(const absl::Status&, absl::Duration)> on_break;
};

// Follows a store from a position, and goes on after the last one when the stream breaks: while
// the store cannot be reached or has no room. Each revision is taken once.
class Subscription {
 public:
  Subscription(const std::shared_ptr<grpc::Channel>& channel,
               eventstore::v1::SubscribeRequest request, SubscriptionSink sink);

  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  // Follows until Stop is called or the sink takes no more, which is OK.
  //
  // Errors: those of Subscribe that another attempt does not mend.
  absl::Status Follow();

  // Ends Follow, also one to come. May be called on any thread.
  void Stop();

 private:
  absl::Status FollowOnce(bool& has_received);
  bool Pause(absl::Duration delay);  // Returns whether to go on.

  const std::unique_ptr<eventstore::v1::EventStoreService::Stub> stub_;
  eventstore::v1::SubscribeRequest request_;
  const SubscriptionSink sink_;

  std::mutex mutex_;  // Guards the members below.
  std::condition_variable stopped_;
  bool stopping_ = false;
  grpc::ClientContext* call_ = nullptr;  // While there is one.
};

}  // namespace sennight::client
