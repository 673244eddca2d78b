// The event store behind the gateway's address.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>

#include <grpcpp/channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>

#include "common/rpc/dispatcher.h"

namespace sennight::gateway {

// Most calls that are passed through at a time. Less than a connection to the store takes
// (common/rpc/server.cc), so that those that are more are told so and do not wait unseen.
inline constexpr int kMostPassedCalls = 1'500;

// Most bytes of requests that are with the store at a time; a single request may have more. The
// store takes several times that while it reads them, and works on one batch at a time anyway.
inline constexpr size_t kMostPassedBytes = 32 * 1024 * 1024;

// What is being passed through. Safe for concurrent use.
struct PassedLoad {
  std::atomic<int> calls = 0;
  std::atomic<size_t> bytes = 0;
};

class PassedCall;

// The subscriptions that are being passed through. They last until somebody ends them. Safe for
// concurrent use.
class PassedSubscriptions {
 public:
  // Notes one. Returns false, and does not, if they have all been ended.
  bool Add(PassedCall& call);

  // Forgets one that is over. Returns false if it is being ended, and will be deleted then.
  bool Remove(PassedCall& call);

  // Ends them all, and those to come. To be called by one thread.
  void EndAll();

 private:
  std::mutex mutex_;  // Guards the members below.
  std::set<PassedCall*> calls_;
  bool have_ended_ = false;
  PassedCall* being_ended_ = nullptr;  // Not under the lock: its end may come back here.
  bool is_over_ = false;               // That one.
};

// Passes all methods of EventStoreService through, byte by byte, so that a client knows one address
// and the gateway need not change with that contract: messages one at a time each way, so that a
// slow side slows the other and nothing piles up; deadline (a subscription may have none), request
// id and cancellation to the store, and who called; its status with all details to the caller.
// Methods of other services are UNIMPLEMENTED; calls beyond kMostPassedCalls or kMostPassedBytes
// are RESOURCE_EXHAUSTED with RetryInfo.
//
// Waits for nothing, so it needs no threads of the dispatcher, which only admits. Safe for
// concurrent use; must outlive its server.
class EventStoreProxy final : public grpc::CallbackGenericService {
 public:
  // `dispatcher` must outlive the proxy.
  EventStoreProxy(const std::shared_ptr<grpc::Channel>& channel, rpc::Dispatcher& dispatcher)
      : stub_(channel), dispatcher_(dispatcher) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  // Ends all subscriptions, and those to come, as UNAVAILABLE: they would last longer than a server
  // that drains.
  void EndSubscriptions() { subscriptions_.EndAll(); }

 private:
  grpc::GenericStub stub_;
  rpc::Dispatcher& dispatcher_;
  PassedLoad passed_;
  PassedSubscriptions subscriptions_;
};

}  // namespace sennight::gateway
