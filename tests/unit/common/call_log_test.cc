// What a server knows, counts and logs of the calls that it answers.
#include "common/rpc/call_log.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include <optional>
#include <string>

#include "common/log/log.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/typed_service.h"
#include "common/status/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/support/status_matchers.h"

namespace sennight::rpc {
namespace {

using eventstore::v1::EventStoreService;
using eventstore::v1::ListEventsRequest;
using eventstore::v1::ListEventsResponse;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// One method, which answers what the test wants.
class Listing final : public TypedService {
 public:
  explicit Listing(Dispatcher& dispatcher) : TypedService(dispatcher) { Unary(&Listing::List); }

  absl::Status answer;
  std::optional<trace::Origin> origin;  // Of the last call.

 private:
  absl::StatusOr<ListEventsResponse> List(const Call& call, const ListEventsRequest&) {
    origin = call.origin();
    if (!answer.ok()) return answer;
    return ListEventsResponse();
  }
};

class CallLogTest : public ::testing::Test {
 protected:
  CallLogTest() { log::SetLevel(log::Level::kDebug); }
  ~CallLogTest() override { log::SetLevel(log::Level::kInfo); }

  // Calls with some metadata and returns what was logged; the line is written before the answer is
  // sent.
  std::string LogOf(std::initializer_list<std::pair<const char*, std::string>> metadata,
                    const std::string& topic = "cell-gene-therapy") {
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + absl::Seconds(20), std::string("request-7"));
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    ListEventsRequest request;
    request.set_topic(topic);
    ListEventsResponse response;
    CaptureStderr();
    status_ = FromGrpcStatus(stub_->ListEvents(&context, request, &response));
    return GetCapturedStderr();
  }

  telemetry::Metrics metrics_{"test"};
  Access access_;
  Dispatcher dispatcher_{1, 10, access_, &metrics_};
  Listing service_{dispatcher_};
  std::unique_ptr<Server> server_ = *Server::Start({}, {.services = {&service_}});
  std::unique_ptr<EventStoreService::Stub> stub_ =
      EventStoreService::NewStub(server_->InProcessChannel());
  absl::Status status_;
};

TEST_F(CallLogTest, TellsOfACallInOneLine) {
  const std::string line = LogOf({{"traceparent", kTraceparent}});

  EXPECT_THAT(status_, IsOk());
  EXPECT_THAT(line, MatchesRegex("time=[^ ]+ level=debug msg=call "
                                 "method=sennight.eventstore.v1.EventStoreService/ListEvents "
                                 "code=OK ms=[0-9.]+ request_id=request-7 "
                                 "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 "
                                 "span_id=[0-9a-f]+ actor=[a-z]+ topic=cell-gene-therapy\n"));
}

TEST_F(CallLogTest, MakesEachCallASpanOfItsCallersTrace) {
  LogOf({{"traceparent", kTraceparent}, {"tracestate", "rojo=1"}, {"tracestate", "congo=2"}});

  const trace::TraceContext& span = *service_.origin->trace;
  EXPECT_EQ(span.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_NE(span.span_id(), "00f067aa0ba902b7");
  EXPECT_EQ(span.traceparent().substr(53), "01");
  EXPECT_THAT(span.tracestate(), AllOf(HasSubstr("rojo=1"), HasSubstr(","), HasSubstr("congo=2")));
  EXPECT_EQ(service_.origin->request_id, "request-7");
  EXPECT_NE(service_.origin->actor, "");
}

TEST_F(CallLogTest, BeginsATraceInPlaceOfOneThatIsMissingOrWrong) {
  LogOf({});
  const std::string first(service_.origin->trace->trace_id());
  LogOf({{"traceparent", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"},
         {"tracestate", "rojo=1"}});
  const std::string second(service_.origin->trace->trace_id());
  EXPECT_EQ(service_.origin->trace->tracestate(), "");
  LogOf({{"traceparent", kTraceparent}, {"traceparent", kTraceparent}});
  const std::string third(service_.origin->trace->trace_id());

  EXPECT_NE(first, second);
  EXPECT_NE(second, third);
  EXPECT_NE(third, "4bf92f3577b34da6a3ce929d0e0e4736") << "two are one too many";
}

TEST_F(CallLogTest, RepeatsAMessageOnlyIfItIsOurOwn) {
  service_.answer = WithReason(absl::NotFoundError("no event marker"), "EVENT_NOT_FOUND");
  const std::string callers = LogOf({});
  EXPECT_THAT(callers, AllOf(HasSubstr("level=info"), HasSubstr("code=NOT_FOUND"),
                             HasSubstr("reason=EVENT_NOT_FOUND"), HasSubstr("peer=")));
  EXPECT_THAT(callers, Not(HasSubstr("marker")));

  service_.answer = absl::InternalError("a statement failed");
  EXPECT_THAT(LogOf({}), AllOf(HasSubstr("level=error"), HasSubstr("code=INTERNAL"),
                               HasSubstr("what=\"a statement failed\"")));
}

TEST_F(CallLogTest, LeavesOutWhatIsNoTopic) {
  EXPECT_THAT(LogOf({}, "Marker text"), Not(HasSubstr("Marker")));
  EXPECT_THAT(LogOf({}, std::string(64, 'a')), Not(HasSubstr("topic=")));
  EXPECT_THAT(LogOf({}, "x\nlevel=error"), Not(HasSubstr("topic=")));
}

TEST_F(CallLogTest, CountsWhatItTells) {
  LogOf({});
  service_.answer = absl::AbortedError("busy");
  LogOf({});

  const std::string text = metrics_.Text();
  EXPECT_THAT(text, ContainsRegex("handled_total\\{code=\"OK\",method=\"ListEvents\"[^}]*\\} 1\n"));
  EXPECT_THAT(text, ContainsRegex("handled_total\\{code=\"ABORTED\",method=\"ListEvents\""));
  EXPECT_THAT(text, ContainsRegex("duration_seconds_count\\{method=\"ListEvents\"[^}]*\\} 2\n"));
  EXPECT_THAT(text, ContainsRegex("in_flight\\{method=\"ListEvents\"[^}]*\\} 0\n"));
}

TEST_F(CallLogTest, SaysNothingOfGoodCallsUnlessAsked) {
  log::SetLevel(log::Level::kInfo);
  EXPECT_THAT(LogOf({}), IsEmpty());
}

TEST(CallLevelTest, IsHigherTheMoreSomebodyShouldKnow) {
  constexpr absl::Duration kQuick = absl::Milliseconds(1);
  EXPECT_EQ(LevelOf(absl::StatusCode::kOk, kQuick), log::Level::kDebug);
  EXPECT_EQ(LevelOf(absl::StatusCode::kOk, kSlowCall), log::Level::kInfo);
  EXPECT_EQ(LevelOf(absl::StatusCode::kInvalidArgument, kQuick), log::Level::kInfo);
  EXPECT_EQ(LevelOf(absl::StatusCode::kUnauthenticated, kQuick), log::Level::kInfo);
  EXPECT_EQ(LevelOf(absl::StatusCode::kResourceExhausted, kQuick), log::Level::kDebug);
  for (const auto code : {absl::StatusCode::kInternal, absl::StatusCode::kUnknown,
                          absl::StatusCode::kDataLoss, absl::StatusCode::kUnavailable}) {
    EXPECT_EQ(LevelOf(code, kQuick), log::Level::kError);
  }
}

TEST(TopicOfTest, FindsTheTopicWhereverARequestNamesIt) {
  ListEventsRequest list;
  list.set_topic("a");
  EXPECT_EQ(TopicOf(list), "a");
  eventstore::v1::AppendEventsRequest append;
  EXPECT_EQ(TopicOf(append), "");
  append.add_events()->set_topic("b");
  EXPECT_EQ(TopicOf(append), "b");
  EXPECT_EQ(TopicOf(eventstore::v1::GetHeadRequest()), "");
}

}  // namespace
}  // namespace sennight::rpc
