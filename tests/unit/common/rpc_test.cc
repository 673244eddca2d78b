#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

#include "common/rpc/channel.h"
#include "common/rpc/executor.h"
#include "common/rpc/handler.h"
#include "common/rpc/server.h"
#include "common/rpc/typed_service.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::rpc {
namespace {

using eventstore::v1::EventStoreService;
using eventstore::v1::GetHeadRequest;
using eventstore::v1::GetHeadResponse;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using eventstore::v1::StreamWindowRequest;
using eventstore::v1::StreamWindowResponse;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;
using ::testing::Not;

// Adds up what a client sends.
class Counting final : public Consumer<ImportEventsRequest, ImportEventsResponse> {
 public:
  inline static std::atomic<int> finished = 0;  // Of all.

  absl::Status Consume(ImportEventsRequest request) override {
    if (request.events().empty()) return InvalidField("events", "want at least one");
    received_ += request.events_size();
    return absl::OkStatus();
  }
  absl::StatusOr<ImportEventsResponse> Finish() override {
    ++finished;
    ImportEventsResponse response;
    response.set_received(received_);
    return response;
  }

 private:
  int64_t received_ = 0;
};

// Tells in each of three messages whether it was filled by the loop's thread.
class Telling final : public Feed<StreamWindowResponse> {
 public:
  explicit Telling(bool is_ready) : is_ready_(is_ready) {}

  absl::StatusOr<Step> Next(StreamWindowResponse* response) override {
    const bool is_here = loop_.load() == std::this_thread::get_id();
    response->mutable_head()->set_event_count(is_here ? 1 : 0);
    return left_-- > 0 ? Step::kSend : Step::kEnd;
  }

  bool IsReady() const override {
    loop_ = std::this_thread::get_id();
    return is_ready_;
  }

 private:
  const bool is_ready_;
  int left_ = 3;
  mutable std::atomic<std::thread::id> loop_;  // Who asks whether it is ready.
};

// One method of each shape; what GetHead does is the test's.
class TestService final : public TypedService {
 public:
  explicit TestService(Dispatcher& dispatcher) : TypedService(dispatcher) {
    Unary(&TestService::Head);
    AsyncUnary(&TestService::Wait, &AlwaysQuick<eventstore::v1::GetEventRequest>);
    ServerStream(&TestService::Count);
    ClientStream(&TestService::Import);
  }

  std::function<absl::StatusOr<GetHeadResponse>(const Call&)> get_head = [](const Call&) {
    return GetHeadResponse();
  };

  std::promise<void> waits_for;
  std::atomic<bool> waiting = false;

 private:
  absl::StatusOr<GetHeadResponse> Head(const Call& call, const GetHeadRequest&) {
    return get_head(call);
  }
  // Answers when `waits_for` has been said, on the loop's thread if that can be.
  void Wait(const Call&, const eventstore::v1::GetEventRequest&,
            Done<eventstore::v1::GetEventResponse> done) {
    auto wait = [this, done] {
      waiting.store(true);
      waits_for.get_future().wait();
      done(eventstore::v1::GetEventResponse());
    };
    if (!DoBeside(wait)) done(absl::UnavailableError("nobody stands by"));
  }

  // Streams `late_days` messages, then fails if the topic says so; or tells who fills them.
  absl::StatusOr<std::unique_ptr<Feed<StreamWindowResponse>>> Count(
      const Call&, const StreamWindowRequest& request) {
    if (request.topic().empty()) return InvalidField("topic", "want a topic");
    if (request.topic() == "ready") return std::make_unique<Telling>(true);
    if (request.topic() == "busy") return std::make_unique<Telling>(false);
    return std::make_unique<Producer<StreamWindowResponse>>(
        [left = request.late_days(), fails = request.topic() == "fails"](
            StreamWindowResponse* response) mutable -> absl::StatusOr<bool> {
          if (left == 0 && fails) return absl::UnavailableError("gone");
          if (left == 0) return false;
          response->mutable_head()->set_event_count(left--);
          return true;
        });
  }
  absl::StatusOr<std::unique_ptr<Consumer<ImportEventsRequest, ImportEventsResponse>>> Import(
      const Call&) {
    return std::make_unique<Counting>();
  }
};

class RpcTest : public ::testing::Test {
 protected:
  absl::StatusOr<GetHeadResponse> GetHead(absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + timeout, "request-7");
    GetHeadResponse response;
    const grpc::Status status = stub_->GetHead(&context, {}, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  static constexpr int kThreads = 2;
  static constexpr size_t kQueue = 3;

  Access access_;
  Dispatcher dispatcher_{kThreads, kQueue, access_};
  TestService service_{dispatcher_};
  std::unique_ptr<Server> server_ = *Server::Start({}, {.services = {&service_}});
  std::unique_ptr<EventStoreService::Stub> stub_ =
      EventStoreService::NewStub(server_->InProcessChannel());
};

TEST_F(RpcTest, AnswersAUnaryCallWithItsDeadlineAndRequestId) {
  absl::Duration remaining;
  std::string request_id;
  service_.get_head = [&](const Call& call) {
    remaining = call.remaining();
    request_id = call.request_id();
    GetHeadResponse response;
    response.set_position(7);
    return response;
  };

  EXPECT_EQ(GetHead(absl::Seconds(10))->position(), 7);
  EXPECT_LE(remaining, absl::Seconds(11));
  EXPECT_GT(remaining, absl::ZeroDuration());
  EXPECT_EQ(request_id, "request-7");
}

TEST_F(RpcTest, AnswersOthersWhileTheLoopWaitsForWhatItDoesBeside) {
  auto waited = std::async(std::launch::async, [this] {
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + absl::Seconds(20), "");
    eventstore::v1::GetEventResponse response;
    return FromGrpcStatus(stub_->GetEvent(&context, {}, &response));
  });
  ASSERT_TRUE(sennight::testing::Eventually([&] { return service_.waiting.load(); }));

  EXPECT_THAT(GetHead(), IsOk());
  grpc::ClientContext context;
  PrepareContext(context, absl::Now() + absl::Seconds(20), "");
  eventstore::v1::GetEventResponse response;
  EXPECT_THAT(FromGrpcStatus(stub_->GetEvent(&context, {}, &response)),
              StatusIs(absl::StatusCode::kUnavailable, "nobody stands by"));

  service_.waits_for.set_value();
  EXPECT_THAT(waited.get(), IsOk());
}

TEST_F(RpcTest, AStreamOfAClientThatIsCancelledIsNotTakenForOneThatEnded) {
  constexpr int kStreams = 200;
  Counting::finished = 0;
  for (int i = 0; i < kStreams; ++i) {
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + absl::Seconds(20), "");
    ImportEventsResponse response;
    const auto writer = stub_->ImportEvents(&context, &response);
    ImportEventsRequest request;
    request.add_events();
    writer->Write(request);  // Or it is shed already, where many end at the same time.
    context.TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  server_.reset();

  EXPECT_EQ(Counting::finished, 0);
}

TEST_F(RpcTest, ACallWithoutADeadlineGetsOne) {
  absl::Duration remaining;
  service_.get_head = [&](const Call& call) {
    remaining = call.remaining();
    return GetHeadResponse();
  };
  grpc::ClientContext context;
  GetHeadResponse response;

  ASSERT_TRUE(stub_->GetHead(&context, {}, &response).ok());

  EXPECT_LE(remaining, kDefaultDeadline);
  EXPECT_GT(remaining, kDefaultDeadline / 2);
}

TEST_F(RpcTest, CarriesAnErrorWithItsDetails) {
  service_.get_head = [](const Call&) -> absl::StatusOr<GetHeadResponse> {
    return InvalidField("topic", "want a topic");
  };

  const absl::Status status = GetHead().status();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "topic: want a topic"));
  EXPECT_EQ(BadRequestOf(status).field_violations(0).field(), "topic");
}

TEST_F(RpcTest, AnErrorArrivesHoweverMuchWasSaid) {
  std::string much;
  for (int i = 0; i < 4000; ++i) much += "周";
  TestService service(dispatcher_);
  service.get_head = [&](const Call&) -> absl::StatusOr<GetHeadResponse> {
    FieldViolations violations;
    for (int i = 0; i < 100; ++i) violations.Add(much, much);
    return violations.ToStatus();
  };
  const auto server = Server::Start({.address = "127.0.0.1:0"}, {.services = {&service}});
  ASSERT_THAT(server, IsOk());
  stub_ = EventStoreService::NewStub(Connect((*server)->address()));

  const absl::Status status = GetHead().status();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "周"));
  EXPECT_GT(BadRequestOf(status).field_violations_size(), 0);
}

TEST_F(RpcTest, AnExceptionIsAnInternalErrorAndTheServerGoesOn) {
  service_.get_head = [](const Call&) -> absl::StatusOr<GetHeadResponse> {
    throw std::runtime_error("secret");
  };
  EXPECT_THAT(GetHead(), StatusIs(absl::StatusCode::kInternal, "internal error"));
  EXPECT_EQ(GetHead().status().message().find("secret"), absl::string_view::npos);

  service_.get_head = [](const Call&) { return GetHeadResponse(); };
  EXPECT_THAT(GetHead(), IsOk());
}

TEST_F(RpcTest, ShedsWhatTheQueueCannotHoldAndSaysWhenToComeBack) {
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::promise<void> busy[kThreads];
  std::atomic<int> begun = 0;
  service_.get_head = [&](const Call&) {
    if (const int n = begun.fetch_add(1); n < kThreads) busy[n].set_value();
    released.wait();
    return GetHeadResponse();
  };
  std::vector<std::future<absl::StatusOr<GetHeadResponse>>> calls;
  for (int i = 0; i < kThreads; ++i) {
    calls.push_back(std::async(std::launch::async, [this] { return GetHead(); }));
  }
  for (auto& thread : busy) thread.get_future().wait();
  for (size_t i = 0; i < kQueue; ++i) ASSERT_TRUE(dispatcher_.executor().Submit([] {}));

  const absl::Status shed = GetHead().status();
  release.set_value();

  EXPECT_THAT(shed, StatusIs(absl::StatusCode::kResourceExhausted, "too many calls"));
  google::rpc::RetryInfo retry;
  const auto payload =
      shed.GetPayload(absl::string_view(kRetryInfoType.data(), kRetryInfoType.size()));
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(retry.ParseFromString(std::string(*payload)));
  EXPECT_GT(retry.retry_delay().nanos(), 0);
  for (auto& call : calls) EXPECT_THAT(call.get(), IsOk());
}

TEST_F(RpcTest, StreamsUntilTheProducerEnds) {
  grpc::ClientContext context;
  StreamWindowRequest request;
  request.set_topic("any");
  request.set_late_days(31);
  auto reader = stub_->StreamWindow(&context, request);

  int messages = 0;
  StreamWindowResponse response;
  while (reader->Read(&response)) ++messages;

  EXPECT_EQ(messages, 31);
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
}

TEST_F(RpcTest, TheLoopFillsWhatIsReadyAndNothingElse) {
  const auto told = [this](const std::string& topic) {
    grpc::ClientContext context;
    StreamWindowRequest request;
    request.set_topic(topic);
    auto reader = stub_->StreamWindow(&context, request);
    std::vector<int> filled_by_loop;
    for (StreamWindowResponse response; reader->Read(&response);) {
      filled_by_loop.push_back(response.head().event_count());
    }
    EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
    return filled_by_loop;
  };

  EXPECT_THAT(told("ready"), ::testing::ElementsAre(0, 1, 1));
  EXPECT_THAT(told("busy"), ::testing::ElementsAre(0, 0, 0));
}

TEST_F(RpcTest, AStreamThatFailsSaysSoAfterWhatWasSent) {
  grpc::ClientContext context;
  StreamWindowRequest request;
  request.set_topic("fails");
  request.set_late_days(2);
  auto reader = stub_->StreamWindow(&context, request);

  int messages = 0;
  StreamWindowResponse response;
  while (reader->Read(&response)) ++messages;

  EXPECT_EQ(messages, 2);
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), StatusIs(absl::StatusCode::kUnavailable, "gone"));
}

TEST_F(RpcTest, AStreamThatCannotBeginSaysWhy) {
  grpc::ClientContext context;
  auto reader = stub_->StreamWindow(&context, StreamWindowRequest());
  StreamWindowResponse response;

  EXPECT_FALSE(reader->Read(&response));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()),
              StatusIs(absl::StatusCode::kInvalidArgument, "topic"));
}

TEST_F(RpcTest, ConsumesAClientsStream) {
  grpc::ClientContext context;
  ImportEventsResponse response;
  auto writer = stub_->ImportEvents(&context, &response);
  ImportEventsRequest request;
  request.add_events();
  request.add_events();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(writer->Write(request));
  writer->WritesDone();

  EXPECT_THAT(FromGrpcStatus(writer->Finish()), IsOk());
  EXPECT_EQ(response.received(), 20);
}

TEST_F(RpcTest, AWrongMessageEndsAClientsStream) {
  grpc::ClientContext context;
  ImportEventsResponse response;
  auto writer = stub_->ImportEvents(&context, &response);
  writer->Write(ImportEventsRequest());
  writer->WritesDone();

  EXPECT_THAT(FromGrpcStatus(writer->Finish()),
              StatusIs(absl::StatusCode::kInvalidArgument, "events: want at least one"));
}

TEST(ServerTest, BindsAFreePortAndWritesItsAddress) {
  Access access;
  Dispatcher dispatcher(1, 1, access);
  TestService service(dispatcher);
  const testing::TestFolder folder;
  const std::string file = folder.File("address");

  auto server =
      Server::Start({.address = "127.0.0.1:0", .address_file = file}, {.services = {&service}});

  ASSERT_THAT(server, IsOk());
  EXPECT_THAT((*server)->address(), ::testing::MatchesRegex("127.0.0.1:[1-9][0-9]*"));
  std::string written;
  std::getline(std::ifstream(file), written);
  EXPECT_EQ(written, (*server)->address());
  auto stub = EventStoreService::NewStub(Connect(written));
  grpc::ClientContext context;
  PrepareContext(context, absl::Now() + absl::Seconds(20), "");
  GetHeadResponse response;
  EXPECT_THAT(FromGrpcStatus(stub->GetHead(&context, {}, &response)), IsOk());
}

TEST(ServerTest, WhatAServiceLacksIsNotAskedForAgainByItsCaller) {
  Access access;
  Dispatcher dispatcher(1, 1, access);
  TestService service(dispatcher);
  std::atomic<int> attempts = 0;
  service.get_head = [&attempts](const Call&) -> absl::StatusOr<GetHeadResponse> {
    ++attempts;
    return absl::UnavailableError("no database");
  };
  auto server = Server::Start({.address = "127.0.0.1:0"}, {.services = {&service}});
  ASSERT_THAT(server, IsOk());
  auto stub = EventStoreService::NewStub(Connect((*server)->address()));
  grpc::ClientContext context;
  PrepareContext(context, absl::Now() + absl::Seconds(20), "");
  GetHeadResponse response;

  const absl::Status status = FromGrpcStatus(stub->GetHead(&context, {}, &response));

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "no database"));
  EXPECT_EQ(ReasonOf(status), "DEPENDENCY_UNAVAILABLE");
  EXPECT_EQ(attempts, 1);
}

TEST(ServerTest, TwoServersCannotHaveOneAddress) {
  Access access;
  Dispatcher dispatcher(1, 1, access);
  TestService service(dispatcher);
  auto first = Server::Start({.address = "127.0.0.1:0"}, {.services = {&service}});
  ASSERT_THAT(first, IsOk());
  TestService other(dispatcher);

  EXPECT_THAT(Server::Start({.address = (*first)->address()}, {.services = {&other}}),
              StatusIs(absl::StatusCode::kUnavailable, "cannot listen on"));
}

TEST(ExecutorTest, DoesEverythingThatWasAdmitted) {
  std::atomic<int> done = 0;
  {
    Executor executor(2, 1000);
    for (int i = 0; i < 1000; ++i) {
      while (!executor.Submit([&done] { ++done; })) std::this_thread::yield();
    }
  }
  EXPECT_EQ(done, 1000);
}

// Holds the one thread of an executor until it is told to let go.
class Held {
 public:
  explicit Held(Executor& executor, size_t bytes = 0) {
    std::promise<void> begun;
    EXPECT_TRUE(executor.Submit(
        [&begun, released = release_.get_future().share()] {
          begun.set_value();
          released.wait();
        },
        nullptr, bytes));
    begun.get_future().wait();
  }
  void LetGo() { release_.set_value(); }

 private:
  std::promise<void> release_;
};

TEST(ExecutorTest, TakesAnOfferOnlyIfAThreadIsFree) {
  std::atomic<int> done = 0;
  Executor executor(1, 10);
  ASSERT_TRUE(testing::Eventually([&] { return executor.Offer([&done] { ++done; }); }));
  ASSERT_TRUE(testing::Eventually([&done] { return done == 1; }));
  {
    const Held held(executor);
    EXPECT_FALSE(executor.Offer([&done] { ++done; }));
    executor.Continue([&done] { ++done; });
    EXPECT_FALSE(executor.Offer([&done] { ++done; }));
  }
  EXPECT_TRUE(testing::Eventually([&done] { return done == 2; }));
}

TEST(ExecutorTest, RefusesWorkThatHasWaitedForLongInAnOverloadThatLasts) {
  Executor executor(1, 10);
  Held held(executor);
  std::promise<std::string> late;
  std::promise<std::string> admitted_before;
  ASSERT_TRUE(executor.Submit([&] { late.set_value("done"); }, [&] { late.set_value("refused"); }));
  executor.Continue([&] { admitted_before.set_value("done"); });
  const auto overloaded = std::chrono::steady_clock::now() + kStandingQueue + kMostWait;
  ASSERT_TRUE(testing::Eventually([&] { return std::chrono::steady_clock::now() > overloaded; }));
  held.LetGo();

  EXPECT_EQ(late.get_future().get(), "refused");
  EXPECT_EQ(admitted_before.get_future().get(), "done");
}

TEST(ExecutorTest, TakesOnlySoManyBytesInHand) {
  Executor executor(1, 10);
  Held held(executor, kMostBytesInHand / 2);

  EXPECT_TRUE(executor.Submit([] {}, nullptr, kMostBytesInHand / 2));
  EXPECT_FALSE(executor.Submit([] {}, nullptr, 1));
  EXPECT_TRUE(executor.Submit([] {}));
  held.LetGo();
  // Whatever its size, a request is taken when there is no other.
  EXPECT_TRUE(
      testing::Eventually([&] { return executor.Submit([] {}, nullptr, 2 * kMostBytesInHand); }));
}

}  // namespace
}  // namespace sennight::rpc
