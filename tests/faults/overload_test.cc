// More work than the suite can do: it does what it can as quickly as ever and says of the rest, at
// once, when to come again.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <fstream>
#include <future>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/sennight/client/health_check.h"
#include "tests/e2e/four_services.h"
#include "tests/faults/chaos_proxy.h"
#include "tests/faults/load.h"
#include "tests/faults/rounds.h"
#include "tests/support/checkout.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::testing {
namespace {

using eventstore::v1::AppendEventsRequest;
using eventstore::v1::AppendEventsResponse;
using eventstore::v1::EventStoreService;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using eventstore::v1::StreamWindowRequest;
using eventstore::v1::StreamWindowResponse;
using gateway::v1::ComposeDigestRequest;
using gateway::v1::ComposeDigestResponse;
using gateway::v1::DigestService;

constexpr double kTooMuch = 10;
constexpr double kMostTooMuch = 160;
constexpr int kMostCalls = 100'000;
constexpr absl::Duration kTimeout = absl::Seconds(30);
// Generous: what counts is that memory does not grow with the load.
constexpr int64_t kMostKilobytes = 400 * 1024;

// What was measured, for people.
void Note(const std::string& line) {
  std::cout << "  " << line << "\n";
  static std::ofstream file(std::string(SENNIGHT_BINARY_DIR) + "/overload.md");
  file << "* " << line << std::endl;
}

// Asks how a service is until it is destroyed.
class HealthObserver {
 public:
  explicit HealthObserver(const std::string& address) : channel_(rpc::Connect(address)) {
    thread_ = std::thread([this] { Run(); });
  }
  ~HealthObserver() {
    stopping_ = true;
    thread_.join();
    EXPECT_GT(asked_, 0);
    Note(absl::StrFormat("health meanwhile: %d checks, the slowest took %.1f ms", asked_.load(),
                         absl::ToDoubleMilliseconds(slowest_)));
  }

 private:
  void Run() {
    while (!stopping_) {
      const absl::Time begin = absl::Now();
      EXPECT_THAT(client::IsServing(channel_, "readiness", begin + absl::Seconds(5)),
                  IsOkAndHolds(true));
      slowest_ = std::max(slowest_, absl::Now() - begin);
      ++asked_;
    }
  }

  const std::shared_ptr<grpc::Channel> channel_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> asked_ = 0;
  absl::Duration slowest_;
  std::thread thread_;
};

// Four services with little room, or as they are by default.
class Overload : public ::testing::Test {
 protected:
  static std::map<std::string, std::vector<std::string>> Flags(bool is_small) {
    if (!is_small) return {{kGateway, {"--cache-entries=0"}}};
    return {{kGateway, {"--cache-entries=0", "--threads=2", "--queue=4"}},
            {kEventStore, {"--connections=2", "--queue=4"}},
            {kSummarization, {"--queue=4"}},
            {kRendering, {"--queue=4"}}};
  }

  void Start(bool is_small) {
    services_ = std::make_unique<FourServices>(SuiteOptions{.flags = Flags(is_small)});
    const Ended imported = services_->Run(
        {"import", "--topic=cell-gene-therapy",
         std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl"});
    ASSERT_EQ(imported.status, 0) << imported.err;
    channel_ = rpc::Connect(services_->AddressOf(kGateway));
    digests_ = DigestService::NewStub(channel_);
    events_ = EventStoreService::NewStub(channel_);
  }

  // Composes digests that differ, so that none can use another's.
  BeginCall Compose() {
    return [this](grpc::ClientContext& context, std::function<void(grpc::Status)> done) {
      struct Call {
        ComposeDigestRequest request;
        ComposeDigestResponse response;
      };
      auto* call = new Call;
      call->request.set_topic("cell-gene-therapy");
      call->request.set_week("2025-W50");
      call->request.set_as_of_position(12 + ++composed_ % 24);
      digests_->async()->ComposeDigest(&context, &call->request, &call->response,
                                       [call, done = std::move(done)](const grpc::Status& status) {
                                         done(status);
                                         delete call;
                                       });
    };
  }

  // Appends batches of `size` new events.
  BeginCall Append(int size) {
    return [this, size](grpc::ClientContext& context, std::function<void(grpc::Status)> done) {
      struct Call {
        AppendEventsRequest request;
        AppendEventsResponse response;
      };
      auto* call = new Call;
      for (int i = 0; i < size; ++i) {
        *call->request.add_events() = event_store::AnEvent(++appended_);
      }
      events_->async()->AppendEvents(&context, &call->request, &call->response,
                                     [call, done = std::move(done)](const grpc::Status& status) {
                                       done(status);
                                       delete call;
                                     });
    };
  }

  // Measures what a few callers ask for, then bombards with ten times as much, or more until some
  // of it is shed.
  void Overwhelm(const std::string& name, const BeginCall& call, int callers,
                 const std::string& service) {
    KeepBusy(call, callers, callers, kTimeout);  // Connects and warms up.
    const LoadResult normal = KeepBusy(call, callers, 30 * callers, kTimeout);
    Note(name + " at capacity: " + normal.ToString());
    EXPECT_EQ(normal.accepted.size(), static_cast<size_t>(normal.begun));

    // A store that stores together what comes together takes many times what a few callers ask.
    LoadResult over;
    for (double times = kTooMuch; over.shed == 0 && times <= kMostTooMuch; times *= 4) {
      const double rate = times * normal.Rate();
      const int calls = std::min(static_cast<int>(rate * Rounds(2, 10)), kMostCalls);
      const HealthObserver observer(services_->AddressOf(service));
      over = Bombard(call, rate, calls, kTimeout);
      Note(absl::StrFormat("%s at %.0f times that, %.0f calls a second: %s", name, times, rate,
                           over.ToString()));
    }
    EXPECT_THAT(over.others, ::testing::IsEmpty());  // No other code, none lost.
    EXPECT_EQ(static_cast<int>(over.accepted.size()) + over.shed, over.begun);
    EXPECT_GT(over.shed, 0);
    EXPECT_EQ(over.shed_without_retry_info, 0);
    EXPECT_GT(over.accepted.size(), 0u);

    const LoadResult after = KeepBusy(call, callers, 10 * callers, kTimeout);
    Note(name + " afterwards: " + after.ToString());
    EXPECT_EQ(after.accepted.size(), static_cast<size_t>(after.begun));
    ExpectLittleMemory();
  }

  void ExpectLittleMemory() const {
    std::string line = "most memory:";
    for (const char* name : {kGateway, kEventStore, kSummarization, kRendering}) {
      const ProcessFigures figures = FiguresOf(services_->PidOf(name));
      absl::StrAppend(&line, " ", name, " ", figures.most_resident_kilobytes / 1024, " MB");
      EXPECT_LT(figures.most_resident_kilobytes, kMostKilobytes) << name;
    }
    Note(line);
  }

  std::unique_ptr<FourServices> services_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<DigestService::Stub> digests_;
  std::unique_ptr<EventStoreService::Stub> events_;
  std::atomic<int> composed_ = 0;
  std::atomic<int> appended_ = 0;
};

TEST_F(Overload, OfTheGatewayIsShed) {
  Start(/*is_small=*/true);
  Overwhelm("compose, 2 threads", Compose(), 2, kGateway);
}

TEST_F(Overload, OfTheEventStoreIsShed) {
  Start(/*is_small=*/true);
  Overwhelm("append, 2 connections", Append(1), 2, kEventStore);
}

// With the settings of every day, in the long run: the queues are long there.
TEST_F(Overload, OfTheSuiteAsItIsByDefaultIsShed) {
  if (Rounds(0, 1) == 0) return;
  Start(/*is_small=*/false);
  Overwhelm("compose, defaults", Compose(), 16, kGateway);
  Overwhelm("append, defaults", Append(1), 16, kEventStore);
  Overwhelm("append of 500, defaults", Append(500), 16, kEventStore);
}

// A client's stream that is open and idle until it is told to end.
class IdleImport final : public grpc::ClientWriteReactor<ImportEventsRequest> {
 public:
  IdleImport(EventStoreService::Stub& stub, const ImportEventsRequest& first) : first_(first) {
    rpc::PrepareContext(context_, absl::Now() + absl::Minutes(2), "");
    stub.async()->ImportEvents(&context_, &response_, this);
    AddHold();
    StartWrite(&first_);
    StartCall();
  }

  void OnWriteDone(bool ok) override {
    if (ok) is_open_.set_value();
  }
  void OnDone(const grpc::Status& status) override { done_.set_value(status); }

  bool AwaitOpen() {
    return is_open_.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready;
  }

  grpc::Status End() {
    StartWritesDone();
    RemoveHold();
    return done_.get_future().get();
  }

  const ImportEventsResponse& response() const { return response_; }

 private:
  grpc::ClientContext context_;
  const ImportEventsRequest first_;
  ImportEventsResponse response_;
  std::promise<void> is_open_;
  std::promise<grpc::Status> done_;
};

// A window's stream of which the client reads the head and then no more, until it is told to.
class IdleWindow final : public grpc::ClientReadReactor<StreamWindowResponse> {
 public:
  IdleWindow(EventStoreService::Stub& stub, const StreamWindowRequest& request)
      : request_(request) {
    rpc::PrepareContext(context_, absl::Now() + absl::Minutes(2), "");
    stub.async()->StreamWindow(&context_, &request_, this);
    AddHold();
    StartRead(&part_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (++reads_ == 1) return is_open_.set_value();
    if (ok) return StartRead(&part_);
    RemoveHold();
  }
  void OnDone(const grpc::Status& status) override { done_.set_value(status); }

  bool AwaitOpen() {
    return is_open_.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready;
  }

  grpc::Status End() {
    StartRead(&part_);
    return done_.get_future().get();
  }

 private:
  grpc::ClientContext context_;
  const StreamWindowRequest request_;
  StreamWindowResponse part_;
  int reads_ = 0;
  std::promise<void> is_open_;
  std::promise<grpc::Status> done_;
};

TEST_F(Overload, ByOpenStreamsCostsNoThreads) {
  const int streams = Rounds(440, 900);
  constexpr int kImports = 60;  // The event store takes a few more at once.
  constexpr int kFewThreads = 8;
  Start(/*is_small=*/false);
  std::map<std::string, ProcessFigures> before;
  for (const char* name : {kGateway, kEventStore}) before[name] = FiguresOf(services_->PidOf(name));

  ImportEventsRequest first;
  *first.add_events() = event_store::AnEvent(1);
  StreamWindowRequest window;
  window.set_topic("cell-gene-therapy");
  window.mutable_window()->set_start("2025-12-09");
  window.mutable_window()->set_end("2025-12-16");
  window.mutable_window()->set_time_zone("Asia/Shanghai");
  std::deque<IdleImport> imports;
  std::deque<IdleWindow> windows;
  // The queue of the event store takes so many at once.
  for (int i = 0; i < streams; ++i) {
    if (i < kImports) {
      imports.emplace_back(*events_, first);
      ASSERT_TRUE(imports.back().AwaitOpen()) << i;
    }
    windows.emplace_back(*events_, window);
    ASSERT_TRUE(windows.back().AwaitOpen()) << i;
  }

  for (const char* name : {kGateway, kEventStore}) {
    const ProcessFigures now = FiguresOf(services_->PidOf(name));
    Note(absl::StrFormat("%s with %d open streams: %d threads (%d before), %d MB (%d before)", name,
                         streams + kImports, now.threads, before[name].threads,
                         now.resident_kilobytes / 1024, before[name].resident_kilobytes / 1024));
    EXPECT_LE(now.threads, before[name].threads + kFewThreads) << name;
  }
  const LoadResult meanwhile = KeepBusy(Compose(), 2, 20, kTimeout);
  EXPECT_EQ(meanwhile.accepted.size(), 20u) << meanwhile.ToString();
  for (IdleImport& import : imports) EXPECT_THAT(rpc::FromGrpcStatus(import.End()), IsOk());
  for (IdleWindow& idle : windows) EXPECT_THAT(rpc::FromGrpcStatus(idle.End()), IsOk());
  ExpectLittleMemory();
}

// Many large requests that begin and then stay where they are: what has arrived of them is held.
TEST_F(Overload, BySlowSendersCostsBoundedMemory) {
  constexpr int kSenders = 64;
  constexpr size_t kRequestBytes = 15 << 20;
  Start(/*is_small=*/false);
  ChaosProxy link(services_->AddressOf(kGateway));
  grpc::GenericStub stub(rpc::Connect(link.address()));
  const grpc::Slice bytes(std::string(kRequestBytes, 'x'));
  struct Sender {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    std::promise<void> done;
  };
  std::deque<Sender> senders(kSenders);
  for (Sender& sender : senders) {
    rpc::PrepareContext(sender.context, absl::Now() + absl::Minutes(2), "");
    sender.request = grpc::ByteBuffer(&bytes, 1);
    stub.UnaryCall(&sender.context, "/sennight.eventstore.v1.EventStoreService/AppendEvents", {},
                   &sender.request, &sender.response,
                   [&sender](const grpc::Status& /*status*/) { sender.done.set_value(); });
  }
  // Most of what all want to send, or as much as the server takes.
  size_t passed = 0;
  EXPECT_TRUE(Eventually([&] {
    const size_t before = std::exchange(passed, link.passed());
    poll(nullptr, 0, 200);  // Whether more comes can only be waited for.
    return passed > kSenders * kRequestBytes * 9 / 10 || (passed > 0 && link.passed() == before);
  }));
  link.Freeze();

  Note(absl::StrFormat("%d senders of %d MB each, stopped after %d MB in all", kSenders,
                       kRequestBytes >> 20, link.passed() >> 20));
  ExpectLittleMemory();
  EXPECT_THAT(client::IsServing(rpc::Connect(services_->AddressOf(kGateway)), "readiness",
                                absl::Now() + absl::Seconds(5)),
              IsOkAndHolds(true));
  link.Cut();
  for (Sender& sender : senders) {
    sender.context.TryCancel();
    sender.done.get_future().wait();
  }
  const LoadResult after = KeepBusy(Compose(), 2, 20, kTimeout);
  EXPECT_EQ(after.accepted.size(), 20u) << after.ToString();
}

}  // namespace
}  // namespace sennight::testing
