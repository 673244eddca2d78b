// Where a list goes on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"

namespace sennight::event_store {

// What a page token holds. To clients it is an opaque text.
struct PageToken {
  int32_t epoch = 0;
  int64_t as_of_position = 0;
  int64_t last_position = 0;  // Of the page before.

  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// Returns the token for the next page of `request`.
std::string EncodePageToken(const PageToken& token,
                            const eventstore::v1::ListEventsRequest& request);

// Reads the token of `request`, which must differ from the one it was made for in nothing but page
// size and token.
//
// Errors: kInvalidArgument, naming `page_token`.
absl::StatusOr<PageToken> DecodePageToken(const eventstore::v1::ListEventsRequest& request);

}  // namespace sennight::event_store
