#include "services/sennight/client/subscription.h"

#include <algorithm>
#include <utility>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight::client {
namespace {

using eventstore::v1::SubscribeResponse;

// A stream that we have not cancelled was cut by a server that ended.
bool IsBreak(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         absl::IsCancelled(status);
}

}  // namespace

Subscription::Subscription(const std::shared_ptr<grpc::Channel>& channel,
                           eventstore::v1::SubscribeRequest request, SubscriptionSink sink)
    : stub_(eventstore::v1::EventStoreService::NewStub(channel)),
      request_(std::move(request)),
      sink_(std::move(sink)) {}

absl::Status Subscription::Follow() {
  absl::Duration delay = kFirstResubscribeDelay;
  while (true) {
    bool has_received = false;
    const absl::Status status = FollowOnce(has_received);
    if (!IsBreak(status)) return status;
    if (has_received) delay = kFirstResubscribeDelay;
    if (!Pause(absl::ZeroDuration())) return absl::OkStatus();
    sink_.on_break(status, delay);
    if (!Pause(delay)) return absl::OkStatus();
    delay = std::min(2 * delay, kLastResubscribeDelay);
  }
}

absl::Status Subscription::FollowOnce(bool& has_received) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, absl::InfiniteFuture(), "");
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return absl::OkStatus();
    call_ = &context;
  }
  const auto reader = stub_->Subscribe(&context, request_);
  bool has_room = true;
  for (SubscribeResponse response; has_room && reader->Read(&response);) {
    has_received = true;
    has_room = sink_.take(response);
    request_.set_after_position(response.position());
    request_.set_epoch(response.epoch());
  }
  if (!has_room) context.TryCancel();
  const absl::Status status = rpc::FromGrpcStatus(reader->Finish());
  const std::lock_guard lock(mutex_);
  call_ = nullptr;
  return stopping_ || !has_room ? absl::OkStatus() : status;
}

bool Subscription::Pause(absl::Duration delay) {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, absl::ToChronoMilliseconds(delay), [this] { return stopping_; });
}

void Subscription::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (call_ != nullptr) call_->TryCancel();
  }
  stopped_.notify_all();
}

}  // namespace sennight::client
