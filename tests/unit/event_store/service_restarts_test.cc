// Services that begin, are called, and end while they are called, again and again in one process.
// With SENNIGHT_LONG=1 three hundred times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/event_store_service.h"
#include "services/event_store/adapters/log_follower.h"
#include "tests/faults/rounds.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using namespace eventstore::v1;
using Stub = eventstore::v1::EventStoreService::Stub;
using testing::Eventually;
using testing::IsOk;
using testing::Rounds;

constexpr int kCallsOfEach = 3;

// A service in its server, on a log that outlives it.
class Service {
 public:
  Service(EventLog& log, const std::string& address, absl::Duration grace) : log_(log) {
    absl::StatusOr<std::unique_ptr<rpc::Server>> server =
        rpc::Server::Start({.address = address, .drain_grace = grace}, {.services = {&service_}});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  // Through a socket: of a channel within the process gRPC does not allow a call to begin while its
  // server ends.
  std::unique_ptr<Stub> NewStub() {
    return EventStoreService::NewStub(rpc::Connect(server_->address()));
  }

  void Stop() {
    subscriptions_.End();
    server_->Drain();
  }

 private:
  using EventStoreService = eventstore::v1::EventStoreService;

  EventLog& log_;
  rpc::Access access_;
  LogTail tail_{log_};
  LogFollower follower_{tail_, {}};
  Subscriptions subscriptions_{log_, tail_, {.now = SteadyNow}};
  rpc::Dispatcher dispatcher_{2, 100, access_};
  event_store::EventStoreService service_{log_, dispatcher_, [] { return kNow; }, subscriptions_};
  std::unique_ptr<rpc::Server> server_;
};

// Callers of each kind of method, who call until they are told to stop.
class Callers {
 public:
  explicit Callers(std::unique_ptr<Stub> stub) : stub_(std::move(stub)) {
    for (size_t i = 0; i < kinds_.size(); ++i) {
      threads_.emplace_back([this, i] {
        while (!stopping_) Call(i);
      });
    }
  }

  // Waits until all have been answered a few times.
  bool AwaitAnswers() const {
    return Eventually([this] {
      return std::all_of(answered_.begin(), answered_.end(),
                         [](const std::atomic<int>& count) { return count >= kCallsOfEach; });
    });
  }

  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  const std::map<absl::StatusCode, int>& codes() const { return codes_; }
  const std::set<std::string>& acknowledged() const { return acknowledged_; }

 private:
  using Kind = grpc::Status (Callers::*)(grpc::ClientContext&);

  void Call(size_t kind) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
    const absl::Status status = rpc::FromGrpcStatus((this->*kinds_[kind])(context));
    if (status.ok()) ++answered_[kind];
    const std::lock_guard lock(mutex_);
    ++codes_[status.code()];
  }

  grpc::Status Append(grpc::ClientContext& context) {
    AppendEventsRequest request;
    AppendEventsResponse response;
    for (int i = 0; i < 1 + n_ % 3; ++i) *request.add_events() = AnEvent(n_++);
    grpc::Status status = stub_->AppendEvents(&context, request, &response);
    if (!status.ok()) return status;
    const std::lock_guard lock(mutex_);
    for (const auto& outcome : response.outcomes()) acknowledged_.insert(outcome.event_id());
    return status;
  }

  grpc::Status Head(grpc::ClientContext& context) {
    GetHeadResponse response;
    return stub_->GetHead(&context, {}, &response);
  }

  grpc::Status Get(grpc::ClientContext& context) {
    GetEventRequest request;
    GetEventResponse response;
    request.set_event_id(IdOf(0));
    return stub_->GetEvent(&context, request, &response);
  }

  grpc::Status List(grpc::ClientContext& context) {
    ListEventsRequest request;
    ListEventsResponse response;
    request.set_topic("cell-gene-therapy");
    return stub_->ListEvents(&context, request, &response);
  }

  grpc::Status Window(grpc::ClientContext& context) {
    const auto reader = stub_->StreamWindow(
        &context,
        testing::ParseText<StreamWindowRequest>(
            "topic: 'cell-gene-therapy' "
            "window { start: '2025-12-09' end: '2025-12-16' time_zone: 'Asia/Shanghai' }"));
    for (StreamWindowResponse response; reader->Read(&response);) continue;
    return reader->Finish();
  }

  grpc::Status Import(grpc::ClientContext& context) {
    ImportEventsResponse response;
    const auto writer = stub_->ImportEvents(&context, &response);
    ImportEventsRequest request;
    *request.add_events() = AnEvent(0);
    for (int i = 0; i < 3 && writer->Write(request); ++i) continue;
    writer->WritesDone();
    return writer->Finish();
  }

  // Lasts until the service ends, so it counts its first message.
  grpc::Status Follow(grpc::ClientContext& context) {
    const auto reader = stub_->Subscribe(&context, SubscribeRequest());
    SubscribeResponse response;
    while (reader->Read(&response)) answered_[kinds_.size() - 1] += kCallsOfEach;
    return reader->Finish();
  }

  static constexpr std::array<Kind, 7> kinds_ = {
      &Callers::Append, &Callers::Head,   &Callers::Get,   &Callers::List,
      &Callers::Window, &Callers::Import, &Callers::Follow};

  const std::unique_ptr<Stub> stub_;
  std::atomic<bool> stopping_ = false;
  std::array<std::atomic<int>, kinds_.size()> answered_ = {};
  int n_ = 1;  // Of the thread that appends.
  std::mutex mutex_;
  std::map<absl::StatusCode, int> codes_;  // Guarded by mutex_ while the threads run, as the next.
  std::set<std::string> acknowledged_;
  std::vector<std::thread> threads_;
};

TEST(ServiceRestartsTest, LoseNothingAndEndEveryCall) {
  const testing::TestFolder folder;
  const int rounds = Rounds(30, 300);
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(round);
    InMemoryEventLog log;
    ASSERT_THAT(AppendTo(log, {AnEvent(0)}, {kNow}, absl::InfiniteFuture()), IsOk());
    Service service(log, round % 2 == 0 ? "127.0.0.1:0" : "unix:" + folder.File("socket"),
                    round % 3 == 0 ? absl::ZeroDuration() : absl::Seconds(10));
    Callers callers(service.NewStub());

    ASSERT_TRUE(callers.AwaitAnswers());
    service.Stop();
    callers.Stop();

    for (const auto& [code, count] : callers.codes()) {
      EXPECT_TRUE(code == absl::StatusCode::kOk || code == absl::StatusCode::kUnavailable ||
                  code == absl::StatusCode::kCancelled)
          << code << " " << count;
    }
    EXPECT_GE(callers.acknowledged().size(), size_t{kCallsOfEach});
    for (const std::string& id : callers.acknowledged()) {
      EXPECT_THAT(GetFrom(log, id, 0, absl::InfiniteFuture()), IsOk());
    }
  }
}

}  // namespace
}  // namespace sennight::event_store
