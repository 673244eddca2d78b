// Two event stores on one database, several writers to each, and connections that are ended at any
// moment: every append is repeated, at the other store, until it is acknowledged, and what all have
// seen is judged at the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/e2e/process.h"
#include "tests/faults/history.h"
#include "tests/faults/recording_clients.h"
#include "tests/faults/rounds.h"
#include "tests/postgres/postgres_cluster.h"

namespace sennight::testing {
namespace {

using eventstore::v1::EventStoreService;
using ::testing::IsEmpty;

constexpr int kStores = 2;
constexpr int kWriters = 6;
constexpr absl::Duration kAttempt = absl::Seconds(10);

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

// Clients that write to both stores until they are told to stop.
class Writers {
 public:
  explicit Writers(const std::vector<std::unique_ptr<Store>>& stores) {
    for (const auto& store : stores) stubs_.push_back(store->NewStub());
    for (int writer = 0; writer < kWriters; ++writer) {
      clients_.Repeat([this, writer, first = 1'000'000 * writer]() mutable {
        Append(writer, std::exchange(first, first + 3));
      });
    }
    clients_.Repeat([this, n = size_t{0}]() mutable { clients_.AskForTheHead(*StubOf(n++)); });
  }

  bool AwaitAcknowledged(int more) const { return clients_.AwaitAcknowledged(more); }
  const History& Stop() { return clients_.Stop(); }
  int repeated() const { return repeated_; }

 private:
  EventStoreService::Stub* StubOf(size_t attempt) const { return stubs_[attempt % kStores].get(); }

  // Does not give up.
  void Append(int writer, int first) {
    RecordingClients::Appending appending(first);
    for (auto attempt = static_cast<size_t>(writer);; ++attempt) {
      const grpc::Status status = clients_.Append(*StubOf(attempt), appending);
      if (status.ok()) return;
      ++repeated_;
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
      if (::testing::Test::HasFailure()) return;
    }
  }

  std::vector<std::unique_ptr<EventStoreService::Stub>> stubs_;
  std::atomic<int> repeated_ = 0;
  RecordingClients clients_{kAttempt};  // The last: they call the stubs until they stop.
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
  Writers writers(stores);
  std::mt19937 random(20251216);
  const int rounds = Rounds(60, 2000);
  for (int round = 0; round < rounds; ++round) {
    ASSERT_TRUE(writers.AwaitAcknowledged(1 + static_cast<int>(random() % 20))) << round;
    EndConnections(database, static_cast<uint32_t>(random()), round % 10 == 9);
  }
  ASSERT_TRUE(writers.AwaitAcknowledged(50));
  const History& history = writers.Stop();

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
            << writers.repeated() << " repeated, " << history.heads.size() << " heads\n";
}

}  // namespace
}  // namespace sennight::testing
