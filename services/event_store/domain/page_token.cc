// The format, before URL-safe base64 without padding; numbers are big-endian:
//
//   token    := version epoch as_of last request check
//   version  := 0x02
//   epoch    := 4 bytes
//   as_of    := 8 bytes      the position the list is read as of
//   last     := 8 bytes      what the page before ended with
//   request  := 8 bytes      the first of SHA-256 of the request without page size and token, and
//                            of its type
//   check    := 4 bytes      the first of SHA-256 of all bytes before
//
// The check finds damage; against forgery, tokens are sealed (token_seal.h).
#include "services/event_store/domain/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/status/status.h"

namespace sennight::event_store {
namespace {

constexpr char kVersion = 2;
constexpr size_t kRequestBytes = 8;
constexpr size_t kCheckBytes = 4;
constexpr size_t kBodyBytes = 1 + 4 + 8 + 8 + kRequestBytes;

void PutNumber(uint64_t number, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

uint64_t TakeNumber(int bytes, std::string_view& in) {
  uint64_t number = 0;
  for (int i = 0; i < bytes; ++i) number = number << 8 | static_cast<uint8_t>(in[i]);
  in.remove_prefix(static_cast<size_t>(bytes));
  return number;
}

// Requests of different methods can have the same bytes, hence the name.
std::string RequestHash(const google::protobuf::Message& bound) {
  return hash::Sha256(absl::StrCat(bound.GetTypeName(), "\n", hash::DeterministicBytes(bound)))
      .substr(0, kRequestBytes);
}

std::string CheckOf(std::string_view body) { return hash::Sha256(body).substr(0, kCheckBytes); }

}  // namespace

std::string EncodeBoundToken(const PageToken& token, const google::protobuf::Message& bound) {
  std::string bytes(1, kVersion);
  PutNumber(static_cast<uint32_t>(token.epoch), 4, bytes);
  PutNumber(static_cast<uint64_t>(token.as_of_position), 8, bytes);
  PutNumber(static_cast<uint64_t>(token.last), 8, bytes);
  bytes += RequestHash(bound);
  bytes += CheckOf(bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<PageToken> DecodeBoundToken(const std::string& text,
                                           const google::protobuf::Message& bound) {
  std::string bytes;
  const bool is_base64 = absl::WebSafeBase64Unescape(text, &bytes);
  if (!is_base64 || bytes.size() != kBodyBytes + kCheckBytes || bytes[0] != kVersion ||
      bytes.substr(kBodyBytes) != CheckOf(std::string_view(bytes).substr(0, kBodyBytes))) {
    return InvalidField("page_token", kWantPageToken);
  }
  std::string_view rest = std::string_view(bytes).substr(1);
  PageToken token;
  token.epoch = static_cast<int32_t>(TakeNumber(4, rest));
  token.as_of_position = static_cast<int64_t>(TakeNumber(8, rest));
  token.last = static_cast<int64_t>(TakeNumber(8, rest));
  if (rest.substr(0, kRequestBytes) != RequestHash(bound)) {
    return InvalidField("page_token",
                        "want the other fields as they were for the page before, but for "
                        "page_size");
  }
  if (token.last < 0 || token.as_of_position < 0) {
    return InvalidField("page_token", kWantPageToken);
  }
  return token;
}

}  // namespace sennight::event_store
