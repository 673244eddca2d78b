// Several clients append and read while the event store and PostgreSQL are killed again and again;
// what they have seen is judged at the end. A database that does not wait for its disk must be
// found out by the same clients.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/e2e/four_services.h"
#include "tests/faults/history.h"
#include "tests/faults/recording_clients.h"
#include "tests/faults/rounds.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::testing {
namespace {

using eventstore::v1::EventStoreService;
using ::testing::IsEmpty;

constexpr int kWriters = 8;
constexpr int kControlRounds = 4;
constexpr absl::Duration kAttempt = absl::Seconds(2);
constexpr std::chrono::minutes kPatience{2};

// Clients that append once each and read until they are told to stop.
class Clients {
 public:
  explicit Clients(const FourServices& services)
      : stub_(EventStoreService::NewStub(rpc::Connect(services.AddressOf(kEventStore)))) {
    for (int writer = 0; writer < kWriters; ++writer) {
      clients_.Repeat([this, first = 1'000'000 * writer]() mutable {
        RecordingClients::Appending appending(std::exchange(first, first + 3));
        if (!clients_.Append(*stub_, appending).ok()) clients_.Record(std::move(appending.seen));
      });
    }
    clients_.Repeat([this] {
      if (const int64_t head = clients_.AskForTheHead(*stub_); head > 0) head_ = head;
    });
    clients_.Repeat([this] { ReadAsOf(); });
  }

  bool AwaitAcknowledged(int more) const { return clients_.AwaitAcknowledged(more); }
  const History& Stop() { return clients_.Stop(); }

  // Returns the whole log.
  std::vector<std::string> Log() {
    std::vector<std::string> log;
    eventstore::v1::ListEventsRequest request;
    request.set_topic("cell-gene-therapy");
    request.set_page_size(1000);
    eventstore::v1::ListEventsResponse page;
    do {
      EXPECT_TRUE(Eventually([&] { return List(request, page).ok(); }, kPatience));
      for (const event::v1::Event& event : page.events()) {
        log.push_back(event.event_id());
        EXPECT_EQ(event.position(), static_cast<int64_t>(log.size()));
      }
      request.set_page_token(page.next_page_token());
    } while (!page.next_page_token().empty());
    return log;
  }

 private:
  // Reads the newest events as of a head that was seen.
  void ReadAsOf() {
    eventstore::v1::ListEventsRequest request;
    request.set_topic("cell-gene-therapy");
    request.set_as_of_position(head_);
    eventstore::v1::ListEventsResponse page;
    if (request.as_of_position() == 0 || !List(request, page).ok()) return;
    ReadSeen seen{.as_of = request.as_of_position()};
    for (const event::v1::Event& event : page.events()) {
      seen.ids[event.position()] = event.event_id();
    }
    clients_.Record(std::move(seen));
  }

  grpc::Status List(const eventstore::v1::ListEventsRequest& request,
                    eventstore::v1::ListEventsResponse& page) {
    grpc::ClientContext context;
    clients_.Prepare(context);
    return stub_->ListEvents(&context, request, &page);
  }

  const std::unique_ptr<EventStoreService::Stub> stub_;
  std::atomic<int64_t> head_ = 0;
  RecordingClients clients_{kAttempt};  // The last: they use what is above until they stop.
};

// Kills all processes of the server, as the end of its machine would, but for the disk.
void KillDatabase(const FourServices& services) {
  const std::string pid = std::to_string(services.PidOf(kDatabase));
  std::ifstream list("/proc/" + pid + "/task/" + pid + "/children");
  std::vector<pid_t> processes = {services.PidOf(kDatabase)};
  for (pid_t child = 0; list >> child;) processes.push_back(child);
  for (const pid_t process : processes) kill(process, SIGKILL);
}

bool IsBack(const std::string& database) {
  try {
    return event_store::Sql(database, "SELECT 1") == "1";
  } catch (const std::exception&) {
    return false;
  }
}

TEST(DurabilityTest, NothingAcknowledgedIsLostDoubledOrReorderedByKills) {
  FourServices services({.is_durable = true});
  Clients clients(services);
  const int rounds = Rounds(10, 250);
  for (int round = 0; round < rounds; ++round) {
    ASSERT_TRUE(clients.AwaitAcknowledged(50)) << round;
    KillDatabase(services);
    ASSERT_TRUE(clients.AwaitAcknowledged(50)) << round;
    services.End(kEventStore, SIGKILL);
    services.Start(kEventStore);
    if (round % 5 != 0) continue;
    ASSERT_TRUE(clients.AwaitAcknowledged(50)) << round;
    services.End(kEventStore, SIGKILL);
    KillDatabase(services);
    services.Start(kEventStore);
  }
  ASSERT_TRUE(clients.AwaitAcknowledged(50));
  const History& history = clients.Stop();

  const std::vector<std::string> log = clients.Log();
  EXPECT_THAT(Contradictions(history, log), IsEmpty());
  std::cout << "  " << rounds << " rounds: " << history.appends.size() << " appends, "
            << history.heads.size() << " heads, " << history.reads.size() << " reads, "
            << log.size() << " events in the log\n";
}

// The control: the same kills, judged alike, of a log that says yes before its disk does. The event
// store cannot be made to: it turns synchronous_commit on.
TEST(DurabilityTest, ALogThatDoesNotWaitForItsDiskIsFoundOut) {
  FourServices services({.is_durable = true});
  event_store::Sql(services.DatabaseConnection(),
                   "CREATE TABLE hasty (position int PRIMARY KEY, id text)");
  const std::string hasty = services.DatabaseConnection() + " options='-c synchronous_commit=off'";
  History history;
  for (int round = 0; round < kControlRounds; ++round) {
    for (int n = 0; n < 20; ++n) {
      const std::string id = event_store::IdOf(100 * round + n);
      AppendSeen seen{.begin = absl::Now(), .ids = {id}};
      const std::string position =
          event_store::Sql(hasty, "INSERT INTO hasty SELECT coalesce(max(position), 0) + 1, '" +
                                      id + "' FROM hasty RETURNING position");
      seen.end = absl::Now();
      seen.positions = {std::stoll(position)};
      history.appends.push_back(std::move(seen));
    }
    const pid_t pid = services.PidOf(kDatabase);
    KillDatabase(services);
    ASSERT_TRUE(Eventually([&] { return services.PidOf(kDatabase) != pid; }));
    ASSERT_TRUE(Eventually([&] { return IsBack(hasty); }, kPatience));
  }
  std::vector<std::string> log;
  std::istringstream ids(
      event_store::Sql(hasty, "SELECT string_agg(id, ' ' ORDER BY position) FROM hasty"));
  for (std::string id; ids >> id;) log.push_back(id);

  EXPECT_THAT(Contradictions(history, log),
              ::testing::Contains(::testing::HasSubstr("was acknowledged")));
}

}  // namespace
}  // namespace sennight::testing
