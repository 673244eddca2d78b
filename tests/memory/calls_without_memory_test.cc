// A server whose loop lacks memory when a call comes.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <optional>

#include "absl/status/status.h"
#include "common/rpc/channel.h"
#include "common/rpc/message.h"
#include "common/rpc/server.h"
#include "common/rpc/service.h"
#include "common/rpc/status.h"
#include "tests/memory/scarce_memory.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace sennight::rpc {
namespace {

using testing::Eventually;
using testing::IsOk;
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

// What the loop allocates after the beginning of a call is what waits for the next.
TEST_F(CallsWithoutMemory, AreAwaitedAgainWhenACallIsOver) {
  std::atomic<UnaryCall*> held = nullptr;
  std::optional<ScarceMemory> scarce;
  service_.begin = [&](UnaryCall& call) {
    scarce.emplace(1, 1, Whose::kThisThread);
    held = &call;
  };
  std::future<absl::Status> first = Call();
  ASSERT_TRUE(Eventually([&] { return held.load() != nullptr && scarce->has_failed(); }));
  scarce.reset();
  service_.begin = [](UnaryCall& next) { next.Finish(BytesOf("")); };
  std::future<absl::Status> second = Call();

  held.load()->Finish(BytesOf(""));

  EXPECT_THAT(first.get(), IsOk());
  EXPECT_THAT(second.get(), IsOk());
}

}  // namespace
}  // namespace sennight::rpc
