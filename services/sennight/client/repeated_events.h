// Events whose text the store has, though not all that they say.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

namespace sennight::client {

// One of them that is to be the next revision.
struct RepeatedEvent {
  size_t place = 0;      // Among those asked about.
  int32_t revision = 0;  // The current one.
};

// Returns those of `events`, each of another id, that differ in text, sources or reported time from
// what stands in the store, which called them duplicates: it has said their text once. Left out is
// what exactly a revision has said already, so that an import which is repeated changes nothing,
// unless its event is in `own_revisions`: of what the same import has said in between, the order is
// known. Left out is also whatever an editor has revised, retracted or erased. `prepare` gives a
// call its deadline.
//
// Errors: those of the store.
absl::StatusOr<std::vector<RepeatedEvent>> FindWhatSaysMore(
    eventstore::v1::EventStoreService::StubInterface& stub,
    const std::function<void(grpc::ClientContext&)>& prepare,
    const std::vector<const event::v1::Event*>& events,
    const std::unordered_map<std::string, int32_t>& own_revisions);

}  // namespace sennight::client
