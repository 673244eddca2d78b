// Health checks as a prober and a client's load balancer ask for them.
#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>

#include "common/rpc/channel.h"
#include "common/rpc/message.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "tests/support/status_matchers.h"

namespace sennight::rpc {
namespace {

using ::sennight::testing::StatusIs;

constexpr int kServing = 1;
constexpr int kNotServing = 2;
constexpr int kUnknown = 3;

grpc::ByteBuffer RequestOf(const std::string& service) {
  google::protobuf::StringValue request;
  request.set_value(service);
  return *WriteMessage(request);
}

absl::StatusOr<int> StateOf(const grpc::ByteBuffer& response) {
  google::protobuf::Int32Value state;
  if (absl::Status read = ReadMessage(response, state); !read.ok()) return read;
  return state.value();
}

// A Watch that is read one answer at a time.
class Watched {
 public:
  Watched(grpc::GenericStub& stub, const grpc::ByteBuffer& request) {
    PrepareContext(context_, absl::Now() + absl::Seconds(20), "");
    stream_ = stub.PrepareCall(&context_, "/grpc.health.v1.Health/Watch", &queue_);
    stream_->StartCall(nullptr);
    Await();
    stream_->WriteLast(request, {}, nullptr);
    Await();
  }
  ~Watched() {
    context_.TryCancel();
    queue_.Shutdown();
  }

  // Returns the next state, or how the watch ended.
  absl::StatusOr<int> Next() {
    grpc::ByteBuffer response;
    stream_->Read(&response, nullptr);
    if (Await()) return StateOf(response);
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    Await();
    return FromGrpcStatus(status);
  }

 private:
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

class HealthWatchTest : public ::testing::Test {
 protected:
  absl::StatusOr<int> Check(const grpc::ByteBuffer& request) {
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + absl::Seconds(20), "");
    grpc::ByteBuffer response;
    std::promise<grpc::Status> ended;
    stub_.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response,
                    [&ended](grpc::Status status) { ended.set_value(std::move(status)); });
    if (grpc::Status status = ended.get_future().get(); !status.ok()) {
      return FromGrpcStatus(status);
    }
    return StateOf(response);
  }

  // A channel within the process would break off when the server drains.
  std::unique_ptr<Server> server_ =
      *Server::Start({.address = "127.0.0.1:0", .service_names = {"a.Service"}}, {});
  grpc::GenericStub stub_{Connect(server_->address())};
};

TEST_F(HealthWatchTest, TheProcessServesFromTheStartAndAServiceWhenItIsReady) {
  for (const char* name : {"", "startup", "liveness"}) EXPECT_EQ(*Check(RequestOf(name)), kServing);
  for (const char* name : {"readiness", "a.Service"}) {
    EXPECT_EQ(*Check(RequestOf(name)), kNotServing);
  }

  server_->SetReady(true);

  for (const char* name : {"readiness", "a.Service"}) EXPECT_EQ(*Check(RequestOf(name)), kServing);
}

TEST_F(HealthWatchTest, AnUnknownServiceIsNotFound) {
  EXPECT_THAT(Check(RequestOf("no.Service")).status(), StatusIs(absl::StatusCode::kNotFound, ""));
}

TEST_F(HealthWatchTest, BytesThatAreNoRequestAreRefused) {
  const grpc::Slice slice("\xff\xff");
  const grpc::ByteBuffer bytes(&slice, 1);

  const auto is_refused = StatusIs(absl::StatusCode::kInvalidArgument, "want the bytes of");
  EXPECT_THAT(Check(bytes).status(), is_refused);
  EXPECT_THAT(Watched(stub_, bytes).Next().status(), is_refused);
}

TEST_F(HealthWatchTest, AWatchTellsEachChangeAndEndsWithTheServer) {
  Watched known(stub_, RequestOf("a.Service"));
  Watched unknown(stub_, RequestOf("no.Service"));
  EXPECT_EQ(*known.Next(), kNotServing);
  EXPECT_EQ(*unknown.Next(), kUnknown);

  server_->SetReady(true);
  EXPECT_EQ(*known.Next(), kServing);

  auto drained = std::async(std::launch::async, [this] { server_->Drain(); });
  EXPECT_EQ(*known.Next(), kNotServing);
  EXPECT_FALSE(known.Next().ok());
  EXPECT_FALSE(unknown.Next().ok());
  drained.get();
}

TEST_F(HealthWatchTest, AWatchThatIsGivenUpHoldsNothing) {
  { Watched(stub_, RequestOf("a.Service")).Next().IgnoreError(); }
  server_->SetReady(true);
  server_->Drain();
}

}  // namespace
}  // namespace sennight::rpc
