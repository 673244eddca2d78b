#include "services/gateway/adapters/event_store_proxy.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/server_callback.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/rpc/call.h"
#include "common/rpc/call_log.h"
#include "common/rpc/channel.h"
#include "common/rpc/handler.h"
#include "common/rpc/status.h"
#include "common/status/status.h"

namespace sennight::gateway {
namespace {

constexpr char kMethodPrefix[] = "/sennight.eventstore.v1.EventStoreService/";
constexpr char kSubscribe[] = "/sennight.eventstore.v1.EventStoreService/Subscribe";

// Answers a call that is not passed through.
class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const grpc::Status& status) { Finish(status); }

  void OnDone() override { delete this; }
};

// What the store says of the gateway's own right to call it is the gateway's mistake; what the
// transport says of a store that cannot be reached names hosts, and goes to the log.
absl::Status ToldToTheCaller(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return absl::InternalError("the event store does not take calls of the gateway");
    case grpc::StatusCode::UNAVAILABLE:
      if (!status.error_details().empty()) break;
      log::Warning("service cannot be reached",
                   {{"step", "passing a call"}, {"what", status.error_message()}});
      return absl::UnavailableError("the event store cannot be reached");
    default:
      break;
  }
  return rpc::FromGrpcStatus(status);
}

// Returns whether the method, `/package.Service/Method`, takes a stream.
bool IsClientStream(std::string_view path) {
  std::string name(path.substr(1));
  std::replace(name.begin(), name.end(), '/', '.');
  const google::protobuf::MethodDescriptor* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  return method != nullptr && method->client_streaming();
}

absl::Status GatewayEnds() {
  return WithReason(
      absl::UnavailableError("the gateway ends; subscribe again after the last position"),
      "SERVICE_ENDS");
}

}  // namespace

// One call that is passed through: a call of a client (this reactor) and one of the store
// (`upstream_`). Deletes itself when both are over; the store's ends first, always.
//
//   requests:   StartRead ─► upstream StartWrite ─► StartRead … ─► upstream StartWritesDone
//   responses:  upstream StartRead ─► StartWrite ─► upstream StartRead … ─► Finish
//
// Either chain can start something upstream from outside of upstream's callbacks, so each has a
// hold on it, and gives it back at its end. Of the chain of requests that end has three causes, two
// of which can come at once: hence the mutex.
class PassedCall final : public grpc::ServerGenericBidiReactor {
 public:
  // `passed`, in which the call is counted, is less when it is over. A subscription is noted among
  // `subscriptions` as long as it lasts.
  PassedCall(grpc::GenericStub& stub, grpc::GenericCallbackServerContext* context, rpc::Call call,
             PassedLoad& passed, PassedSubscriptions& subscriptions)
      : context_(context),
        call_(std::move(call)),
        passed_(passed),
        subscriptions_(subscriptions),
        is_subscription_(context->method() == kSubscribe),
        is_client_stream_(IsClientStream(context->method())),
        upstream_(*this) {
    if (is_subscription_) {
      rpc::PrepareLastingContext(upstream_context_, call_);
    } else {
      rpc::PrepareContext(upstream_context_, call_);
    }
    stub.PrepareBidiStreamingCall(&upstream_context_, context->method(), {}, &upstream_);
    upstream_.AddMultipleHolds(2);
    upstream_.StartRead(&response_);
    upstream_.StartCall();
    StartRead(&request_);
    // gRPC does not delete it before it has been returned.
    if (is_subscription_ && !subscriptions_.Add(*this)) EndEarly();
  }

  ~PassedCall() override {
    passed_.bytes -= charged_;
    --passed_.calls;
  }

  // Ends it on the side of the store; the caller is told why.
  void EndEarly() {
    is_ended_early_ = true;
    upstream_context_.TryCancel();
  }

  void OnReadDone(bool ok) override {
    if (ok && !Charge(request_.Length())) {
      is_refused_ = true;
      upstream_context_.TryCancel();
      ok = false;
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (requests_ended_) return;
      waits_for_request_ = false;
      requests_ended_ = !ok;
    }
    if (ok) return upstream_.StartWrite(&request_);
    // A client that has gone has not said that this was all.
    if (context_->IsCancelled()) upstream_context_.TryCancel();
    upstream_.StartWritesDone();
    upstream_.RemoveHold();
  }

  void OnWriteDone(bool ok) override {
    if (ok) return upstream_.StartRead(&response_);
    upstream_context_.TryCancel();
    EndResponses();
  }

  void OnCancel() override { upstream_context_.TryCancel(); }

  void OnDone() override {
    if (!is_subscription_ || subscriptions_.Remove(*this)) delete this;
  }

 private:
  // Counts a request's bytes in place of those of the one before. Returns whether there is room.
  bool Charge(size_t bytes) {
    const size_t others = passed_.bytes.fetch_add(bytes - charged_) - charged_;
    charged_ = bytes;
    return bytes == 0 || others == 0 || others + bytes <= kMostPassedBytes;
  }

  // The store's side; every callback goes to the call.
  class Upstream final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
   public:
    explicit Upstream(PassedCall& call) : call_(call) {}

    void OnWriteDone(bool ok) override { call_.OnRequestPassed(ok); }
    void OnReadDone(bool ok) override { call_.OnResponse(ok); }
    void OnDone(const grpc::Status& status) override { call_.OnUpstreamDone(status); }

   private:
    PassedCall& call_;
  };

  void OnRequestPassed(bool ok) {
    const bool goes_on = [this, ok] {
      const std::lock_guard<std::mutex> lock(mutex_);
      waits_for_request_ = ok && !responses_ended_;
      requests_ended_ = !waits_for_request_;
      return waits_for_request_;
    }();
    if (!goes_on) return upstream_.RemoveHold();
    request_.Clear();
    // The store acts upon the messages of a stream one by one, on a single request until it
    // answers.
    if (is_client_stream_) Charge(0);
    StartRead(&request_);
  }

  void OnResponse(bool ok) {
    if (ok) return StartWrite(&response_);
    EndResponses();
  }

  // The store has answered, or the client does not listen any more: requests that are still to come
  // are not waited for.
  void EndResponses() {
    const bool end_requests = [this] {
      const std::lock_guard<std::mutex> lock(mutex_);
      responses_ended_ = true;
      if (!waits_for_request_ || requests_ended_) return false;
      requests_ended_ = true;
      return true;
    }();
    if (end_requests) upstream_.RemoveHold();
    upstream_.RemoveHold();
  }

  void OnUpstreamDone(const grpc::Status& status) {
    const absl::Status told = is_refused_       ? rpc::Overloaded()
                              : is_ended_early_ ? GatewayEnds()
                                                : ToldToTheCaller(status);
    rpc::Conclude(call_, told);
    // The last thing done: this object may be gone when it returns.
    Finish(rpc::Answer(*context_, told));
  }

  grpc::GenericCallbackServerContext* const context_;
  const rpc::Call call_;
  PassedLoad& passed_;
  PassedSubscriptions& subscriptions_;
  const bool is_subscription_;
  const bool is_client_stream_;
  size_t charged_ = 0;                    // Of passed_.bytes.
  std::atomic<bool> is_refused_ = false;  // There was no room for a request.
  std::atomic<bool> is_ended_early_ = false;
  grpc::ClientContext upstream_context_;
  Upstream upstream_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;

  std::mutex mutex_;               // Guards the members below.
  bool waits_for_request_ = true;  // The client's next message is being waited for.
  bool requests_ended_ = false;    // The chain of requests has given its hold back.
  bool responses_ended_ = false;
};

bool PassedSubscriptions::Add(PassedCall& call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (have_ended_) return false;
  calls_.insert(&call);
  return true;
}

bool PassedSubscriptions::Remove(PassedCall& call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  calls_.erase(&call);
  if (being_ended_ != &call) return true;
  is_over_ = true;
  return false;
}

void PassedSubscriptions::EndAll() {
  std::unique_lock<std::mutex> lock(mutex_);
  have_ended_ = true;
  while (!calls_.empty()) {
    being_ended_ = *calls_.begin();
    calls_.erase(calls_.begin());
    lock.unlock();
    being_ended_->EndEarly();
    lock.lock();
    PassedCall* call = std::exchange(being_ended_, nullptr);
    if (std::exchange(is_over_, false)) delete call;
  }
}

grpc::ServerGenericBidiReactor* EventStoreProxy::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  const absl::StatusOr<rpc::Call> call = dispatcher_.Admit(*context, context->method());
  if (!call.ok()) return new Refusal(rpc::Answer(*context, call.status()));
  if (!absl::StartsWith(context->method(), kMethodPrefix)) {
    const auto none = absl::UnimplementedError(absl::StrCat("no method ", context->method()));
    rpc::Conclude(*call, none);
    return new Refusal(rpc::Answer(*context, none));
  }
  if (++passed_.calls > kMostPassedCalls) {
    --passed_.calls;
    rpc::Conclude(*call, rpc::Overloaded());
    return new Refusal(rpc::Answer(*context, rpc::Overloaded()));
  }
  return new PassedCall(stub_, context, *call, passed_, subscriptions_);
}

}  // namespace sennight::gateway
