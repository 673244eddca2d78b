// Where a list goes on.
#pragma once

#include <cstdint>
#include <string>

#include <google/protobuf/message.h>

#include "absl/status/statusor.h"
#include "services/event_store/domain/bound_token.h"

namespace sennight::event_store {

// What a page token holds. To clients it is an opaque text.
struct PageToken {
  int32_t epoch = 0;
  int64_t as_of_position = 0;  // 0 for lists that are not read as of a position.
  int64_t last = 0;            // The position, or what else the list is sorted by, that the page
                               // before ended with.

  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// Returns the token for the next page of a list, and reads it; `bound` is what both requests must
// have in common, of one type.
//
// Errors: kInvalidArgument, naming `page_token`.
std::string EncodeBoundToken(const PageToken& token, const google::protobuf::Message& bound);
absl::StatusOr<PageToken> DecodeBoundToken(const std::string& text,
                                           const google::protobuf::Message& bound);

// Returns the token for the next page of `request`.
template <typename Request>
std::string EncodePageToken(const PageToken& token, const Request& request) {
  return EncodeBoundToken(token, BoundPartOf(request));
}

// Reads the token of `request`, which must differ from the one it was made for in nothing but page
// size and token.
//
// Errors: kInvalidArgument, naming `page_token`.
template <typename Request>
absl::StatusOr<PageToken> DecodePageToken(const Request& request) {
  return DecodeBoundToken(request.page_token(), BoundPartOf(request));
}

}  // namespace sennight::event_store
