#include "services/event_store/domain/search_token.h"

#include "common/status/status.h"
#include "services/event_store/domain/bound_token.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SearchEventsRequest;

constexpr char kVersion = 0x54;
constexpr size_t kEpochBytes = 4;
constexpr size_t kPositionBytes = 8;
constexpr size_t kDayBytes = 4;
constexpr size_t kHitsBytes = 4;
constexpr size_t kFieldBytes = kEpochBytes + 2 * kPositionBytes + kDayBytes + kHitsBytes;
constexpr absl::CivilDay kFirstDay(1970, 1, 1);

}  // namespace

std::string EncodeSearchToken(const SearchToken& token, const SearchEventsRequest& request) {
  return TokenWriter(kVersion)
      .Put(static_cast<uint32_t>(token.epoch), kEpochBytes)
      .Put(static_cast<uint64_t>(token.as_of_position), kPositionBytes)
      .Put(static_cast<uint32_t>(token.cursor.day - kFirstDay), kDayBytes)
      .Put(static_cast<uint64_t>(token.cursor.position), kPositionBytes)
      .Put(static_cast<uint32_t>(token.cursor.hits), kHitsBytes)
      .Text(BoundPartOf(request));
}

absl::StatusOr<SearchToken> DecodeSearchToken(const SearchEventsRequest& request) {
  absl::StatusOr<TokenReader> reader =
      TokenReader::Open(request.page_token(), kVersion, kFieldBytes, BoundPartOf(request));
  if (!reader.ok()) return reader.status();
  SearchToken token;
  token.epoch = static_cast<int32_t>(reader->Take(kEpochBytes));
  token.as_of_position = static_cast<int64_t>(reader->Take(kPositionBytes));
  token.cursor.day = kFirstDay + static_cast<int32_t>(reader->Take(kDayBytes));
  token.cursor.position = static_cast<int64_t>(reader->Take(kPositionBytes));
  token.cursor.hits = static_cast<int32_t>(reader->Take(kHitsBytes));
  // What no search gives: dates have years of four digits.
  if (token.as_of_position < 0 || token.cursor.position < 0 || token.cursor.hits < 0 ||
      token.cursor.day.year() < 1 || token.cursor.day.year() > 9999) {
    return InvalidField("page_token", kWantPageToken);
  }
  return token;
}

}  // namespace sennight::event_store
