// The format, before URL-safe base64 without padding; numbers are big-endian:
//
//   token    := version epoch as_of day position hits request check
//   version  := 0x53
//   epoch    := 4 bytes
//   as_of    := 8 bytes      the position the search is made as of
//   day      := 4 bytes      days since 1970-01-01 of the event behind which it goes on
//   position := 8 bytes      of that event
//   hits     := 4 bytes      how many hits were told, if the best come first
//   request  := 8 bytes      the first of SHA-256 of the request without page size and token
//   check    := 4 bytes      the first of SHA-256 of all bytes before
#include "services/event_store/domain/search_token.h"

#include <string_view>

#include "absl/strings/escaping.h"
#include "common/hash/hash.h"
#include "common/status/status.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SearchEventsRequest;

constexpr char kVersion = 0x53;
constexpr size_t kRequestBytes = 8;
constexpr size_t kCheckBytes = 4;
constexpr size_t kBodyBytes = 1 + 4 + 8 + 4 + 8 + 4 + kRequestBytes;
constexpr absl::CivilDay kFirstDay(1970, 1, 1);

constexpr std::string_view kWantToken = "want the next_page_token of the page before";

void PutNumber(uint64_t number, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

uint64_t TakeNumber(size_t bytes, std::string_view& in) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes; ++i) number = number << 8 | static_cast<uint8_t>(in[i]);
  in.remove_prefix(bytes);
  return number;
}

std::string RequestHash(SearchEventsRequest request) {
  request.clear_page_size();
  request.clear_page_token();
  request.DiscardUnknownFields();
  return hash::Sha256(hash::DeterministicBytes(request)).substr(0, kRequestBytes);
}

std::string CheckOf(std::string_view body) { return hash::Sha256(body).substr(0, kCheckBytes); }

}  // namespace

std::string EncodeSearchToken(const SearchToken& token, const SearchEventsRequest& request) {
  std::string bytes(1, kVersion);
  PutNumber(static_cast<uint32_t>(token.epoch), 4, bytes);
  PutNumber(static_cast<uint64_t>(token.as_of_position), 8, bytes);
  PutNumber(static_cast<uint32_t>(token.cursor.day - kFirstDay), 4, bytes);
  PutNumber(static_cast<uint64_t>(token.cursor.position), 8, bytes);
  PutNumber(static_cast<uint32_t>(token.cursor.hits), 4, bytes);
  bytes += RequestHash(request);
  bytes += CheckOf(bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<SearchToken> DecodeSearchToken(const SearchEventsRequest& request) {
  std::string bytes;
  const bool is_base64 = absl::WebSafeBase64Unescape(request.page_token(), &bytes);
  if (!is_base64 || bytes.size() != kBodyBytes + kCheckBytes || bytes[0] != kVersion ||
      bytes.substr(kBodyBytes) != CheckOf(std::string_view(bytes).substr(0, kBodyBytes))) {
    return InvalidField("page_token", kWantToken);
  }
  std::string_view rest = std::string_view(bytes).substr(1);
  SearchToken token;
  token.epoch = static_cast<int32_t>(TakeNumber(4, rest));
  token.as_of_position = static_cast<int64_t>(TakeNumber(8, rest));
  token.cursor.day = kFirstDay + static_cast<int32_t>(TakeNumber(4, rest));
  token.cursor.position = static_cast<int64_t>(TakeNumber(8, rest));
  token.cursor.hits = static_cast<int32_t>(TakeNumber(4, rest));
  if (rest.substr(0, kRequestBytes) != RequestHash(request)) {
    return InvalidField("page_token",
                        "want the other fields as they were for the page before, but for "
                        "page_size");
  }
  // What no search gives: dates have years of four digits.
  if (token.as_of_position < 0 || token.cursor.position < 0 || token.cursor.hits < 0 ||
      token.cursor.day.year() < 1 || token.cursor.day.year() > 9999) {
    return InvalidField("page_token", kWantToken);
  }
  return token;
}

}  // namespace sennight::event_store
