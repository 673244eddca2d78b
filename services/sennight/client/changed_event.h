// An event that changed after it was stored.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

namespace sennight::client {

// Why imports revise events, as the store is told.
inline constexpr char kImportReason[] = "changed where it was imported from";

// What became of it.
struct ChangeResult {
  bool is_new = false;   // Else the store has it already.
  int32_t revision = 0;  // The current one since; 0 if it was not stored.
  std::string why_not;   // Why it was not stored, in words; empty if it was.
};

// Stores `event` as the next revision of the event of its id, of which `revision` is the current
// one. If the store has another one by now, or the event was retracted, nothing is stored: what an
// editor has decided is not taken back by a file. `prepare` gives a call its deadline.
//
// Errors: those of the store that are about all events.
absl::StatusOr<ChangeResult> StoreChange(eventstore::v1::EventStoreService::StubInterface& stub,
                                         const std::function<void(grpc::ClientContext&)>& prepare,
                                         const event::v1::Event& event, int32_t revision);

}  // namespace sennight::client
