// Two event stores on one database, several writers to each, and connections that are ended at any
// moment: every append is repeated, at the other store, until it is acknowledged, and what all have
// seen is judged at the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/e2e/process.h"
#include "tests/faults/history.h"
#include "tests/faults/rounds.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/eventually.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::testing {
namespace {

using eventstore::v1::EventStoreService;
using ::testing::IsEmpty;

constexpr int kStores = 2;
constexpr int kWriters = 6;
constexpr absl::Duration kAttempt = absl::Seconds(10);
constexpr std::chrono::minutes kPatience{2};

// A process of the event store.
class Store {
 public:
  explicit Store(const std::string& database)
      : process_("sennight-event-store", {"--listen-address=" + address_, "--database=" + database},
                 folder_.path()) {}

  std::unique_ptr<EventStoreService::Stub> NewStub() const {
    return EventStoreService::NewStub(rpc::Connect(address_));
  }

  bool Runs() { return process_.Runs(); }

 private:
  const TestFolder folder_;
  const std::string address_ = "unix:" + folder_.File("socket");
  Process process_;
};

void Prepare(grpc::ClientContext& context) {
  rpc::PrepareContext(context, absl::Now() + kAttempt, "");
  context.set_wait_for_ready(true);
}

// Clients that write to both stores until they are told to stop.
class Clients {
 public:
  explicit Clients(const std::vector<std::unique_ptr<Store>>& stores) {
    for (const auto& store : stores) stubs_.push_back(store->NewStub());
    for (int writer = 0; writer < kWriters; ++writer) {
      threads_.emplace_back([this, writer] {
        for (int n = 0; !stopping_; ++n) Append(writer, 1'000'000 * writer + 3 * n);
      });
    }
    threads_.emplace_back([this] {
      for (size_t n = 0; !stopping_; ++n) AskForTheHead(*stubs_[n % kStores]);
    });
  }
  ~Clients() { Stop(); }

  // Waits until `more` further appends have been acknowledged.
  bool AwaitAcknowledged(int more) const {
    const int wanted = acknowledged_ + more;
    return Eventually([&] { return acknowledged_ >= wanted; }, kPatience);
  }

  const History& Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return history_;
  }

  int repeated() const { return repeated_; }

 private:
  // Of one to three events; does not give up.
  void Append(int writer, int first) {
    eventstore::v1::AppendEventsRequest request;
    AppendSeen seen{.begin = absl::Now()};
    for (int n = first; n < first + 1 + first / 3 % 3; ++n) {
      *request.add_events() = event_store::AnEvent(n);
      seen.ids.push_back(event_store::IdOf(n));
    }
    for (int attempt = writer;; ++attempt) {
      eventstore::v1::AppendEventsResponse response;
      grpc::ClientContext context;
      Prepare(context);
      const grpc::Status status = stubs_[static_cast<size_t>(attempt) % kStores]->AppendEvents(
          &context, request, &response);
      if (!status.ok()) {
        ++repeated_;
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
        if (HasFailure()) return;
        continue;
      }
      seen.end = absl::Now();
      for (const auto& outcome : response.outcomes()) seen.positions.push_back(outcome.position());
      break;
    }
    const std::lock_guard lock(mutex_);
    history_.appends.push_back(std::move(seen));
    ++acknowledged_;
  }

  void AskForTheHead(EventStoreService::Stub& stub) {
    eventstore::v1::GetHeadResponse response;
    grpc::ClientContext context;
    Prepare(context);
    HeadSeen seen{.begin = absl::Now()};
    if (!stub.GetHead(&context, {}, &response).ok()) return;
    seen.end = absl::Now();
    seen.position = response.position();
    const std::lock_guard lock(mutex_);
    history_.heads.push_back(seen);
  }

  static bool HasFailure() { return ::testing::Test::HasFailure(); }

  std::vector<std::unique_ptr<EventStoreService::Stub>> stubs_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> acknowledged_ = 0;
  std::atomic<int> repeated_ = 0;
  std::mutex mutex_;
  History history_;  // Guarded by mutex_ while the threads run.
  std::vector<std::thread> threads_;
};

// The ids of the log, by position.
std::vector<std::string> LogOf(const std::string& database) {
  std::vector<std::string> log;
  const std::string ids = event_store::Sql(
      database, "SELECT string_agg(event_id::text, ' ' ORDER BY position) FROM event_store.event");
  std::istringstream words(ids);
  for (std::string id; words >> id;) log.push_back(id);
  return log;
}

// Ends one of the stores' connections to the database, or all of them.
void EndConnections(const std::string& database, uint32_t which, bool all) {
  event_store::Sql(
      database,
      absl::StrCat("SELECT count(pg_terminate_backend(pid)) FROM ("
                   "SELECT pid, row_number() OVER (ORDER BY pid) - 1 AS n, count(*) OVER () AS of "
                   "FROM pg_stat_activity WHERE datname = current_database() AND "
                   "application_name = 'sennight') AS c WHERE ",
                   all ? "true" : absl::StrCat("n = ", which, " % of")));
}

TEST(WritersTest, LoseNothingStoreNothingTwiceAndKeepTheOrderWhileConnectionsAreEnded) {
  const std::string database = event_store::PostgresCluster::Shared().NewDatabase();
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < kStores; ++i) stores.push_back(std::make_unique<Store>(database));
  Clients clients(stores);
  std::mt19937 random(20251216);
  const int rounds = Rounds(60, 2000);
  for (int round = 0; round < rounds; ++round) {
    ASSERT_TRUE(clients.AwaitAcknowledged(1 + static_cast<int>(random() % 20))) << round;
    EndConnections(database, static_cast<uint32_t>(random()), round % 10 == 9);
  }
  ASSERT_TRUE(clients.AwaitAcknowledged(50));
  const History& history = clients.Stop();

  const std::vector<std::string> log = LogOf(database);
  EXPECT_THAT(Contradictions(history, log), IsEmpty());
  EXPECT_EQ(event_store::Sql(database,
                             "SELECT count(*) = max(position) AND max(position) = "
                             "(SELECT head FROM event_store.log) FROM event_store.event"),
            "t");
  size_t sent = 0;
  for (const AppendSeen& append : history.appends) sent += append.ids.size();
  EXPECT_EQ(log.size(), sent) << "all were acknowledged";
  for (const auto& store : stores) EXPECT_TRUE(store->Runs());
  std::cout << "  " << rounds << " rounds: " << history.appends.size() << " appends, "
            << clients.repeated() << " repeated, " << history.heads.size() << " heads\n";
}

}  // namespace
}  // namespace sennight::testing
