// Where a list or a search goes on: a few numbers, bound to the request and checked.
//
//   token   := version fields request check
//   version := 1 byte
//   fields  := the fields of PageToken in their order, 4 + 8 + 8 + 4 + 4 bytes, big-endian
//   request := 8 bytes   the first of SHA-256 of the type and the bytes of what is bound
//   check   := 4 bytes   the first of SHA-256 of all bytes before
//
// in URL-safe base64 without padding (RFC 4648, section 5). The check finds damage; against
// forgery, tokens are sealed (token_seal.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace sennight::event_store {

// What is wrong with a page token that no page before can have had.
inline constexpr std::string_view kWantPageToken = "want the next_page_token of the page before";

// What a page token holds. To clients it is an opaque text.
struct PageToken {
  int32_t epoch = 0;
  int64_t as_of_position = 0;  // 0 for lists that are not read as of a position.
  int64_t last = 0;            // The position, or what else the list is sorted by, that the page
                               // before ended with.
  absl::CivilDay day;          // Of a search: the day that the page before ended in, and
  int32_t hits = 0;            // the hits that were told.

  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// Returns what binds a token: the request without page size and token.
template <typename Request>
Request BoundPartOf(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  request.DiscardUnknownFields();
  return request;
}

// Returns the token for the next page, and reads it; `bound` is what both requests must have in
// common, of one type.
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
