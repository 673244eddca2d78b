// The event store behind the gateway's address.
#pragma once

#include <atomic>
#include <memory>

#include <grpcpp/channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>

#include "common/rpc/dispatcher.h"

namespace sennight::gateway {

// Most calls that are passed through at a time. Less than a connection to the store takes
// (common/rpc/server.cc), so that those that are more are told so and do not wait unseen.
inline constexpr int kMostPassedCalls = 1'500;

// Passes all methods of EventStoreService through, byte by byte, so that a client knows one address
// and the gateway need not change with that contract: messages one at a time each way, so that a
// slow side slows the other and nothing piles up; deadline, request id and cancellation to the
// store, and who called; its status with all details to the caller. Methods of other services are
// UNIMPLEMENTED; calls that are more than kMostPassedCalls are RESOURCE_EXHAUSTED with RetryInfo.
//
// Waits for nothing, so it needs no threads of the dispatcher, which only admits. Safe for
// concurrent use; must outlive its server.
class EventStoreProxy final : public grpc::CallbackGenericService {
 public:
  // `dispatcher` must outlive the proxy.
  EventStoreProxy(const std::shared_ptr<grpc::Channel>& channel, const rpc::Dispatcher& dispatcher)
      : stub_(channel), dispatcher_(dispatcher) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  grpc::GenericStub stub_;
  const rpc::Dispatcher& dispatcher_;
  std::atomic<int> passed_ = 0;  // Calls that are being passed through.
};

}  // namespace sennight::gateway
