// The gateway's services and clients: what a caller sees, whatever the other services do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/adapters/topic_files.h"
#include "tests/support/checkout.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"
#include "tests/unit/gateway/a_digest.h"
#include "tests/unit/gateway/gateway_fixture.h"

namespace sennight::gateway {
namespace {

using ::sennight::testing::EqualsProto;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(GatewayTest, ComposesADigestFromThePipedEvents) {
  std::promise<std::vector<int>> taken;
  std::string store_id;
  std::string summarization_id;
  event_store_.stream_window = [&](grpc::ServerContext& context, auto& writer) {
    store_id = MetadataOf(context, "x-request-id");
    return FakeEventStore::SendThreeEvents(context, writer);
  };
  summarization_.summarize = [&](grpc::ServerContext& context, auto& reader, auto& response) {
    summarization_id = MetadataOf(context, "x-request-id");
    std::vector<int> sizes;
    summarization::v1::SummarizeWindowRequest request;
    while (reader.Read(&request)) sizes.push_back(request.has_start() ? -1 : request.events_size());
    taken.set_value(sizes);
    *response.mutable_digest() = ADigest();
    return grpc::Status::OK;
  };
  Start();

  v1::ComposeDigestResponse response;
  ASSERT_THAT(rpc::FromGrpcStatus(Compose(&response)), IsOk());

  EXPECT_THAT(response.digest(), EqualsProto(ADigest()));
  EXPECT_THAT(taken.get_future().get(), ElementsAre(-1, 2, 1));
  EXPECT_EQ(store_id, "client-1");
  EXPECT_EQ(summarization_id, "client-1");
}

TEST_F(GatewayTest, PassesHeadlinesOfEarlierDaysOn) {
  event_store_.stream_window = [](auto&, auto& writer) {
    eventstore::v1::StreamWindowResponse part;
    part.mutable_head()->set_event_count(1);
    writer.Write(part);
    part.Clear();
    part.add_events()->set_event_id("now");
    writer.Write(part);
    part.Clear();
    part.add_earlier()->set_event_id("before");
    writer.Write(part);
    return grpc::Status::OK;
  };
  std::vector<std::string> earlier;
  summarization_.summarize = [&](auto& context, auto& reader, auto& response) {
    summarization::v1::SummarizeWindowRequest request;
    while (reader.Read(&request)) {
      for (const auto& event : request.earlier()) earlier.push_back(event.event_id());
    }
    return FakeSummarization::TakeAll(context, reader, response);
  };
  Start();
  v1::ComposeDigestResponse response;
  ASSERT_TRUE(Compose(&response).ok());
  EXPECT_THAT(earlier, ::testing::ElementsAre("before"));
}

constexpr char kStoredEvent[] = "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d";

v1::VerifyDigestRequest ADigestToVerify() {
  v1::VerifyDigestRequest request;
  *request.mutable_digest() = ADigest();
  request.mutable_digest()->mutable_in_brief(0)->add_event_ids(kStoredEvent);
  request.mutable_digest()->mutable_in_brief(0)->add_event_ids(
      "1d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d");
  return request;
}

TEST_F(GatewayTest, VerifiesADigestWithItsEvents) {
  event_store_.batch_get = [](const auto& request, auto& response) {
    for (const std::string& id : request.event_ids()) response.add_events()->set_event_id(id);
    return grpc::Status::OK;
  };
  std::vector<std::string> compared;
  summarization_.verify = [&](auto& reader, auto& response) {
    summarization::v1::VerifyDigestRequest request;
    while (reader.Read(&request)) {
      for (const auto& event : request.events()) compared.push_back(event.event_id());
    }
    auto* claim = response.add_claims();
    claim->set_path("/intro");
    claim->set_text("It cures all.");
    return grpc::Status::OK;
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  v1::VerifyDigestResponse response;
  const grpc::Status status = digests_->VerifyDigest(&context, ADigestToVerify(), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(compared,
              ::testing::ElementsAre(kStoredEvent, "1d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"));
  ASSERT_EQ(response.claims_size(), 1);
  EXPECT_TRUE(std::any_of(response.findings().begin(), response.findings().end(),
                          [](const auto& f) { return f.rule_id() == "GRD-UNSUPPORTED"; }));
}

TEST_F(GatewayTest, AsksForFewerEventsIfTheAnswerIsTooLarge) {
  std::vector<int> asked;
  event_store_.batch_get = [&](const auto& request, auto&) {
    asked.push_back(request.event_ids_size());
    if (request.event_ids_size() == 1) return grpc::Status::OK;
    return rpc::ToGrpcStatus(
        WithReason(absl::ResourceExhaustedError("too large"), "ANSWER_TOO_LARGE"));
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  v1::VerifyDigestResponse response;
  const grpc::Status status = digests_->VerifyDigest(&context, ADigestToVerify(), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(asked, ::testing::ElementsAre(2, 1, 1));
}

TEST_F(GatewayTest, HoldsNoMoreEventsThanAWindowMayHave) {
  event_store_.batch_get = [](const auto& request, auto& response) {
    if (request.event_ids_size() > 2) {
      return rpc::ToGrpcStatus(
          WithReason(absl::ResourceExhaustedError("too large"), "ANSWER_TOO_LARGE"));
    }
    for (const std::string& id : request.event_ids()) {
      response.add_events()->set_event_id(id);
      response.mutable_events(0)->mutable_body()->resize(4'000'000, 'x');
    }
    return grpc::Status::OK;
  };
  Start();
  v1::VerifyDigestRequest request = ADigestToVerify();
  for (int i = 0; i < 64; ++i) {
    request.mutable_digest()->mutable_in_brief(0)->add_event_ids(
        absl::StrCat("10000000-0000-4000-8000-", 100'000'000'000 + i));
  }
  grpc::ClientContext context;
  Prepare(context);
  v1::VerifyDigestResponse response;
  const grpc::Status status = digests_->VerifyDigest(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonOf(rpc::FromGrpcStatus(status)), "WINDOW_TOO_LARGE");
}

TEST_F(GatewayTest, ExplainsADigest) {
  summarization_.analyze = [](auto& reader, auto& response) {
    summarization::v1::AnalyzeEventsRequest request;
    while (reader.Read(&request)) continue;
    response.add_stories()->set_story_id("t-1");
    return grpc::Status::OK;
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  v1::ExplainDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  v1::ExplainDigestResponse response;
  const grpc::Status status = digests_->ExplainDigest(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.stories_size(), 1);
  EXPECT_EQ(response.stories(0).story_id(), "t-1");
  EXPECT_EQ(response.first_rank(), 1);
}

TEST_F(GatewayTest, AnswersFromTheCacheWhatItComposedBefore) {
  std::string head_id;
  std::atomic<int> composed = 0;
  event_store_.get_window_head = [&](grpc::ServerContext& context, auto& response) {
    head_id = MetadataOf(context, "x-request-id");
    return FakeEventStore::TellThreeEvents(context, response);
  };
  summarization_.summarize = [&](auto&&... arguments) {
    ++composed;
    return FakeSummarization::TakeAll(arguments...);
  };
  Start();
  v1::ComposeDigestResponse first;
  v1::ComposeDigestResponse second;
  ASSERT_THAT(rpc::FromGrpcStatus(Compose(&first)), IsOk());
  ASSERT_THAT(rpc::FromGrpcStatus(Compose(&second)), IsOk());

  EXPECT_EQ(composed, 1);
  EXPECT_EQ(head_id, "client-1");
  EXPECT_TRUE(second.from_cache());
  ASSERT_EQ(second.steps_size(), 1);
  EXPECT_EQ(second.steps(0).step(), "reading events");
  second.clear_from_cache();
  second.clear_steps();
  first.clear_steps();
  EXPECT_THAT(second, EqualsProto(first));
}

TEST_F(GatewayTest, ComposesAnewWhenTheWindowHasChanged) {
  Start();
  v1::ComposeDigestResponse response;
  ASSERT_THAT(rpc::FromGrpcStatus(Compose(&response)), IsOk());
  event_store_.get_window_head = [](auto& context, auto& head) {
    const grpc::Status status = FakeEventStore::TellThreeEvents(context, head);
    head.mutable_head()->set_as_of_position(8);
    return status;
  };
  event_store_.stream_window = [](auto&, auto& writer) {
    eventstore::v1::StreamWindowResponse head;
    head.mutable_head()->set_as_of_position(8);
    head.mutable_head()->set_event_count(1);
    writer.Write(head);
    return grpc::Status::OK;
  };

  ASSERT_THAT(rpc::FromGrpcStatus(Compose(&response)), IsOk());

  EXPECT_FALSE(response.from_cache());
}

TEST_F(GatewayTest, NamesTheStepThatKeepsItFromLookingIntoTheCache) {
  Start();
  v1::ComposeDigestResponse response;
  ASSERT_THAT(rpc::FromGrpcStatus(Compose(&response)), IsOk());
  event_store_.get_window_head = [](auto&&...) { return BadField("window"); };
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kInternal, "reading events"));

  event_store_.get_window_head = [](auto&&...) { return grpc::Status::OK; };
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kInternal, "sent no head of the window"));
}

TEST_F(GatewayTest, RefusesBytesThatAreNoRequest) {
  Start();
  const std::shared_ptr<grpc::Channel> channel = rpc::Connect(server_->address());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  Prepare(context);
  grpc::Slice slice("\xff\xff");
  grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> ended;
  stub.UnaryCall(&context, "/sennight.gateway.v1.DigestService/ComposeDigest", grpc::StubOptions(),
                 &request, &response,
                 [&ended](grpc::Status status) { ended.set_value(std::move(status)); });

  EXPECT_THAT(rpc::FromGrpcStatus(ended.get_future().get()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "want the bytes of a sennight.gateway.v1.ComposeDigestRequest"));
}

TEST_F(GatewayTest, PrefersTheRequestIdThatTheRequestCarries) {
  std::string store_id;
  event_store_.stream_window = [&](grpc::ServerContext& context, auto& writer) {
    store_id = MetadataOf(context, "x-request-id");
    return FakeEventStore::SendThreeEvents(context, writer);
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  v1::ComposeDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_request_id("0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d");
  v1::ComposeDigestResponse response;

  ASSERT_TRUE(digests_->ComposeDigest(&context, request, &response).ok());
  EXPECT_EQ(store_id, "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d");
}

TEST_F(GatewayTest, TellsWhichStepFailedAndWhoMustAct) {
  const struct {
    grpc::StatusCode upstream;
    absl::StatusCode code;
  } cases[] = {
      {grpc::StatusCode::INVALID_ARGUMENT, absl::StatusCode::kInternal},
      {grpc::StatusCode::FAILED_PRECONDITION, absl::StatusCode::kInternal},
      {grpc::StatusCode::UNIMPLEMENTED, absl::StatusCode::kInternal},
      {grpc::StatusCode::PERMISSION_DENIED, absl::StatusCode::kInternal},
      {grpc::StatusCode::OUT_OF_RANGE, absl::StatusCode::kOutOfRange},
      {grpc::StatusCode::RESOURCE_EXHAUSTED, absl::StatusCode::kResourceExhausted},
      {grpc::StatusCode::UNAVAILABLE, absl::StatusCode::kUnavailable},
      {grpc::StatusCode::DEADLINE_EXCEEDED, absl::StatusCode::kDeadlineExceeded},
      {grpc::StatusCode::INTERNAL, absl::StatusCode::kInternal},
      {grpc::StatusCode::UNKNOWN, absl::StatusCode::kUnknown},
  };
  Start();
  v1::ComposeDigestResponse response;
  for (const auto& it : cases) {
    const grpc::Status failure = rpc::ToGrpcStatus(WithReason(
        absl::Status(static_cast<absl::StatusCode>(it.upstream), "it fails"), "SOME_REASON"));
    event_store_.stream_window = [&](auto&&...) { return failure; };
    EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
                StatusIs(it.code, "reading events: it fails"));

    event_store_.stream_window = FakeEventStore::SendThreeEvents;
    summarization_.summarize = [&](auto&&...) { return failure; };
    EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
                StatusIs(it.code, "summarizing: it fails"));
  }
}

TEST_F(GatewayTest, SaysInWordsThatThereIsNothingToTell) {
  summarization_.summarize = [](auto&&...) {
    return rpc::ToGrpcStatus(
        WithReason(absl::NotFoundError("none"), "NOTHING_RELEVANT", {{"events_read", "3"}}));
  };
  Start();
  v1::ComposeDigestResponse response;

  const absl::Status status = rpc::FromGrpcStatus(Compose(&response));

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound,
                               "none of the reports from 2025-12-09 to 2025-12-15 (2025-W50) "
                               "belongs to the topic cell-gene-therapy"));
  EXPECT_EQ(ReasonOf(status), "NOTHING_RELEVANT");
}

TEST_F(GatewayTest, PassesOnThatAWindowIsTooLarge) {
  summarization_.summarize = [](auto&&...) {
    return rpc::ToGrpcStatus(
        WithReason(absl::ResourceExhaustedError("want less"), "WINDOW_TOO_LARGE"));
  };
  Start();
  v1::ComposeDigestResponse response;

  const absl::Status status = rpc::FromGrpcStatus(Compose(&response));

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "summarizing: want less"));
  EXPECT_EQ(ReasonOf(status), "WINDOW_TOO_LARGE");
}

TEST_F(GatewayTest, MakesNoDigestOfHalfAWindow) {
  event_store_.stream_window = [](grpc::ServerContext& context, auto& writer) {
    FakeEventStore::SendThreeEvents(context, writer);
    return grpc::Status(grpc::StatusCode::INTERNAL, "the rest is lost");
  };
  std::promise<bool> saw_cancellation;
  summarization_.summarize = [&](grpc::ServerContext& context, auto& reader, auto& response) {
    const grpc::Status status = FakeSummarization::TakeAll(context, reader, response);
    saw_cancellation.set_value(context.IsCancelled());
    return status;
  };
  Start();
  v1::ComposeDigestResponse response;

  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kInternal, "reading events: the rest is lost"));
  EXPECT_TRUE(saw_cancellation.get_future().get());
}

TEST_F(GatewayTest, ListensToASummarizerThatAnswersEarly) {
  event_store_.stream_window = [](grpc::ServerContext& context, auto& writer) {
    FakeEventStore::SendThreeEvents(context, writer);
    eventstore::v1::StreamWindowResponse part;
    part.add_events()->set_body(std::string(100'000, 'x'));
    while (writer.Write(part)) {
    }
    return grpc::Status::CANCELLED;
  };
  summarization_.summarize = [](auto&&...) {
    return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy");
  };
  Start();
  v1::ComposeDigestResponse response;

  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kResourceExhausted, "summarizing: busy"));
}

TEST_F(GatewayTest, RefusesAnswersThatBreakTheContract) {
  event_store_.stream_window = [](auto&&...) { return grpc::Status::OK; };
  Start();
  v1::ComposeDigestResponse response;
  EXPECT_THAT(
      rpc::FromGrpcStatus(Compose(&response)),
      StatusIs(absl::StatusCode::kInternal, "reading events: the event store sent no head"));

  event_store_.stream_window = FakeEventStore::SendThreeEvents;
  summarization_.summarize = [](auto&&...) { return grpc::Status::OK; };
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kInternal, "summarizing: the summarization service sent"));
}

TEST_F(GatewayTest, KeepsTheDigestWhenRenderingFails) {
  Start();
  v1::GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  request.set_format(rendering::v1::FORMAT_WEB);
  const auto get = [&](v1::GetWeeklyDigestResponse* response) {
    grpc::ClientContext context;
    Prepare(context);
    return rpc::FromGrpcStatus(digests_->GetWeeklyDigest(&context, request, response));
  };

  v1::GetWeeklyDigestResponse response;
  ASSERT_THAT(get(&response), IsOk());
  EXPECT_EQ(response.rendition().content(), "rendered");

  rendering_.render = [](auto&) { return BadField("digest"); };
  ASSERT_THAT(get(&response), IsOk());
  EXPECT_TRUE(response.composed().has_digest());
  EXPECT_FALSE(response.has_rendition());
  EXPECT_EQ(response.rendition_error().code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(response.rendition_error().message(), HasSubstr("rendering: digest: want"));

  request.set_format(rendering::v1::FORMAT_UNSPECIFIED);
  EXPECT_THAT(get(&response), StatusIs(absl::StatusCode::kInvalidArgument, "format: want"));
}

// A socket that takes connections and never says a word.
class BlackHole {
 public:
  BlackHole() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(listen(socket_, 16), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    port_ = ntohs(address.sin_port);
  }
  ~BlackHole() { close(socket_); }

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  int socket_;
  int port_ = 0;
};

TEST_F(GatewayTest, SaysSoonThatAServiceIsNotReached) {
  const BlackHole silent;
  channels_.event_store = rpc::Connect(silent.address());
  Start();
  v1::ComposeDigestResponse response;

  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kUnavailable, "reading events: "));
}

TEST_F(GatewayTest, AnswersInTimeWhenAServiceDoesNot) {
  std::promise<void> may_end;
  const std::shared_future<void> end = may_end.get_future().share();
  const auto hang = [end](auto&&...) {
    end.wait();
    return grpc::Status::CANCELLED;
  };
  Start();
  v1::ComposeDigestResponse response;

  // The gateway's own answer, which names the step, and not the client's deadline.
  summarization_.summarize = hang;
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response, absl::Seconds(2))),
              StatusIs(absl::StatusCode::kDeadlineExceeded, "summarizing: "));
  event_store_.stream_window = hang;
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response, absl::Seconds(2))),
              StatusIs(absl::StatusCode::kDeadlineExceeded, "reading events: "));
  may_end.set_value();
}

TEST_F(GatewayTest, UsesAServiceAgainThatComesBack) {
  const std::string address = absl::StrCat("unix:", options_.topics, "/s");
  channels_.event_store = rpc::Connect(address);
  Start();
  v1::ComposeDigestResponse response;
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&response)),
              StatusIs(absl::StatusCode::kUnavailable, "reading events: "));

  FakeEventStore back;
  const auto server = rpc::Server::Start({.address = address, .drain_grace = absl::ZeroDuration()},
                                         {.services = {&back}});
  ASSERT_THAT(server, IsOk());
  const absl::Time patience = absl::Now() + absl::Minutes(1);
  grpc::Status status;
  do {
    status = Compose(&response);
  } while (!status.ok() && absl::Now() < patience);

  EXPECT_THAT(rpc::FromGrpcStatus(status), IsOk());
}

TEST_F(GatewayTest, ListsTopicsPageByPage) {
  Start();
  const auto list = [this](int page_size, const std::string& token,
                           v1::ListTopicsResponse* response) {
    grpc::ClientContext context;
    Prepare(context);
    v1::ListTopicsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return rpc::FromGrpcStatus(topics_->ListTopics(&context, request, response));
  };

  v1::ListTopicsResponse page;
  ASSERT_THAT(list(1, "", &page), IsOk());
  ASSERT_EQ(page.topics_size(), 1);
  EXPECT_EQ(page.topics(0).topic_id(), "cell-gene-therapy");
  ASSERT_THAT(list(1, page.next_page_token(), &page), IsOk());
  ASSERT_EQ(page.topics_size(), 1);
  EXPECT_EQ(page.topics(0).topic_id(), "solar-power");
  EXPECT_EQ(page.next_page_token(), "");
  ASSERT_THAT(list(0, "", &page), IsOk());
  EXPECT_EQ(page.topics_size(), 2);
  EXPECT_THAT(list(-1, "x", &page), StatusIs(absl::StatusCode::kInvalidArgument,
                                             "page_size: want 0 to 1000; page_token: want"));
}

TEST_F(GatewayTest, ReturnsOneTopic) {
  Start();
  const auto get = [this](const std::string& id, v1::GetTopicResponse* response) {
    grpc::ClientContext context;
    Prepare(context);
    v1::GetTopicRequest request;
    request.set_topic(id);
    return rpc::FromGrpcStatus(topics_->GetTopic(&context, request, response));
  };

  v1::GetTopicResponse response;
  ASSERT_THAT(get("solar-power", &response), IsOk());
  EXPECT_THAT(response.topic(), EqualsProto(ATopic("solar-power")));
  EXPECT_THAT(get("", &response), StatusIs(absl::StatusCode::kInvalidArgument, "topic: want"));
  const absl::Status unknown = get("wind", &response);
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound, "cell-gene-therapy, solar-power"));
  EXPECT_EQ(ReasonOf(unknown), "TOPIC_UNKNOWN");
}

TEST_F(GatewayTest, ShedsCallsThatFindTheQueueFull) {
  options_.threads = 1;
  options_.queue = 1;
  std::promise<void> reading;
  std::promise<void> may_go_on;
  event_store_.stream_window = [&](grpc::ServerContext& context, auto& writer) {
    reading.set_value();
    may_go_on.get_future().wait();
    event_store_.stream_window = FakeEventStore::SendThreeEvents;
    return FakeEventStore::SendThreeEvents(context, writer);
  };
  Start();
  v1::ComposeDigestResponse first;
  v1::ComposeDigestResponse second;
  std::thread running([&] { Compose(&first); });
  reading.get_future().wait();
  // Of two more, one finds a place in the queue and the other none, in whatever order they come.
  std::promise<grpc::Status> shed;
  std::atomic<int> ended = 0;
  const auto compete = [&](v1::ComposeDigestResponse* response) {
    const grpc::Status status = Compose(response);
    if (++ended == 1) shed.set_value(status);
  };
  v1::ComposeDigestResponse third;
  std::thread one(compete, &second);
  std::thread two(compete, &third);
  const absl::Status status = rpc::FromGrpcStatus(shed.get_future().get());
  may_go_on.set_value();
  for (std::thread* thread : {&running, &one, &two}) thread->join();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "too many calls"));
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

TEST(TopicFilesTest, AreThoseThatAreDeployed) {
  EXPECT_THAT(LoadTopics(std::string(SENNIGHT_SOURCE_DIR) + "/deploy/topics"), IsOk());
}

TEST(TopicFilesTest, HaveTheirLogosBesideThem) {
  const testing::TestFolder folder;
  std::ofstream(folder.File("a.textproto")) << ATopicFile();
  EXPECT_THAT(LoadTopics(folder.path().string()), IsOk());
  std::ofstream(folder.File("a.logo.png")) << "<svg/>";
  EXPECT_THAT(
      LoadTopics(folder.path().string()),
      StatusIs(absl::StatusCode::kInvalidArgument, "a.textproto: the logo beside it: want a PNG"));
  std::ofstream(folder.File("a.logo.png")).flush();
  EXPECT_THAT(LoadTopics(folder.path().string()),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read"));
}

TEST(TopicFilesTest, NameALogoThatCannotBeRead) {
  const testing::TestFolder folder;
  std::ofstream(folder.File("a.textproto")) << ATopicFile();
  const std::string logo = folder.File("a.logo.png");
  std::filesystem::create_symlink("nowhere.png", logo);
  EXPECT_THAT(LoadTopics(folder.path().string()),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read " + logo));
  std::filesystem::remove(logo);
  std::filesystem::create_directory(logo);
  EXPECT_THAT(LoadTopics(folder.path().string()),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read " + logo));
  std::filesystem::remove(logo);
  std::filesystem::create_symlink("a.logo.png", logo);
  EXPECT_THAT(LoadTopics(folder.path().string()),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read " + logo));
}

TEST(TopicFilesTest, AreReadToTheirEnds) {
  const testing::TestFolder folder;
  std::filesystem::create_directory(folder.File("a.textproto"));
  EXPECT_THAT(
      LoadTopics(folder.path().string()),
      StatusIs(absl::StatusCode::kInvalidArgument, "cannot read " + folder.File("a.textproto")));
}

TEST(TopicFilesTest, WantAFolder) {
  EXPECT_THAT(LoadTopics("/no/such/folder"),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read the topics in /no/such"));
}

}  // namespace
}  // namespace sennight::gateway
