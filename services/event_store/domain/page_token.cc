#include "services/event_store/domain/page_token.h"

#include "common/status/status.h"

namespace sennight::event_store {
namespace {

constexpr char kVersion = 2;
constexpr size_t kEpochBytes = 4;
constexpr size_t kPositionBytes = 8;
constexpr size_t kFieldBytes = kEpochBytes + 2 * kPositionBytes;

}  // namespace

std::string EncodeBoundToken(const PageToken& token, const google::protobuf::Message& bound) {
  return TokenWriter(kVersion)
      .Put(static_cast<uint32_t>(token.epoch), kEpochBytes)
      .Put(static_cast<uint64_t>(token.as_of_position), kPositionBytes)
      .Put(static_cast<uint64_t>(token.last), kPositionBytes)
      .Text(bound);
}

absl::StatusOr<PageToken> DecodeBoundToken(const std::string& text,
                                           const google::protobuf::Message& bound) {
  absl::StatusOr<TokenReader> reader = TokenReader::Open(text, kVersion, kFieldBytes, bound);
  if (!reader.ok()) return reader.status();
  PageToken token;
  token.epoch = static_cast<int32_t>(reader->Take(kEpochBytes));
  token.as_of_position = static_cast<int64_t>(reader->Take(kPositionBytes));
  token.last = static_cast<int64_t>(reader->Take(kPositionBytes));
  if (token.last < 0 || token.as_of_position < 0) {
    return InvalidField("page_token", kWantPageToken);
  }
  return token;
}

}  // namespace sennight::event_store
