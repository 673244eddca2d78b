// Where a search goes on.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/search.h"

namespace sennight::event_store {

// What the page token of a search holds. To clients it is an opaque text.
struct SearchToken {
  int32_t epoch = 0;
  int64_t as_of_position = 0;
  SearchCursor cursor;

  friend bool operator==(const SearchToken&, const SearchToken&) = default;
};

// Returns the token for the next page of `request`.
std::string EncodeSearchToken(const SearchToken& token,
                              const eventstore::v1::SearchEventsRequest& request);

// Reads the token of `request`, which must differ from the one it was made for in nothing but page
// size and token.
//
// Errors: kInvalidArgument, naming `page_token`.
absl::StatusOr<SearchToken> DecodeSearchToken(const eventstore::v1::SearchEventsRequest& request);

}  // namespace sennight::event_store
