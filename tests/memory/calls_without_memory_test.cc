// A server whose loop lacks memory when a call comes.
#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "common/rpc/channel.h"
#include "common/rpc/handler.h"
#include "common/rpc/message.h"
#include "common/rpc/server.h"
#include "common/rpc/service.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/event_store_service.h"
#include "tests/memory/scarce_memory.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::rpc {
namespace {

using testing::Eventually;
using testing::IsOk;
using testing::PlentyOfMemory;
using testing::ScarceMemory;
using testing::StatusIs;
using testing::Whose;

constexpr char kMethod[] = "/test.Scarce/Answer";

// One method, which does what the test says.
class TestService final : public Service {
 public:
  TestService() {
    AddUnary(kMethod, [this](UnaryCall& call) { begin(call); });
  }

  std::function<void(UnaryCall&)> begin;
};

// Who answers a call that the test finishes.
class Holder final : public Reactor {
 public:
  explicit Holder(UnaryCall& call) : call_(&call) { call.SetReactor(this); }

  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<UnaryCall> call_;
};

class CallsWithoutMemory : public ::testing::Test {
 protected:
  std::future<absl::Status> Call() {
    return std::async(std::launch::async, [this] {
      grpc::ClientContext context;
      PrepareContext(context, absl::Now() + absl::Seconds(20), "");
      const grpc::ByteBuffer request = BytesOf("");
      grpc::ByteBuffer response;
      std::promise<grpc::Status> answer;
      stub_.UnaryCall(&context, kMethod, {}, &request, &response,
                      [&answer](const grpc::Status& status) { answer.set_value(status); });
      return FromGrpcStatus(answer.get_future().get());
    });
  }

  TestService service_;
  std::unique_ptr<Server> server_ = *Server::Start({}, {.services = {&service_}});
  grpc::GenericStub stub_{server_->InProcessChannel()};
};

TEST_F(CallsWithoutMemory, AreToldSoAndTheNextAreAnswered) {
  for (int round = 0; round < 3; ++round) {
    service_.begin = [](UnaryCall& /*call*/) { throw std::bad_alloc(); };
    EXPECT_THAT(Call().get(), StatusIs(absl::StatusCode::kResourceExhausted, ""));
    service_.begin = [](UnaryCall& call) { call.Finish(BytesOf("")); };
    EXPECT_THAT(Call().get(), IsOk());
  }
}

// The words of a status are the first that is allocated of that size.
TEST_F(CallsWithoutMemory, EndAlsoIfThereIsNoMemoryToSayWhy) {
  const absl::Status status = absl::NotFoundError(std::string(kMaxErrorBytes, 'x'));
  for (const int first : {1, 2}) {
    std::promise<bool> has_failed;
    service_.begin = [&](UnaryCall& call) {
      const ScarceMemory scarce(first, 1, Whose::kThisThread, kMaxErrorBytes);
      FinishCall(call, status);
      has_failed.set_value(scarce.has_failed());
    };
    EXPECT_THAT(Call().get(), StatusIs(absl::StatusCode::kResourceExhausted, "")) << first;
    EXPECT_TRUE(has_failed.get_future().get()) << first;
  }
}

TEST(StatusesWithoutMemory, HaveNoWords) {
  const ScarceMemory scarce(1, ScarceMemory::kAllOthers, Whose::kThisThread);
  const absl::Status gone = ClientHasGone();
  const absl::Status overloaded = Overloaded();
  const PlentyOfMemory plenty;
  EXPECT_THAT(gone, StatusIs(absl::StatusCode::kCancelled, ""));
  EXPECT_THAT(overloaded, StatusIs(absl::StatusCode::kResourceExhausted, ""));
  EXPECT_TRUE(gone.message().empty() && overloaded.message().empty());
}

// What the loop allocates after the beginning of a call is what waits for the next.
TEST_F(CallsWithoutMemory, AreAwaitedAgainWhenACallIsOver) {
  for (const bool has_reactor : {false, true}) {
    std::atomic<UnaryCall*> held = nullptr;
    std::optional<ScarceMemory> scarce;
    service_.begin = [&](UnaryCall& call) {
      if (has_reactor) new Holder(call);
      scarce.emplace(1, 1, Whose::kThisThread);
      held = &call;
    };
    std::future<absl::Status> first = Call();
    ASSERT_TRUE(Eventually([&] { return held.load() != nullptr && scarce->has_failed(); }));
    scarce.reset();
    service_.begin = [](UnaryCall& next) { next.Finish(BytesOf("")); };
    std::future<absl::Status> second = Call();

    held.load()->Finish(BytesOf(""));

    EXPECT_THAT(first.get(), IsOk()) << has_reactor;
    EXPECT_THAT(second.get(), IsOk()) << has_reactor;
  }
}

// A name that is kept in more memory at once than anything else of a call.
constexpr size_t kNameBytes = 20'000;

// Watches the health of what nobody knows, and returns how that ended; OK if it is watched.
absl::Status Watch(grpc::GenericStub& stub, int fails_at) {
  google::protobuf::StringValue request;
  request.set_value(std::string(kNameBytes, 'x'));
  const grpc::ByteBuffer bytes = *WriteMessage(request);
  grpc::ClientContext context;
  PrepareContext(context, absl::Now() + absl::Seconds(20), "");
  grpc::CompletionQueue queue;
  const auto happens = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto stream = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &queue);
  std::optional<ScarceMemory> scarce;
  if (fails_at > 0) scarce.emplace(fails_at, 1, Whose::kAll, kNameBytes);
  stream->StartCall(nullptr);
  (void)happens();
  stream->WriteLast(bytes, {}, nullptr);
  (void)happens();
  grpc::ByteBuffer response;
  stream->Read(&response, nullptr);
  const bool is_told = happens();
  if (is_told) context.TryCancel();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  (void)happens();
  EXPECT_EQ(fails_at > 0, scarce.has_value() && scarce->has_failed());
  return is_told ? absl::OkStatus() : FromGrpcStatus(status);
}

// The name is read, then kept.
TEST_F(CallsWithoutMemory, ThatWatchHealthAreToldSoAndTheNextAreAnswered) {
  for (const int fails_at : {1, 2}) {
    EXPECT_THAT(Watch(stub_, fails_at), StatusIs(absl::StatusCode::kResourceExhausted, ""));
    EXPECT_THAT(Watch(stub_, 0), IsOk()) << fails_at;
  }
}

// A log whose reader lacks memory, when it has read, at the allocation that the test says.
class ReadLog final : public event_store::InMemoryEventLog {
 public:
  absl::StatusOr<Each> GetEach(absl::Span<const event_store::EventAt> wanted,
                               absl::Time deadline) override {
    absl::StatusOr<Each> found = InMemoryEventLog::GetEach(wanted, deadline);
    if (fails_at > 0) scarce.emplace(std::exchange(fails_at, 0), 1, Whose::kThisThread);
    return found;
  }

  int fails_at = 0;
  std::optional<ScarceMemory> scarce;
};

TEST(GetWithoutMemory, IsToldSoWhenTheEventHasBeenFound) {
  ReadLog log;
  const event::v1::Event event = event_store::AnEvent(1);
  ASSERT_THAT(AppendTo(log, {&event, 1}, {event_store::kNow, "me"}, absl::InfiniteFuture()),
              IsOk());
  Access access;
  Dispatcher dispatcher(2, 100, access);
  event_store::LogTail tail(log);
  event_store::Subscriptions subscriptions(log, tail, {.now = [] { return event_store::kNow; }});
  event_store::EventStoreService service(
      log, dispatcher, [] { return event_store::kNow; }, subscriptions);
  const std::unique_ptr<Server> server = *Server::Start({}, {.services = {&service}});
  const auto stub = eventstore::v1::EventStoreService::NewStub(server->InProcessChannel());
  const auto get = [&] {
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + absl::Seconds(20), "");
    eventstore::v1::GetEventRequest request;
    request.set_event_id(event.event_id());
    eventstore::v1::GetEventResponse response;
    return FromGrpcStatus(stub->GetEvent(&context, request, &response));
  };

  // Where the bytes are kept, and gRPC's part of them.
  for (const int first : {1, 2}) {
    log.fails_at = first;
    EXPECT_THAT(get(), StatusIs(absl::StatusCode::kResourceExhausted, "")) << first;
    EXPECT_TRUE(log.scarce->has_failed());
    log.scarce.reset();
    EXPECT_THAT(get(), IsOk());
  }
}

}  // namespace
}  // namespace sennight::rpc
