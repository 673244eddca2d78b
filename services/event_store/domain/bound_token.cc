#include "services/event_store/domain/bound_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/status/status.h"

namespace sennight::event_store {
namespace {

constexpr size_t kRequestBytes = 8;
constexpr size_t kCheckBytes = 4;

// Requests of different methods can have the same bytes, hence the name.
std::string RequestHash(const google::protobuf::Message& bound) {
  return hash::Sha256(absl::StrCat(bound.GetTypeName(), "\n", hash::DeterministicBytes(bound)))
      .substr(0, kRequestBytes);
}

std::string CheckOf(std::string_view body) { return hash::Sha256(body).substr(0, kCheckBytes); }

}  // namespace

TokenWriter& TokenWriter::Put(uint64_t number, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>(number >> shift));
  }
  return *this;
}

std::string TokenWriter::Text(const google::protobuf::Message& bound) const {
  const std::string body = bytes_ + RequestHash(bound);
  return absl::WebSafeBase64Escape(body + CheckOf(body));
}

absl::StatusOr<TokenReader> TokenReader::Open(std::string_view text, char version, size_t size,
                                              const google::protobuf::Message& bound) {
  std::string bytes;
  const bool is_base64 =
      absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes);
  const size_t body = 1 + size + kRequestBytes;
  if (!is_base64 || bytes.size() != body + kCheckBytes || bytes[0] != version ||
      bytes.substr(body) != CheckOf(std::string_view(bytes).substr(0, body))) {
    return InvalidField("page_token", kWantPageToken);
  }
  if (bytes.substr(1 + size, kRequestBytes) != RequestHash(bound)) {
    return InvalidField("page_token",
                        "want the other fields as they were for the page before, but for "
                        "page_size");
  }
  return TokenReader(bytes.substr(1, size));
}

uint64_t TokenReader::Take(size_t size) {
  uint64_t number = 0;
  for (size_t i = 0; i < size; ++i) {
    number = number << 8 | static_cast<uint8_t>(fields_.at(taken_++));
  }
  return number;
}

}  // namespace sennight::event_store
