// The Connect unary protocol, as a client sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <ostream>

#include "common/rpc/status.h"
#include "common/status/status.h"
#include "sennight/gateway/v1/topic_service.pb.h"
#include "services/gateway/adapters/http/connect_error.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/http/http_fixture.h"

namespace sennight::gateway::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kListTopics[] = "sennight.gateway.v1.TopicService/ListTopics";
constexpr char kGetTopic[] = "sennight.gateway.v1.TopicService/GetTopic";
constexpr char kCompose[] = "sennight.gateway.v1.DigestService/ComposeDigest";
constexpr char kAppend[] = "sennight.eventstore.v1.EventStoreService/AppendEvents";
constexpr char kAWeek[] = R"({"topic":"cell-gene-therapy","week":"2025-W50","language":"en"})";

using ConnectCallsTest = HttpTest;

TEST_F(ConnectCallsTest, AnswersAMessageInJson) {
  StartFace();

  const auto answer = Call(kListTopics, R"({"pageSize": 1})");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/json");
  EXPECT_THAT(answer->body, HasSubstr(R"("topicId":"cell-gene-therapy")"));
  EXPECT_THAT(answer->body, HasSubstr(R"("nextPageToken":"after:cell-gene-therapy")"));
}

TEST_F(ConnectCallsTest, TakesAnEmptyBodyAsAnEmptyMessage) {
  StartFace();

  EXPECT_EQ(Call(kListTopics, "")->status, 200);
}

TEST_F(ConnectCallsTest, AnswersAMessageInBytes) {
  StartFace();
  v1::GetTopicRequest request;
  request.set_topic("solar-power");

  const auto answer =
      client().Post(std::string("/") + kGetTopic, request.SerializeAsString(), "application/proto");

  ASSERT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/proto");
  v1::GetTopicResponse response;
  ASSERT_TRUE(response.ParseFromString(answer->body));
  EXPECT_EQ(response.topic().topic_id(), "solar-power");
}

TEST_F(ConnectCallsTest, PassesTheEventStoresMethodsThrough) {
  event_store_.append = [](auto&&, eventstore::v1::AppendEventsResponse& response) {
    response.add_outcomes()->set_position(7);
    return grpc::Status::OK;
  };
  StartFace();

  const auto answer = Call(kAppend, R"({"events":[{"title":"A"}]})");

  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_THAT(answer->body, HasSubstr(R"("position":"7")"));
}

TEST_F(ConnectCallsTest, TellsMetadataInHeadersAndTrailers) {
  event_store_.append = [](grpc::ServerContext& context, auto&&) {
    context.AddInitialMetadata("x-first", "begun");
    context.AddTrailingMetadata("x-last", "stored");
    context.AddTrailingMetadata("x-last-bin", std::string("\x01\xff", 2));
    context.AddTrailingMetadata("grpc-retry-pushback-ms", "-1");
    return grpc::Status::OK;
  };
  behind_ = fakes_->InProcessChannel();  // The store itself: the gateway passes none on.
  StartFace();

  const auto answer = Call(kAppend, "{}");

  EXPECT_EQ(answer->get_header_value("x-first"), "begun");
  EXPECT_EQ(answer->get_header_value("Trailer-x-last"), "stored");
  EXPECT_EQ(answer->get_header_value("Trailer-x-last-bin"), "Af8=");
  EXPECT_FALSE(answer->has_header("Trailer-grpc-retry-pushback-ms"));
}

TEST_F(ConnectCallsTest, TellsErrorsWithTheirDetails) {
  StartFace();

  const auto answer = Call(kCompose, R"({"topic":"No Topic","week":"2025-W99"})");

  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/json");
  EXPECT_THAT(answer->body, HasSubstr(R"("code":"invalid_argument")"));
  EXPECT_THAT(answer->body, HasSubstr(R"("type":"google.rpc.BadRequest")"));
  EXPECT_THAT(answer->body, HasSubstr(R"("value":")"));
  EXPECT_THAT(answer->body, Not(HasSubstr("=\"")));  // Base64 without padding.
  EXPECT_THAT(answer->body, HasSubstr(R"("fieldViolations":[)"));
  EXPECT_THAT(answer->body, HasSubstr(R"("field":"topic")"));
}

TEST_F(ConnectCallsTest, NamesFieldsThatAContractDoesNotHave) {
  StartFace();

  const auto answer = Call(kAppend, R"({"events":[{"title":"A"},{"titel":"B"}]})");

  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body, HasSubstr(R"("code":"invalid_argument")"));
  EXPECT_THAT(answer->body, HasSubstr(R"("field":"events[1].titel")"));
}

TEST_F(ConnectCallsTest, NamesFieldsOfAnotherType) {
  StartFace();

  const auto answer = Call(kListTopics, R"({"pageSize": "many"})");

  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body, HasSubstr(R"("field":"page_size")"));
}

TEST_F(ConnectCallsTest, RefusesWhatIsNoJson) {
  StartFace();
  for (const char* json : {"{", "[]", "topic", "{\"topic\": }", "\xff\xfe", "{} {}"}) {
    const auto answer = Call(kGetTopic, json);

    EXPECT_EQ(answer->status, 400) << json << answer->body;
    EXPECT_THAT(answer->body, HasSubstr(R"("code":"invalid_argument")")) << json;
  }
}

struct Refusal {
  const char* name;
  const char* path;
  const char* type;
  httplib::Headers headers;
  int status;
  const char* part;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }

class RefusalTest : public HttpTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(RefusalTest, IsToldBeforeTheMessageIsRead) {
  StartFace();
  const Refusal& refusal = GetParam();

  const auto answer = client().Post(refusal.path, refusal.headers, "{}", refusal.type);

  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  EXPECT_EQ(answer->status, refusal.status) << answer->body;
  EXPECT_THAT(answer->body, HasSubstr(refusal.part));
  EXPECT_EQ(answer->get_header_value("Connection"), "close");
}

INSTANTIATE_TEST_SUITE_P(
    Connect, RefusalTest,
    ::testing::Values(Refusal{"AnUnknownMethod",
                              "/sennight.gateway.v1.TopicService/Nothing",
                              "application/json",
                              {},
                              404,
                              R"("code":"unimplemented")"},
                      Refusal{"AServiceOfTheInside",
                              "/sennight.rendering.v1.RenderingService/ListFormats",
                              "application/json",
                              {},
                              404,
                              R"("code":"unimplemented")"},
                      Refusal{"AForm",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/x-www-form-urlencoded",
                              {},
                              415,
                              "application/json"},
                      Refusal{"Files",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "multipart/form-data; boundary=x",
                              {},
                              415,
                              "application/json"},
                      Refusal{"GrpcItself",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/grpc",
                              {},
                              415,
                              "application/json"},
                      Refusal{"AnotherCharset",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/json; charset=gbk",
                              {},
                              415,
                              "application/json"},
                      Refusal{"AStream",
                              "/sennight.eventstore.v1.EventStoreService/StreamWindow",
                              "application/json",
                              {},
                              501,
                              "over gRPC only"},
                      Refusal{"AStreamOfTheClient",
                              "/sennight.eventstore.v1.EventStoreService/ImportEvents",
                              "application/proto",
                              {},
                              501,
                              "over gRPC only"},
                      Refusal{"AnotherVersion",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/json",
                              {{"Connect-Protocol-Version", "2"}},
                              400,
                              "Connect-Protocol-Version"},
                      Refusal{"ATimeoutThatIsNone",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/json",
                              {{"Connect-Timeout-Ms", "-5"}},
                              400,
                              "Connect-Timeout-Ms"},
                      Refusal{"ATimeoutOfAges",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/json",
                              {{"Connect-Timeout-Ms", "12345678901"}},
                              400,
                              "Connect-Timeout-Ms"},
                      Refusal{"AnUnknownCompression",
                              "/sennight.gateway.v1.TopicService/ListTopics",
                              "application/json",
                              {{"Content-Encoding", "zstd"}},
                              501,
                              "Content-Encoding"}),
    [](const auto& test) { return test.param.name; });

TEST_F(ConnectCallsTest, TellsAClientOfAStreamInTheStreamItself) {
  StartFace();

  const auto answer = client().Post("/sennight.eventstore.v1.EventStoreService/StreamWindow", "",
                                    "application/connect+json");

  ASSERT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/connect+json");
  ASSERT_GT(answer->body.size(), 5u);
  EXPECT_EQ(answer->body[0], 2);  // The end of the stream.
  EXPECT_EQ(static_cast<unsigned char>(answer->body[4]), answer->body.size() - 5);
  EXPECT_THAT(answer->body.substr(5), StartsWith(R"({"error":{"code":"unimplemented")"));
}

TEST_F(ConnectCallsTest, TakesMethodsByPostOnly) {
  StartFace();

  const auto answer = client().Get(std::string("/") + kListTopics);

  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->get_header_value("Allow"), "POST");
}

TEST_F(ConnectCallsTest, KeepsTheClientsDeadline) {
  event_store_.stream_window = [](grpc::ServerContext& context, auto&&) {
    const bool ended = testing::Eventually([&] { return context.IsCancelled(); });
    return ended ? grpc::Status::CANCELLED : grpc::Status::OK;
  };
  StartFace();

  const auto answer = Call(kCompose, kAWeek, {{"Connect-Timeout-Ms", "200"}});

  EXPECT_EQ(answer->status, 504);
  EXPECT_THAT(answer->body, HasSubstr(R"("code":"deadline_exceeded")"));
}

TEST_F(ConnectCallsTest, CarriesTheRequestIdAndTheTraceThrough) {
  std::string request_id;
  event_store_.append = [&](grpc::ServerContext& context, auto&&) {
    request_id = MetadataOf(context, "x-request-id");
    return grpc::Status::OK;
  };
  StartFace();

  const auto named = Call(kAppend, "{}", {{"X-Request-Id", "order-66"}});
  EXPECT_EQ(request_id, "order-66");
  EXPECT_EQ(named->get_header_value("X-Request-Id"), "order-66");

  const auto unnamed = Call(kAppend, "{}");
  EXPECT_THAT(request_id, StartsWith("http-"));
  EXPECT_EQ(unnamed->get_header_value("X-Request-Id"), request_id);

  Call(kAppend, "{}", {{"X-Request-Id", "a b\"c"}});
  EXPECT_THAT(request_id, StartsWith("http-"));
}

TEST_F(ConnectCallsTest, StopsACallWhoseClientHasGone) {
  std::promise<void> begun;
  std::promise<bool> was_cancelled;
  event_store_.append = [&](grpc::ServerContext& context, auto&&) {
    begun.set_value();
    was_cancelled.set_value(testing::Eventually([&] { return context.IsCancelled(); }));
    return grpc::Status::CANCELLED;
  };
  StartFace();
  RawClient impatient(face_->address());
  ASSERT_TRUE(impatient.Send(std::string("POST /") + kAppend +
                             " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                             "Content-Length: 2\r\n\r\n{}"));
  begun.get_future().wait();

  impatient.Close();

  EXPECT_TRUE(was_cancelled.get_future().get());
}

TEST_F(ConnectCallsTest, SaysWhenToComeBack) {
  event_store_.append = [](auto&&...) {
    return rpc::ToGrpcStatus(
        WithRetryAfter(absl::ResourceExhaustedError("full"), absl::Milliseconds(1500)));
  };
  StartFace();

  const auto answer = Call(kAppend, "{}");

  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->get_header_value("Retry-After"), "2");
  EXPECT_THAT(answer->body, HasSubstr(R"("type":"google.rpc.RetryInfo")"));
}

TEST_F(ConnectCallsTest, LetsNobodyInWhomItDoesNotKnow) {
  face_options_.authenticate = [](const Request& request) -> absl::StatusOr<std::string> {
    if (request.Header("Authorization") == "Bearer open sesame") return "token:ali";
    return absl::UnauthenticatedError("who are you");
  };
  StartFace();

  const auto stranger = Call(kListTopics, "{}");
  EXPECT_EQ(stranger->status, 401);
  EXPECT_EQ(stranger->get_header_value("WWW-Authenticate"), "Bearer");
  EXPECT_THAT(stranger->body, HasSubstr(R"("code":"unauthenticated")"));
  EXPECT_EQ(client().Get("/")->status, 401);
  EXPECT_EQ(client().Get("/-/healthz")->status, 200);

  EXPECT_EQ(Call(kListTopics, "{}", {{"Authorization", "Bearer open sesame"}})->status, 200);
}

TEST_F(ConnectCallsTest, NamesTheActorToTheGateway) {
  std::string actor;
  event_store_.append = [&](grpc::ServerContext& context, auto&&) {
    actor = MetadataOf(context, "x-sennight-actor");
    return grpc::Status::OK;
  };
  face_options_.authenticate = [](const Request&) { return std::string("token:ali"); };
  StartFace();

  EXPECT_EQ(Call(kAppend, "{}", {{"x-sennight-actor", "token:somebody-else"}})->status, 200);

  EXPECT_EQ(actor, "token:ali");
}

struct CodeCase {
  absl::StatusCode code;
  const char* name;
  int status;
};

TEST(ConnectError, HasTheProtocolsNamesAndStatuses) {
  const CodeCase cases[] = {{absl::StatusCode::kCancelled, "canceled", 499},
                            {absl::StatusCode::kUnknown, "unknown", 500},
                            {absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
                            {absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
                            {absl::StatusCode::kNotFound, "not_found", 404},
                            {absl::StatusCode::kAlreadyExists, "already_exists", 409},
                            {absl::StatusCode::kPermissionDenied, "permission_denied", 403},
                            {absl::StatusCode::kResourceExhausted, "resource_exhausted", 429},
                            {absl::StatusCode::kFailedPrecondition, "failed_precondition", 400},
                            {absl::StatusCode::kAborted, "aborted", 409},
                            {absl::StatusCode::kOutOfRange, "out_of_range", 400},
                            {absl::StatusCode::kUnimplemented, "unimplemented", 501},
                            {absl::StatusCode::kInternal, "internal", 500},
                            {absl::StatusCode::kUnavailable, "unavailable", 503},
                            {absl::StatusCode::kDataLoss, "data_loss", 500},
                            {absl::StatusCode::kUnauthenticated, "unauthenticated", 401}};
  for (const CodeCase& known : cases) {
    EXPECT_EQ(ConnectCode(known.code), known.name);
    EXPECT_EQ(HttpStatus(known.code), known.status) << known.name;
  }
}

TEST(ConnectError, KeepsDetailsOfTypesThatAreNotKnownHere) {
  absl::Status status = absl::InternalError("oh \"dear\"\n");
  status.SetPayload("type.googleapis.com/somebody.Elses", absl::Cord("\x08\x01"));

  EXPECT_EQ(ConnectErrorJson(status), R"({"code":"internal","message":"oh \"dear\"\n",)"
                                      R"("details":[{"type":"somebody.Elses","value":"CAE"}]})");
}

}  // namespace
}  // namespace sennight::gateway::http
