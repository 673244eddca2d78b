#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/benchmarks/database.h"
#include "tests/benchmarks/reports.h"
#include "tests/benchmarks/store_groups.h"
#include "tests/benchmarks/suite.h"
#include "tests/benchmarks/timing.h"
#include "tests/faults/load.h"

namespace sennight::benchmarks {
namespace {

using eventstore::v1::EventStoreService;

// Follows the store, and notes when each event came.
class Follower {
 public:
  Follower(EventStoreService::Stub& stub, int64_t after) {
    eventstore::v1::SubscribeRequest request;
    request.set_after_position(after);
    reader_ = stub.Subscribe(&context_, request);
    thread_ = std::thread([this] { Follow(); });
  }
  ~Follower() {
    context_.TryCancel();
    thread_.join();
    reader_->Finish();
  }

  absl::Time Await(const std::string& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return seen_.contains(id); });
    return seen_[id];
  }

 private:
  void Follow() {
    for (eventstore::v1::SubscribeResponse part; reader_->Read(&part);) {
      const absl::Time now = absl::Now();
      const std::lock_guard lock(mutex_);
      for (const event::v1::Event& event : part.events()) seen_.emplace(event.event_id(), now);
      changed_.notify_all();
    }
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<eventstore::v1::SubscribeResponse>> reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::string, absl::Time> seen_;
  std::thread thread_;
};

}  // namespace

void MeasureSubscriptions(Suite& suite) {
  constexpr int kAppends = 500;
  const auto stub = EventStoreService::NewStub(suite.event_store());
  const std::vector<event::v1::Event> events = MakeReports(kAppends, 90'000'000);
  Database database(suite.database());
  Follower follower(*stub, std::stoll(database.Run("SELECT head FROM event_store.log")));
  std::vector<absl::Duration> delays;
  for (const event::v1::Event& event : events) {
    eventstore::v1::AppendEventsRequest request;
    *request.add_events() = event;
    eventstore::v1::AppendEventsResponse response;
    grpc::ClientContext context;
    rpc::PrepareContext(context, absl::Now() + kCallTimeout, "");
    Require(stub->AppendEvents(&context, request, &response), "AppendEvents");
    const absl::Time acknowledged = absl::Now();
    delays.push_back(
        std::max(absl::ZeroDuration(), follower.Await(event.event_id()) - acknowledged));
  }
  std::sort(delays.begin(), delays.end());
  std::printf(
      "| acknowledged → live subscriber, idle: p50, p99 | %s, %s | | | | p99 ≤ 50 ms, aim 3 |\n",
      Milliseconds(delays[kAppends / 2]).c_str(),
      Milliseconds(delays[kAppends * 99 / 100]).c_str());

  std::deque<Follower> followers;
  const int64_t head = std::stoll(database.Run("SELECT head FROM event_store.log"));
  for (int i = 0; i < 500; ++i) followers.emplace_back(*stub, head);
  Import(*stub, ImportOf(MakeReports(50'000, 91'000'000)));
  std::printf(
      "| memory with 500 subscribers after an import of 50,000 | %d MB | | | | < 200 MB, aim 100 "
      "|\n",
      static_cast<int>(suite.ResidentMegabytes("sennight-event-store")));
}

}  // namespace sennight::benchmarks
