// Page tokens come from outside: any text is refused or read, a damaged token is refused, and a
// token is good for its request only.
#include <fuzzer/FuzzedDataProvider.h>

#include <string>

#include "absl/strings/escaping.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/page_token.h"
#include "tests/fuzz/expect.h"

namespace sennight::fuzz {
namespace {

using event_store::DecodePageToken;
using event_store::EncodePageToken;
using event_store::PageToken;
using eventstore::v1::ListEventsRequest;
using eventstore::v1::ListRevisionsRequest;

void CheckAnyText(ListEventsRequest request, const std::string& text) {
  request.set_page_token(text);
  const absl::StatusOr<PageToken> token = DecodePageToken(request);
  Expect(token.ok() || token.status().code() == absl::StatusCode::kInvalidArgument,
         "a bad token is the caller's mistake");
}

void CheckDamage(ListEventsRequest request, FuzzedDataProvider& bytes) {
  std::string raw;
  Expect(absl::WebSafeBase64Unescape(request.page_token(), &raw), "tokens are base64");
  const size_t at = bytes.ConsumeIntegralInRange<size_t>(0, raw.size() - 1);
  raw[at] = static_cast<char>(raw[at] ^ bytes.ConsumeIntegralInRange<int>(1, 255));
  request.set_page_token(absl::WebSafeBase64Escape(raw));
  Expect(!DecodePageToken(request).ok(), "a damaged token is refused");
}

void Check(FuzzedDataProvider& bytes) {
  ListEventsRequest request;
  request.set_topic(bytes.ConsumeRandomLengthString(16));
  request.set_start_date(bytes.ConsumeRandomLengthString(12));
  const PageToken token{.epoch = bytes.ConsumeIntegral<int32_t>(),
                        .as_of_position = bytes.ConsumeIntegral<int64_t>(),
                        .last = bytes.ConsumeIntegral<int64_t>(),
                        .day = absl::CivilDay() + bytes.ConsumeIntegralInRange(-800000, 4000000),
                        .hits = bytes.ConsumeIntegral<int32_t>()};
  request.set_page_token(EncodePageToken(token, request));

  const absl::StatusOr<PageToken> decoded = DecodePageToken(request);
  const bool possible = token.last >= 0 && token.as_of_position >= 0 && token.hits >= 0 &&
                        token.day.year() >= 1 && token.day.year() <= 9999;
  Expect(decoded.ok() == possible, "a token that a page can have is read");
  if (decoded.ok()) Expect(*decoded == token, "a token survives");

  ListEventsRequest other = request;
  other.set_page_size(7);
  Expect(DecodePageToken(other).ok() == possible, "the page size may change");
  other.set_topic(request.topic() + "x");
  Expect(!DecodePageToken(other).ok(), "a token of another list is refused");
  ListRevisionsRequest revisions;
  revisions.set_event_id(request.topic());
  revisions.set_page_token(request.page_token());
  Expect(!DecodePageToken(revisions).ok(), "a token of another method is refused");

  CheckDamage(request, bytes);
  CheckAnyText(request, bytes.ConsumeRemainingBytesAsString());
}

}  // namespace
}  // namespace sennight::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  FuzzedDataProvider bytes(data, size);
  sennight::fuzz::Check(bytes);
  return 0;
}
