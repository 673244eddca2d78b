// What all page tokens have in common: a few numbers, bound to a request and checked.
//
//   token   := version fields request check
//   version := 1 byte, which also says whose token it is
//   fields  := numbers, big-endian
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

namespace sennight::event_store {

// What is wrong with a page token that no page before can have had.
inline constexpr std::string_view kWantPageToken = "want the next_page_token of the page before";

// Returns what binds a token: the request without page size and token.
template <typename Request>
Request BoundPartOf(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  request.DiscardUnknownFields();
  return request;
}

// Writes the numbers of a token.
class TokenWriter {
 public:
  explicit TokenWriter(char version) : bytes_(1, version) {}

  // Appends the last `size` bytes of the number.
  TokenWriter& Put(uint64_t number, int size);

  // Returns the token, bound to `bound`, as text.
  std::string Text(const google::protobuf::Message& bound) const;

 private:
  std::string bytes_;
};

// Reads the numbers of a token in the order in which they were written.
class TokenReader {
 public:
  // Opens a token of the version whose fields have `size` bytes.
  //
  // Errors: kInvalidArgument, naming `page_token`, if it is none or bound to something else.
  static absl::StatusOr<TokenReader> Open(std::string_view text, char version, size_t size,
                                          const google::protobuf::Message& bound);

  // Takes the next number, which has `size` bytes; no more than there are.
  uint64_t Take(size_t size);

 private:
  explicit TokenReader(std::string fields) : fields_(std::move(fields)) {}

  std::string fields_;
  size_t taken_ = 0;
};

}  // namespace sennight::event_store
