#include "services/event_store/domain/request_validation.h"

#include <gmock/gmock.h>

#include "services/event_store/domain/page_token.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::ListEventsRequest;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(RequestValidationTest, TakesBatchesOf1To500Events) {
  eventstore::v1::AppendEventsRequest append;
  eventstore::v1::ImportEventsRequest import;
  EXPECT_THAT(CheckAppend(append), StatusIs(kInvalid, "events: want 1 to 500, got 0"));
  EXPECT_THAT(CheckImport(import), StatusIs(kInvalid, "events: want 1 to 500, got 0"));
  for (int n = 0; n < 500; ++n) {
    *append.add_events() = AnEvent(n);
    import.add_events();
  }
  EXPECT_THAT(CheckAppend(append), IsOk());
  EXPECT_THAT(CheckImport(import), IsOk());
  *append.add_events() = AnEvent(500);
  import.add_events();
  EXPECT_THAT(CheckAppend(append), StatusIs(kInvalid, "events: want 1 to 500, got 501"));
  EXPECT_THAT(CheckImport(import), StatusIs(kInvalid, "events: want 1 to 500, got 501"));
}

TEST(RequestValidationTest, TakesUpTo1000Ids) {
  eventstore::v1::BatchGetEventsRequest request;
  EXPECT_THAT(CheckBatchGet(request), StatusIs(kInvalid, "event_ids: want 1 to 1000, got 0"));
  for (int n = 0; n < 1000; ++n) request.add_event_ids(IdOf(n));
  EXPECT_THAT(CheckBatchGet(request), IsOk());
  request.add_event_ids(IdOf(1000));
  EXPECT_THAT(CheckBatchGet(request), StatusIs(kInvalid, "event_ids: want 1 to 1000, got 1001"));
}

TEST(RequestValidationTest, NamesMalformedIdsAndPositions) {
  EXPECT_THAT(
      CheckGet(ParseText<eventstore::v1::GetEventRequest>("event_id: 'x' as_of_position: -1")),
      StatusIs(kInvalid, "event_id: want a lower-case UUID"));
  EXPECT_THAT(CheckGet(ParseText<eventstore::v1::GetEventRequest>(
                  "event_id: '00000000-0000-4000-8000-000000000001' as_of_position: -1")),
              StatusIs(kInvalid, "as_of_position: want a position"));
  EXPECT_THAT(CheckBatchGet(ParseText<eventstore::v1::BatchGetEventsRequest>(
                  "event_ids: '00000000-0000-4000-8000-000000000001' event_ids: 'x'")),
              StatusIs(kInvalid, "event_ids[1]: want a lower-case UUID"));
}

eventstore::v1::ReviseEventRequest ARevision(const std::string& rest) {
  auto request = ParseText<eventstore::v1::ReviseEventRequest>(rest);
  if (!request.has_event()) *request.mutable_event() = AnEvent(1);
  return request;
}

TEST(RequestValidationTest, NamesWhatIsWrongWithARevision) {
  const struct {
    std::string request;
    const char* wrong;
  } cases[] = {
      {"", "expected_revision: want the event's current revision, 1 or more"},
      {"expected_revision: -1", "expected_revision: want"},
      {"expected_revision: 1 event {}", "event.event_id: want a lower-case UUID"},
      {"expected_revision: 1 reason: 'two\\nlines'", "reason: want one line"},
      {"expected_revision: 1 reason: 'a\\033[1m'", "reason: want no control characters"},
      {"expected_revision: 1 reason: '" + std::string(1025, 'r') + "'", "reason: want 0 to 1024"},
  };
  for (const auto& [request, wrong] : cases) {
    EXPECT_THAT(ParseRevision(ARevision(request), ""), StatusIs(kInvalid, wrong)) << request;
  }
}

TEST(RequestValidationTest, TakesARevisionWithAndWithoutAReason) {
  for (const std::string& reason : {std::string(), std::string(1024, 'r')}) {
    const auto revision = ParseRevision(
        ARevision("expected_revision: 2147483647 reason: '" + reason + "'"), "token:ali");
    ASSERT_THAT(revision, IsOk());
    EXPECT_EQ(revision->event_id, IdOf(1));
    EXPECT_EQ(revision->expected_revision, 2147483647);
    EXPECT_EQ(revision->reason, reason);
    ASSERT_TRUE(revision->event.has_value());
    EXPECT_EQ(revision->event->event.recorded_by(), "token:ali");
  }
}

TEST(RequestValidationTest, NamesWhatIsWrongWithARetraction) {
  const std::string id = "event_id: '" + IdOf(1) + "' ";
  const struct {
    std::string request;
    const char* wrong;
  } cases[] = {
      {"expected_revision: 1 reason: 'r'", "event_id: want a lower-case UUID"},
      {id + "reason: 'r'", "expected_revision: want"},
      {id + "expected_revision: 1", "reason: want 1 to 1024 bytes, got 0"},
      {id + "expected_revision: 1 reason: 'a\\342\\200\\256b'", "reason: want no control"},
  };
  for (const auto& [request, wrong] : cases) {
    EXPECT_THAT(ParseRevision(ParseText<eventstore::v1::RetractEventRequest>(request)),
                StatusIs(kInvalid, wrong))
        << request;
  }
  const auto retraction = ParseRevision(
      ParseText<eventstore::v1::RetractEventRequest>(id + "expected_revision: 3 reason: 'r'"));
  ASSERT_THAT(retraction, IsOk());
  EXPECT_EQ(retraction->expected_revision, 3);
  EXPECT_FALSE(retraction->event.has_value());
}

TEST(RequestValidationTest, ContinuesAListOfRevisionsWhereItsTokenSays) {
  auto request = ParseText<eventstore::v1::ListRevisionsRequest>("event_id: '" + IdOf(1) + "'");
  EXPECT_EQ(ParseListRevisions(request)->limit, 100);
  request.set_page_token(EncodePageToken({.epoch = 3, .last = 17}, request));
  request.set_page_size(2000);

  const auto query = ParseListRevisions(request);
  ASSERT_THAT(query, IsOk());
  EXPECT_EQ(query->event_id, IdOf(1));
  EXPECT_EQ(query->after_revision, 17);
  EXPECT_EQ(query->epoch, 3);
  EXPECT_EQ(query->limit, 1000);
  // No store gives such a token.
  request.set_page_token(EncodePageToken({.epoch = 3, .last = int64_t{1} << 40}, request));
  EXPECT_THAT(ParseListRevisions(request), StatusIs(kInvalid, "page_token: want the next"));
}

TEST(RequestValidationTest, ReadsThePageSizeAsTheContractSays) {
  const struct {
    int asked;
    int limit;
  } cases[] = {{0, 100}, {1, 1}, {1000, 1000}, {1001, 1000}, {2147483647, 1000}};
  for (const auto& [asked, limit] : cases) {
    ListEventsRequest request = ParseText<ListEventsRequest>("topic: 't'");
    request.set_page_size(asked);
    const absl::StatusOr<ListRead> read = ParseList(request);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->query.limit, limit) << asked;
  }
}

TEST(RequestValidationTest, NamesWhatIsWrongWithAList) {
  const struct {
    const char* request;
    const char* wrong;
  } cases[] = {
      {"", "topic: want 1 to 63"},
      {"topic: 't' page_size: -1", "page_size: want 1 to 1000"},
      {"topic: 't' start_date: '2025-12'", "start_date: want a date"},
      {"topic: 't' end_date: '2025-13-01'", "end_date: want a date"},
      {"topic: 't' start_date: '1899-12-31'",
       "start_date: want a date such as 2025-12-08, in the years 1900 to 2999, or nothing"},
      {"topic: 't' end_date: '3000-01-01'",
       "end_date: want a date such as 2025-12-08, in the years"},
      {"topic: 't' start_date: '2025-12-09' end_date: '2025-12-09'", "end_date: want a date after"},
      {"topic: 't' as_of_position: -5", "as_of_position: want a position"},
      {"topic: 't' page_token: 'x'", "page_token: want the next_page_token"},
  };
  for (const auto& [request, wrong] : cases) {
    EXPECT_THAT(ParseList(ParseText<ListEventsRequest>(request)), StatusIs(kInvalid, wrong));
  }
}

TEST(RequestValidationTest, ContinuesAListWhereItsTokenSays) {
  ListEventsRequest request = ParseText<ListEventsRequest>("topic: 't' start_date: '2025-12-09'");
  request.set_page_token(EncodePageToken({3, 90, 17}, request));
  request.set_page_size(7);

  const absl::StatusOr<ListRead> read = ParseList(request);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->as_of, 90);
  EXPECT_EQ(read->query.after_position, 17);
  EXPECT_EQ(read->query.epoch, 3);
  EXPECT_EQ(read->query.first_day, absl::CivilDay(2025, 12, 9));
}

TEST(RequestValidationTest, NamesWhatIsWrongWithAWindow) {
  const struct {
    const char* request;
    const char* wrong;
  } cases[] = {
      {"window { start: '2025-12-09' end: '2025-12-16' time_zone: 'UTC' }", "topic: want"},
      {"topic: 't'", "window.start: want a date"},
      {"topic: 't' window { start: '2025-12-09' end: '2025-12-16' }", "window.time_zone: want"},
      {"topic: 't' window { start: '2025-12-09' end: '2025-12-16' time_zone: 'Mars/Base' }",
       "window.time_zone: want"},
      {"topic: 't' window { start: '2025-12-09' end: '2025-12-09' time_zone: 'UTC' }",
       "window.end: want"},
      {"topic: 't' window { start: '2025-01-01' end: '2025-04-04' time_zone: 'UTC' }",
       "window.end: want at most 92"},
      {"topic: 't' late_days: 32 window { start: '2025-12-09' end: '2025-12-16' time_zone: 'UTC' }",
       "late_days: want 0 to 31"},
      {"topic: 't' late_days: -1 window { start: '2025-12-09' end: '2025-12-16' time_zone: 'UTC' }",
       "late_days: want 0 to 31"},
  };
  for (const auto& [request, wrong] : cases) {
    EXPECT_THAT(ParseWindow(ParseText<eventstore::v1::StreamWindowRequest>(request)),
                StatusIs(kInvalid, wrong));
  }
}

TEST(RequestValidationTest, TakesTheLargestWindow) {
  const absl::StatusOr<WindowQuery> query =
      ParseWindow(ParseText<eventstore::v1::StreamWindowRequest>(
          "topic: 't' late_days: 31 "
          "window { start: '2025-01-01' end: '2025-04-03' time_zone: 'Asia/Shanghai' }"));
  ASSERT_THAT(query, IsOk());
  EXPECT_EQ(query->window.days(), 92);
  EXPECT_EQ(query->late_days, 31);
}

}  // namespace
}  // namespace sennight::event_store
