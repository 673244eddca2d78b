// What `event_store_service.proto` says a search must be.
#pragma once

#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/search.h"

namespace sennight::event_store {

inline constexpr int kDefaultHits = 20;
inline constexpr int kMaxHits = 100;

// A search and where it is made.
struct SearchRead {
  SearchQuery query;
  int64_t as_of = 0;
};

// Errors: kInvalidArgument with a BadRequest that names every field that is wrong.
absl::StatusOr<SearchRead> ParseSearch(const eventstore::v1::SearchEventsRequest& request);

}  // namespace sennight::event_store
