// The service through a real channel: what clients see, above all when they are wrong.
#include "services/event_store/adapters/event_store_service.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/event_import.h"
#include "services/event_store/adapters/window_pages.h"
#include "services/event_store/domain/page_token.h"
#include "services/event_store/domain/token_seal.h"
#include "tests/support/eventually.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using namespace eventstore::v1;
using Contract = eventstore::v1::EventStoreService;
using Stub = Contract::Stub;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using testing::StatusIs;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

// A log in memory that fails when it is told to.
class FailingLog final : public EventLog {
 public:
  absl::Status failure;  // Of every call while it is not OK.
  int appends = 0;

  absl::StatusOr<std::vector<AppendOutcome>> AppendPrepared(absl::Span<const PreparedEvent> batch,
                                                            absl::Time now,
                                                            absl::Time deadline) override {
    ++appends;
    if (!failure.ok()) return failure;
    return log_.AppendPrepared(batch, now, deadline);
  }
  absl::StatusOr<AppendOutcome> Revise(const Revision& revision, const Recording& recording,
                                       absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.Revise(revision, recording, deadline);
  }
  absl::StatusOr<RevisionPage> ListRevisions(const RevisionQuery& query,
                                             absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.ListRevisions(query, deadline);
  }
  absl::StatusOr<Each> GetEach(absl::Span<const EventAt> wanted, absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.GetEach(wanted, deadline);
  }
  absl::StatusOr<std::vector<event::v1::Event>> BatchGet(absl::Span<const std::string> event_ids,
                                                         int64_t as_of,
                                                         absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.BatchGet(event_ids, as_of, deadline);
  }
  absl::StatusOr<EventPage> List(const ListQuery& query, int64_t as_of,
                                 absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.List(query, as_of, deadline);
  }
  absl::StatusOr<SearchPage> Search(const SearchQuery& query, int64_t as_of,
                                    absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.Search(query, as_of, deadline);
  }
  absl::StatusOr<WindowContents> Window(const WindowQuery& query, int64_t as_of,
                                        absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.Window(query, as_of, deadline);
  }
  absl::StatusOr<WindowHead> GetWindowHead(const WindowQuery& query, int64_t as_of,
                                           absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.GetWindowHead(query, as_of, deadline);
  }
  absl::StatusOr<WindowParts> Read(absl::Span<const int64_t> positions, Detail detail,
                                   absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.Read(positions, detail, deadline);
  }
  absl::StatusOr<Tail> ReadTail(const TailQuery& query, absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.ReadTail(query, deadline);
  }
  absl::StatusOr<std::string> GetTokenKey(absl::Time deadline) override {
    return log_.GetTokenKey(deadline);
  }
  absl::StatusOr<Head> GetHead(absl::Time deadline) override {
    if (!failure.ok()) return failure;
    return log_.GetHead(deadline);
  }

 private:
  InMemoryEventLog log_;
};

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
  return fields;
}

class EventStoreServiceTest : public ::testing::Test {
 protected:
  EventStoreServiceTest() {
    absl::StatusOr<std::unique_ptr<rpc::Server>> server =
        rpc::Server::Start({}, {.services = {&service_}});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = Contract::NewStub(server_->InProcessChannel());
  }

  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    return rpc::FromGrpcStatus((stub_.get()->*method)(&context, request, &response));
  }

  absl::Status Append(const std::vector<event::v1::Event>& events) {
    AppendEventsRequest request;
    for (const event::v1::Event& event : events) *request.add_events() = event;
    AppendEventsResponse response;
    return Call(&Stub::AppendEvents, request, response);
  }

  absl::Status Import(const std::vector<ImportEventsRequest>& requests,
                      ImportEventsResponse& response) {
    grpc::ClientContext context;
    const auto writer = stub_->ImportEvents(&context, &response);
    for (const ImportEventsRequest& request : requests) {
      if (!writer->Write(request)) break;
    }
    writer->WritesDone();
    return rpc::FromGrpcStatus(writer->Finish());
  }

  absl::Status Stream(const StreamWindowRequest& request,
                      std::vector<StreamWindowResponse>& responses) {
    grpc::ClientContext context;
    const auto reader = stub_->StreamWindow(&context, request);
    for (StreamWindowResponse response; reader->Read(&response);) responses.push_back(response);
    return rpc::FromGrpcStatus(reader->Finish());
  }

  FailingLog log_;
  rpc::Access access_;
  rpc::Dispatcher dispatcher_{2, 100, access_};
  LogTail tail_{log_};
  Subscriptions subscriptions_{log_, tail_, {.now = [] { return kNow; }}};
  EventStoreService service_{log_, dispatcher_, [] { return kNow; }, subscriptions_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

StreamWindowRequest TheWeek() {
  return testing::ParseText<StreamWindowRequest>(
      "topic: 'cell-gene-therapy' "
      "window { start: '2025-12-09' end: '2025-12-16' time_zone: 'Asia/Shanghai' }");
}

TEST_F(EventStoreServiceTest, StoresABatchAndReturnsItsEvents) {
  AppendEventsRequest request;
  *request.add_events() = AnEvent(1);
  AppendEventsResponse response;
  ASSERT_THAT(Call(&Stub::AppendEvents, request, response), IsOk());
  ASSERT_THAT(response.outcomes(), SizeIs(1));
  EXPECT_EQ(response.outcomes(0).status(), APPEND_STATUS_STORED);

  GetEventRequest get;
  get.set_event_id(IdOf(1));
  GetEventResponse got;
  ASSERT_THAT(Call(&Stub::GetEvent, get, got), IsOk());
  EXPECT_EQ(got.event().title(), "Report 1");
  EXPECT_EQ(got.event().recorded_time().seconds(), absl::ToUnixSeconds(kNow));
}

// One event is appended on the loop's thread, several on another; and the events are taken out of
// the request before the line is written.
TEST_F(EventStoreServiceTest, LogsOneLineOfEachAppendWithItsTopic) {
  event::v1::Event bad = AnEvent(9);
  bad.clear_title();
  const struct {
    std::vector<event::v1::Event> events;
    const char* level;
    const char* code;
  } cases[] = {{{AnEvent(1)}, "debug", "OK"},
               {{AnEvent(2), AnEvent(3), AnEvent(4)}, "debug", "OK"},
               {{bad}, "info", "INVALID_ARGUMENT"},
               {{AnEvent(5), bad}, "info", "INVALID_ARGUMENT"}};
  log::SetLevel(log::Level::kDebug);
  for (const auto& [events, level, code] : cases) {
    CaptureStderr();
    EXPECT_EQ(Append(events).ok(), std::string(code) == "OK");
    EXPECT_THAT(GetCapturedStderr(),
                MatchesRegex(absl::StrCat(
                    "time=[^ ]+ level=", level,
                    " msg=call method=sennight.eventstore.v1.EventStoreService/AppendEvents code=",
                    code, " ms=[0-9]+[.][0-9]+ request_id=[^ ]+ trace_id=[^ ]+ span_id=[^ ]+ ",
                    "actor=[^ ]+ topic=cell-gene-therapy[^\n]*\n")));
  }
  log::SetLevel(log::Level::kInfo);
}

TEST_F(EventStoreServiceTest, NamesEveryMalformedFieldOfABatchAndStoresNothing) {
  event::v1::Event no_title = AnEvent(2);
  no_title.clear_title();
  event::v1::Event bad_url = AnEvent(3);
  bad_url.mutable_sources(0)->set_url("nowhere");
  bad_url.set_language("");

  const absl::Status status = Append({AnEvent(1), no_title, bad_url});

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "events[1].title: want"));
  EXPECT_THAT(FieldsOf(status),
              ElementsAre("events[1].title", "events[2].language", "events[2].sources[0].url"));
  EXPECT_EQ(log_.appends, 0);
}

TEST_F(EventStoreServiceTest, RefusesAnEmptyBatch) {
  const absl::Status status = Append({});

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "events: want 1 to 500, got 0"));
  EXPECT_THAT(FieldsOf(status), ElementsAre("events"));
}

TEST_F(EventStoreServiceTest, NamesTheFieldsOfOtherRequests) {
  GetEventResponse got;
  EXPECT_THAT(FieldsOf(Call(&Stub::GetEvent,
                            testing::ParseText<GetEventRequest>("as_of_position: -1"), got)),
              ElementsAre("event_id", "as_of_position"));
  BatchGetEventsResponse batch;
  EXPECT_THAT(FieldsOf(Call(&Stub::BatchGetEvents,
                            testing::ParseText<BatchGetEventsRequest>("event_ids: 'x'"), batch)),
              ElementsAre("event_ids[0]"));
  ListEventsResponse list;
  EXPECT_THAT(FieldsOf(Call(&Stub::ListEvents,
                            testing::ParseText<ListEventsRequest>("page_size: -1"), list)),
              ElementsAre("topic", "page_size"));
  std::vector<StreamWindowResponse> responses;
  EXPECT_THAT(FieldsOf(Stream(StreamWindowRequest(), responses)),
              ElementsAre("topic", "window.start", "window.end", "window.time_zone"));
  EXPECT_THAT(responses, IsEmpty());
  GetWindowHeadResponse head;
  EXPECT_THAT(
      FieldsOf(Call(&Stub::GetWindowHead,
                    testing::ParseText<GetWindowHeadRequest>("late_days: 32 as_of_position: -1"),
                    head)),
      ElementsAre("topic", "window.start", "window.end", "window.time_zone", "late_days",
                  "as_of_position"));
}

TEST_F(EventStoreServiceTest, SaysThatAnEventDoesNotExist) {
  GetEventRequest request;
  request.set_event_id(IdOf(1));
  GetEventResponse response;

  const absl::Status status = Call(&Stub::GetEvent, request, response);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, IdOf(1)));
  EXPECT_EQ(ReasonOf(status), "EVENT_NOT_FOUND");
}

TEST_F(EventStoreServiceTest, SaysThatAPositionIsAfterTheHead) {
  StreamWindowRequest request = TheWeek();
  request.set_as_of_position(1);
  std::vector<StreamWindowResponse> responses;

  const absl::Status status = Stream(request, responses);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kOutOfRange, "at most 0"));
  EXPECT_EQ(ReasonOf(status), "POSITION_AFTER_HEAD");
}

TEST_F(EventStoreServiceTest, PassesTheDatabasesStateOnWithDetails) {
  log_.failure =
      WithRetryAfter(absl::ResourceExhaustedError("all connections are in use"), absl::Seconds(2));
  absl::Status status = Append({AnEvent(1)});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "all connections"));
  EXPECT_TRUE(status.GetPayload(kRetryInfoType.data()).has_value());

  log_.failure = absl::UnavailableError("the database cannot be reached");
  GetHeadResponse head;
  EXPECT_THAT(Call(&Stub::GetHead, GetHeadRequest(), head),
              StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));
}

TEST_F(EventStoreServiceTest, NamesTheIdsThatDoNotExist) {
  ASSERT_THAT(Append({AnEvent(1)}), IsOk());
  BatchGetEventsRequest request;
  request.add_event_ids(IdOf(2));
  request.add_event_ids(IdOf(1));
  BatchGetEventsResponse response;

  ASSERT_THAT(Call(&Stub::BatchGetEvents, request, response), IsOk());

  EXPECT_THAT(response.events(), SizeIs(1));
  EXPECT_THAT(response.missing_event_ids(), ElementsAre(IdOf(2)));
}

// As a client would who knows the format, but not the log's secret.
TEST_F(EventStoreServiceTest, RefusesPageTokensThatItDidNotGive) {
  ASSERT_THAT(Append({AnEvent(1), AnEvent(2), AnEvent(3)}), IsOk());
  ListEventsRequest list;
  list.set_topic("cell-gene-therapy");
  ListRevisionsRequest revisions;
  revisions.set_event_id(IdOf(1));
  SearchEventsRequest search;
  search.set_topic("cell-gene-therapy");
  search.set_query("therapy");
  const std::string tokens[] = {EncodePageToken({1, 3, 1}, list),
                                EncodePageToken({.epoch = 1, .last = 1}, revisions),
                                EncodePageToken({1, 3, 2, absl::CivilDay(2025, 12, 9)}, search)};
  for (const std::string key : {"", "a guess of the key"}) {
    const auto token = [&](int i) { return key.empty() ? tokens[i] : SealToken(tokens[i], key); };
    ListEventsResponse events;
    list.set_page_token(token(0));
    EXPECT_THAT(FieldsOf(Call(&Stub::ListEvents, list, events)), ElementsAre("page_token"));
    ListRevisionsResponse listed;
    revisions.set_page_token(token(1));
    EXPECT_THAT(FieldsOf(Call(&Stub::ListRevisions, revisions, listed)), ElementsAre("page_token"));
    SearchEventsResponse hits;
    search.set_page_token(token(2));
    EXPECT_THAT(FieldsOf(Call(&Stub::SearchEvents, search, hits)), ElementsAre("page_token"));
  }
}

TEST_F(EventStoreServiceTest, ListsAllPagesAsOfTheFirst) {
  ASSERT_THAT(Append({AnEvent(1), AnEvent(2), AnEvent(3)}), IsOk());
  ListEventsRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_page_size(2);
  ListEventsResponse first;
  ASSERT_THAT(Call(&Stub::ListEvents, request, first), IsOk());
  ASSERT_THAT(first.events(), SizeIs(2));
  EXPECT_EQ(first.as_of_position(), 3);
  ASSERT_THAT(Append({AnEvent(4)}), IsOk());

  request.set_page_token(first.next_page_token());
  ListEventsResponse second;
  ASSERT_THAT(Call(&Stub::ListEvents, request, second), IsOk());

  ASSERT_THAT(second.events(), SizeIs(1));
  EXPECT_EQ(second.events(0).event_id(), IdOf(3));
  EXPECT_EQ(second.as_of_position(), 3);
  EXPECT_EQ(second.next_page_token(), "");
  request.set_topic("other");
  EXPECT_THAT(FieldsOf(Call(&Stub::ListEvents, request, second)), ElementsAre("page_token"));
}

TEST_F(EventStoreServiceTest, StreamsAWindowInMessagesOfAtMost64Events) {
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= 130; ++n) events.push_back(AnEvent(n));
  ASSERT_THAT(Append(events), IsOk());

  std::vector<StreamWindowResponse> responses;
  ASSERT_THAT(Stream(TheWeek(), responses), IsOk());

  ASSERT_THAT(responses, SizeIs(4));
  EXPECT_EQ(responses[0].head().event_count(), 130);
  EXPECT_EQ(responses[0].head().as_of_position(), 130);
  EXPECT_EQ(responses[0].head().epoch(), 1);
  EXPECT_THAT(responses[0].events(), IsEmpty());
  EXPECT_THAT(responses[1].events(), SizeIs(64));
  EXPECT_THAT(responses[2].events(), SizeIs(64));
  EXPECT_THAT(responses[3].events(), SizeIs(2));
  EXPECT_EQ(responses[3].events(1).event_id(), IdOf(130));
}

TEST_F(EventStoreServiceTest, TellsTheHeadOfAWindowWithoutItsEvents) {
  ASSERT_THAT(Append({AnEvent(1), AnEvent(2)}), IsOk());
  const StreamWindowRequest week = TheWeek();
  GetWindowHeadRequest request;
  request.set_topic(week.topic());
  *request.mutable_window() = week.window();
  GetWindowHeadResponse response;
  ASSERT_THAT(Call(&Stub::GetWindowHead, request, response), IsOk());
  EXPECT_THAT(response.head(), testing::EqualsProto(testing::ParseText<WindowHead>(
                                   "as_of_position: 2 epoch: 1 event_count: 2")));

  request.set_as_of_position(3);
  const absl::Status after = Call(&Stub::GetWindowHead, request, response);
  EXPECT_THAT(after, StatusIs(absl::StatusCode::kOutOfRange, "want a position of at most 2"));
  EXPECT_EQ(ReasonOf(after), "POSITION_AFTER_HEAD");
}

TEST_F(EventStoreServiceTest, KeepsTheMessagesOfAStreamSmall) {
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= 20; ++n) {
    events.push_back(AnEvent(n));
    events.back().set_body(std::string(262144, 'x'));
  }
  ASSERT_THAT(Append(events), IsOk());

  std::vector<StreamWindowResponse> responses;
  ASSERT_THAT(Stream(TheWeek(), responses), IsOk());

  ASSERT_THAT(responses, SizeIs(8)) << "three in each but the last";
  for (const StreamWindowResponse& response : responses) {
    EXPECT_LE(response.ByteSizeLong(), static_cast<size_t>(kMaxWindowReadBytes));
  }
}

TEST_F(EventStoreServiceTest, StreamsTheHeadlinesOfEarlierDaysBehindTheEvents) {
  std::vector<event::v1::Event> events = {AnEvent(1)};
  for (int n = 2; n <= 604; ++n) {
    events.push_back(AnEvent(n));
    events.back().mutable_occurred()->set_start("2025-12-01");
  }
  const auto half = events.begin() + 300;
  ASSERT_THAT(Append({events.begin(), half}), IsOk());
  ASSERT_THAT(Append({half, events.end()}), IsOk());

  StreamWindowRequest request = TheWeek();
  request.set_earlier_days(14);
  std::vector<StreamWindowResponse> responses;
  ASSERT_THAT(Stream(request, responses), IsOk());
  ASSERT_THAT(responses, SizeIs(4));
  EXPECT_EQ(responses[0].head().event_count(), 1);
  EXPECT_EQ(responses[0].head().earlier_count(), 603);
  EXPECT_THAT(responses[1].events(), SizeIs(1));
  EXPECT_THAT(responses[1].earlier(), IsEmpty());
  EXPECT_THAT(responses[2].earlier(), SizeIs(512));
  EXPECT_THAT(responses[3].earlier(), SizeIs(91));
  EXPECT_EQ(responses[3].earlier(90).event_id(), IdOf(604));
  EXPECT_EQ(responses[3].earlier(90).title(), "Report 604");
  EXPECT_EQ(responses[3].earlier(90).body(), "");

  request.set_earlier_days(93);
  EXPECT_THAT(Stream(request, responses),
              StatusIs(absl::StatusCode::kInvalidArgument, "earlier_days"));
}

TEST_F(EventStoreServiceTest, StreamsOnlyAHeadForAnEmptyWindow) {
  std::vector<StreamWindowResponse> responses;
  ASSERT_THAT(Stream(TheWeek(), responses), IsOk());

  ASSERT_THAT(responses, SizeIs(1));
  EXPECT_EQ(responses[0].head().as_of_position(), 0);
  EXPECT_EQ(responses[0].head().event_count(), 0);
}

TEST_F(EventStoreServiceTest, ImportsTheGoodRecordsAndListsTheOthers) {
  event::v1::Event bad = AnEvent(3);
  bad.mutable_sources(0)->set_url("nowhere");
  event::v1::Event conflicting = AnEvent(1);
  conflicting.set_title("Other");
  std::vector<ImportEventsRequest> requests(2);
  *requests[0].add_events() = AnEvent(1);
  *requests[0].add_events() = bad;
  *requests[1].add_events() = AnEvent(2);
  *requests[1].add_events() = AnEvent(2);
  *requests[1].add_events() = conflicting;

  ImportEventsResponse response;
  ASSERT_THAT(Import(requests, response), IsOk());

  EXPECT_EQ(response.received(), 5);
  EXPECT_EQ(response.stored(), 2);
  EXPECT_EQ(response.duplicates(), 1);
  EXPECT_EQ(response.conflicts(), 1);
  EXPECT_EQ(response.rejected(), 1);
  EXPECT_EQ(response.head(), 2);
  ASSERT_THAT(response.rejections(), SizeIs(1));
  EXPECT_EQ(response.rejections(0).index(), 1);
  EXPECT_EQ(response.rejections(0).event_id(), IdOf(3));
  ASSERT_THAT(response.rejections(0).bad_request().field_violations(), SizeIs(1));
  EXPECT_EQ(response.rejections(0).bad_request().field_violations(0).field(), "sources[0].url");
  ASSERT_THAT(response.conflicting(), SizeIs(1));
  EXPECT_EQ(response.conflicting(0).index(), 4);
  EXPECT_EQ(response.conflicting(0).outcome().stored_event_id(), IdOf(1));
}

TEST_F(EventStoreServiceTest, ImportsInBatches) {
  std::vector<ImportEventsRequest> requests(11);
  for (int n = 0; n < 4400; ++n) *requests[n / 400].add_events() = AnEvent(n);

  ImportEventsResponse response;
  ASSERT_THAT(Import(requests, response), IsOk());

  EXPECT_EQ(response.stored(), 4400);
  EXPECT_GE(log_.appends, 9);   // Of 512 at most.
  EXPECT_LE(log_.appends, 35);  // Not fewer than 128 at a time, but for the last.
}

TEST_F(EventStoreServiceTest, ListsAtMost1000RejectionsAndCountsAll) {
  std::vector<ImportEventsRequest> requests(3);
  for (int n = 0; n < 1200; ++n) requests[n / 400].add_events()->set_event_id(IdOf(n));

  ImportEventsResponse response;
  ASSERT_THAT(Import(requests, response), IsOk());

  EXPECT_EQ(response.rejected(), 1200);
  EXPECT_THAT(response.rejections(), SizeIs(kMaxListedRecords));
  EXPECT_EQ(response.stored(), 0);
}

TEST_F(EventStoreServiceTest, RefusesAnImportMessageWithoutEvents) {
  std::vector<ImportEventsRequest> requests(1);
  ImportEventsResponse response;

  EXPECT_THAT(FieldsOf(Import(requests, response)), ElementsAre("events"));
}

TEST_F(EventStoreServiceTest, ImportsAnEmptyStream) {
  ImportEventsResponse response;

  ASSERT_THAT(Import({}, response), IsOk());
  EXPECT_EQ(response.received(), 0);
}

TEST_F(EventStoreServiceTest, RefusesOneImportMoreThanMayBeOpen) {
  struct OpenImport {
    grpc::ClientContext context;
    ImportEventsResponse response;
    std::future<absl::Status> ended;
  };
  std::vector<OpenImport> imports(kMaxOpenImports + 1);
  std::promise<absl::Status> first_end;
  std::atomic<int> ends = 0;
  for (OpenImport& import : imports) {
    import.ended = std::async(std::launch::async, [&] {
      const absl::Status status =
          rpc::FromGrpcStatus(stub_->ImportEvents(&import.context, &import.response)->Finish());
    if (++ends == 1) first_end.set_value(status);
    return status;
  });
}

// Whichever comes last; the others stay open until they are cancelled.
const absl::Status refused = first_end.get_future().get();
EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted, "too many"));
EXPECT_TRUE(refused.GetPayload(kRetryInfoType.data()).has_value());
EXPECT_EQ(ends, 1);

for (OpenImport& import : imports) import.context.TryCancel();
for (OpenImport& import : imports) import.ended.wait();
EXPECT_TRUE(testing::Eventually([this] {
  ImportEventsResponse response;
  return Import({}, response).ok();
}));
}  // namespace

TEST_F(EventStoreServiceTest, EndsAnImportWhenTheDatabaseIsLost) {
  log_.failure = absl::UnavailableError("the database cannot be reached");
  std::vector<ImportEventsRequest> requests(1);
  *requests[0].add_events() = AnEvent(1);
  ImportEventsResponse response;

  EXPECT_THAT(Import(requests, response), StatusIs(absl::StatusCode::kUnavailable, "database"));
}

TEST_F(EventStoreServiceTest, SearchesPageByPageAsOfTheFirst) {
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= 5; ++n) events.push_back(AnEvent(n));
  ASSERT_THAT(Append(events), IsOk());
  auto request = testing::ParseText<SearchEventsRequest>(
      "topic: 'cell-gene-therapy' query: 'report' page_size: 2 filter: 'category = approval'");

  std::vector<int64_t> positions;
  do {
    SearchEventsResponse response;
    ASSERT_THAT(Call(&Stub::SearchEvents, request, response), IsOk());
    EXPECT_EQ(response.as_of_position(), 5);
    for (const SearchHit& hit : response.hits()) {
      positions.push_back(hit.event().position());
      EXPECT_THAT(hit.matches(), SizeIs(1));
    }
    request.set_page_token(response.next_page_token());
    ASSERT_THAT(Append({AnEvent(100 + static_cast<int>(positions.size()))}), IsOk());
  } while (!request.page_token().empty());
  EXPECT_THAT(positions, ElementsAre(5, 4, 3, 2, 1));
}

TEST_F(EventStoreServiceTest, NamesTheFieldsOfASearchAndOfAFilterThatAreWrong) {
  SearchEventsResponse response;
  EXPECT_THAT(FieldsOf(Call(&Stub::SearchEvents,
                            testing::ParseText<SearchEventsRequest>(
                                "topic: 'X' scope: SEARCH_SCOPE_TEXT filter: 'y'"),
                            response)),
              ElementsAre("topic", "query", "start_date", "end_date", "filter"));
  ListEventsResponse listed;
  const absl::Status status =
      Call(&Stub::ListEvents,
           testing::ParseText<ListEventsRequest>("topic: 't' filter: 'category >'"), listed);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "filter: column 10: want ="));
  EXPECT_THAT(FieldsOf(status), ElementsAre("filter"));
}

TEST_F(EventStoreServiceTest, BindsAPageTokenToItsFilter) {
  ASSERT_THAT(Append({AnEvent(1), AnEvent(2)}), IsOk());
  auto request = testing::ParseText<ListEventsRequest>(
      "topic: 'cell-gene-therapy' page_size: 1 filter: 'category = approval'");
  ListEventsResponse response;
  ASSERT_THAT(Call(&Stub::ListEvents, request, response), IsOk());
  request.set_page_token(response.next_page_token());
  request.set_filter("category = policy");
  EXPECT_THAT(Call(&Stub::ListEvents, request, response),
              StatusIs(absl::StatusCode::kInvalidArgument, "page_token: want the other fields"));
}

TEST_F(EventStoreServiceTest, TellsTheHead) {
  GetHeadResponse head;
  ASSERT_THAT(Call(&Stub::GetHead, GetHeadRequest(), head), IsOk());
  EXPECT_EQ(head.position(), 0);
  EXPECT_EQ(head.epoch(), 1);
  EXPECT_FALSE(head.has_recorded_time());

  ASSERT_THAT(Append({AnEvent(1)}), IsOk());
  ASSERT_THAT(Call(&Stub::GetHead, GetHeadRequest(), head), IsOk());
  EXPECT_EQ(head.position(), 1);
  EXPECT_EQ(head.recorded_time().seconds(), absl::ToUnixSeconds(kNow));
}

}  // namespace sennight::event_store
}  // namespace sennight::event_store
