// Revising, retracting and listing revisions through a real channel.
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/event_store_service.h"
#include "tests/support/event_log_calls.h"
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
using testing::EqualsProto;
using testing::IsOk;
using testing::ParseText;
using ::testing::SizeIs;
using testing::StatusIs;

constexpr char kId[] = "00000000-0000-4000-8000-000000000001";

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
  return fields;
}

class RevisionServiceTest : public ::testing::Test {
 protected:
  RevisionServiceTest() {
    absl::StatusOr<std::unique_ptr<rpc::Server>> server =
        rpc::Server::Start({}, {.services = {&service_}});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = Contract::NewStub(server_->InProcessChannel());
    EXPECT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, absl::InfiniteFuture()), IsOk());
  }

  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    return rpc::FromGrpcStatus((stub_.get()->*method)(&context, request, &response));
  }

  absl::Status Revise(const event::v1::Event& event, int32_t expected, const std::string& reason) {
    ReviseEventRequest request;
    *request.mutable_event() = event;
    request.set_expected_revision(expected);
    request.set_reason(reason);
    return Call(&Stub::ReviseEvent, request, revised_);
  }

  absl::Status Retract(int32_t expected, const std::string& reason) {
    RetractEventRequest request;
    request.set_event_id(kId);
    request.set_expected_revision(expected);
    request.set_reason(reason);
    return Call(&Stub::RetractEvent, request, retracted_);
  }

  InMemoryEventLog log_;
  rpc::Access access_;
  rpc::Dispatcher dispatcher_{2, 100, access_};
  LogTail tail_{log_};
  Subscriptions subscriptions_{log_, tail_, {.now = [] { return kNow; }}};
  EventStoreService service_{log_, dispatcher_, [] { return kNow; }, subscriptions_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Stub> stub_;
  ReviseEventResponse revised_;
  RetractEventResponse retracted_;
};

event::v1::Event Titled(const std::string& title) {
  event::v1::Event event = AnEvent(1);
  event.set_title(title);
  return event;
}

TEST_F(RevisionServiceTest, RevisesAndRetractsAnEventAndSaysWhoAndWhy) {
  ASSERT_THAT(Revise(Titled("Corrected"), 1, "the title was wrong"), IsOk());
  ASSERT_THAT(Retract(2, "all of it was wrong"), IsOk());

  EXPECT_THAT(revised_.outcome(), EqualsProto(ParseText<AppendOutcome>(absl::StrCat(
                                      "status: APPEND_STATUS_STORED event_id: '", kId,
                                      "' stored_event_id: '", kId, "' position: 2 revision: 2"))));
  EXPECT_EQ(retracted_.outcome().status(), APPEND_STATUS_STORED);
  EXPECT_EQ(retracted_.outcome().revision(), 3);
  GetEventResponse got;
  ASSERT_THAT(
      Call(&Stub::GetEvent, ParseText<GetEventRequest>(absl::StrCat("event_id: '", kId, "'")), got),
      IsOk());
  EXPECT_EQ(got.event().state(), event::v1::EVENT_STATE_RETRACTED);
  EXPECT_EQ(got.event().title(), "Corrected");
  EXPECT_EQ(got.event().revision_reason(), "all of it was wrong");
  EXPECT_EQ(got.event().recorded_by(), "local");
}

TEST_F(RevisionServiceTest, AnswersARepeatedCallWithWhatIsStored) {
  for (const AppendStatus status : {APPEND_STATUS_STORED, APPEND_STATUS_DUPLICATE}) {
    ASSERT_THAT(Revise(Titled("Corrected"), 1, ""), IsOk());
    EXPECT_EQ(revised_.outcome().status(), status);
    EXPECT_EQ(revised_.outcome().revision(), 2);
  }
  for (const AppendStatus status : {APPEND_STATUS_STORED, APPEND_STATUS_DUPLICATE}) {
    ASSERT_THAT(Retract(2, "wrong"), IsOk());
    EXPECT_EQ(retracted_.outcome().status(), status);
    EXPECT_EQ(retracted_.outcome().revision(), 3);
  }
}

TEST_F(RevisionServiceTest, TellsTheCurrentRevisionIfAnotherWasExpected) {
  ASSERT_THAT(Revise(Titled("Corrected"), 1, ""), IsOk());

  for (const absl::Status& status : {Revise(Titled("Otherwise"), 1, ""), Retract(1, "wrong")}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted, "is at revision 2, expected 1"));
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(info.ParseFromString(std::string(*status.GetPayload(kErrorInfoType.data()))));
    EXPECT_EQ(info.reason(), "REVISION_MISMATCH");
    EXPECT_EQ(info.metadata().at("current_revision"), "2");
  }
}

TEST_F(RevisionServiceTest, NamesEveryWrongFieldAndStoresNothing) {
  event::v1::Event event = Titled("");
  event.mutable_sources(0)->set_url("nowhere");
  EXPECT_THAT(FieldsOf(Revise(event, 0, "two\nlines")),
              ElementsAre("event.title", "event.sources[0].url", "expected_revision", "reason"));
  EXPECT_THAT(FieldsOf(Retract(-1, "")), ElementsAre("expected_revision", "reason"));
  event = Titled("Elsewhere");
  event.set_topic("quiet-topic");
  EXPECT_THAT(FieldsOf(Revise(event, 1, "")), ElementsAre("event.topic"));
  ListRevisionsResponse page;
  EXPECT_THAT(FieldsOf(Call(&Stub::ListRevisions,
                            ParseText<ListRevisionsRequest>("event_id: 'x' page_size: -1"), page)),
              ElementsAre("event_id", "page_size"));
  EXPECT_EQ(log_.GetHead(absl::InfiniteFuture())->position, 1);
}

TEST_F(RevisionServiceTest, SaysThatThereIsNoSuchEvent) {
  ListRevisionsResponse page;
  const absl::Status statuses[] = {
      Revise(AnEvent(2), 1, ""),
      Call(&Stub::RetractEvent,
           ParseText<RetractEventRequest>(
               absl::StrCat("event_id: '", IdOf(2), "' expected_revision: 1 reason: 'r'")),
           retracted_),
      Call(&Stub::ListRevisions,
           ParseText<ListRevisionsRequest>(absl::StrCat("event_id: '", IdOf(2), "'")), page)};
  for (const absl::Status& status : statuses) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, IdOf(2)));
    EXPECT_EQ(ReasonOf(status), "EVENT_NOT_FOUND");
  }
}

TEST_F(RevisionServiceTest, ListsAllRevisionsPageByPage) {
  ASSERT_THAT(Revise(Titled("Corrected"), 1, ""), IsOk());
  ASSERT_THAT(Retract(2, "wrong"), IsOk());
  auto request =
      ParseText<ListRevisionsRequest>(absl::StrCat("event_id: '", kId, "' page_size: 2"));
  ListRevisionsResponse first;
  ASSERT_THAT(Call(&Stub::ListRevisions, request, first), IsOk());
  ASSERT_THAT(first.revisions(), SizeIs(2));
  EXPECT_EQ(first.revisions(1).title(), "Corrected");

  request.set_page_token(first.next_page_token());
  request.set_page_size(0);
  ListRevisionsResponse second;
  ASSERT_THAT(Call(&Stub::ListRevisions, request, second), IsOk());
  ASSERT_THAT(second.revisions(), SizeIs(1));
  EXPECT_EQ(second.revisions(0).state(), event::v1::EVENT_STATE_RETRACTED);
  EXPECT_EQ(second.next_page_token(), "");

  request.set_event_id(IdOf(2));
  EXPECT_THAT(FieldsOf(Call(&Stub::ListRevisions, request, second)), ElementsAre("page_token"));
}

}  // namespace
}  // namespace sennight::event_store
