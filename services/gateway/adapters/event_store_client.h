// EventSource over gRPC.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>

#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/gateway/domain/ports.h"

namespace sennight::gateway {

// Reads events from an event store. Safe for concurrent use; a lost connection is made anew by the
// channel.
class EventStoreClient final : public EventSource {
 public:
  explicit EventStoreClient(const std::shared_ptr<grpc::Channel>& channel);

  void GetWindowHead(const eventstore::v1::GetWindowHeadRequest& request, absl::Time deadline,
                     const trace::Origin& origin, TakeHead take) override;
  absl::StatusOr<std::unique_ptr<EventStream>> OpenWindow(
      const eventstore::v1::StreamWindowRequest& request, absl::Time deadline,
      const trace::Origin& origin) override;
  absl::StatusOr<std::vector<event::v1::Event>> GetEvents(const std::vector<std::string>& event_ids,
                                                          int64_t as_of_position,
                                                          absl::Time deadline,
                                                          const trace::Origin& origin) override;

 private:
  const std::unique_ptr<eventstore::v1::EventStoreService::StubInterface> stub_;
};

}  // namespace sennight::gateway
