#include "services/event_store/domain/page_token.h"

#include <type_traits>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/status/status.h"

namespace sennight::event_store {
namespace {

constexpr char kVersion = 3;
constexpr size_t kFieldsEnd = 1 + 4 + 8 + 8 + 4 + 4;
constexpr size_t kRequestBytes = 8;
constexpr size_t kCheckBytes = 4;
constexpr size_t kBodyBytes = kFieldsEnd + kRequestBytes;
constexpr absl::CivilDay kFirstDay(1970, 1, 1);

template <typename Number>
void Put(Number number, std::string& bytes) {
  for (int shift = 8 * (sizeof(Number) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift));
  }
}

// Takes the next number of the bytes.
template <typename Number>
Number Take(std::string_view& bytes) {
  std::make_unsigned_t<Number> number = 0;
  for (const char byte : bytes.substr(0, sizeof(Number))) {
    number = number << 8 | static_cast<uint8_t>(byte);
  }
  bytes.remove_prefix(sizeof(Number));
  return static_cast<Number>(number);
}

// Requests of different methods can have the same bytes, hence the name.
std::string RequestHash(const google::protobuf::Message& bound) {
  return hash::Sha256(absl::StrCat(bound.GetTypeName(), "\n", hash::DeterministicBytes(bound)))
      .substr(0, kRequestBytes);
}

std::string CheckOf(std::string_view body) { return hash::Sha256(body).substr(0, kCheckBytes); }

// What no page gives: dates have years of four digits.
bool IsPossible(const PageToken& token) {
  return token.as_of_position >= 0 && token.last >= 0 && token.hits >= 0 && token.day.year() >= 1 &&
         token.day.year() <= 9999;
}

}  // namespace

std::string EncodeBoundToken(const PageToken& token, const google::protobuf::Message& bound) {
  std::string body(1, kVersion);
  Put(token.epoch, body);
  Put(token.as_of_position, body);
  Put(token.last, body);
  Put(static_cast<int32_t>(token.day - kFirstDay), body);
  Put(token.hits, body);
  body += RequestHash(bound);
  return absl::WebSafeBase64Escape(body + CheckOf(body));
}

absl::StatusOr<PageToken> DecodeBoundToken(const std::string& text,
                                           const google::protobuf::Message& bound) {
  std::string bytes;
  const bool is_base64 = absl::WebSafeBase64Unescape(text, &bytes);
  const std::string_view all = bytes;
  if (!is_base64 || all.size() != kBodyBytes + kCheckBytes || all[0] != kVersion ||
      all.substr(kBodyBytes) != CheckOf(all.substr(0, kBodyBytes))) {
    return InvalidField("page_token", kWantPageToken);
  }
  if (all.substr(kFieldsEnd, kRequestBytes) != RequestHash(bound)) {
    return InvalidField("page_token",
                        "want the other fields as they were for the page before, but for "
                        "page_size");
  }
  std::string_view rest = all.substr(1);
  PageToken token;
  token.epoch = Take<int32_t>(rest);
  token.as_of_position = Take<int64_t>(rest);
  token.last = Take<int64_t>(rest);
  token.day = kFirstDay + Take<int32_t>(rest);
  token.hits = Take<int32_t>(rest);
  if (!IsPossible(token)) return InvalidField("page_token", kWantPageToken);
  return token;
}

}  // namespace sennight::event_store
