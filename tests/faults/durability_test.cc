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
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/e2e/four_services.h"
#include "tests/faults/history.h"
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

// Clients that work until they are told to stop.
class Clients {
 public:
  explicit Clients(const FourServices& services)
      : stub_(EventStoreService::NewStub(rpc::Connect(services.AddressOf(kEventStore)))) {
    for (int writer = 0; writer < kWriters; ++writer) {
      threads_.emplace_back([this, writer] {
        for (int n = 0; !stopping_; ++n) Append(writer * 1'000'000 + 3 * n);
      });
    }
    threads_.emplace_back([this] {
      while (!stopping_) AskForTheHead();
    });
    threads_.emplace_back([this] {
      while (!stopping_) ReadAsOf();
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
  // A call waits for a connection: an attempt on none is over before the store is back.
  static void Prepare(grpc::ClientContext& context) {
    rpc::PrepareContext(context, absl::Now() + kAttempt, "");
    context.set_wait_for_ready(true);
  }

  void Append(int first) {
    eventstore::v1::AppendEventsRequest request;
    AppendSeen seen;
    for (int n = first; n < first + 1 + first / 3 % 3; ++n) {
      *request.add_events() = event_store::AnEvent(n);
      seen.ids.push_back(event_store::IdOf(n));
    }
    eventstore::v1::AppendEventsResponse response;
    grpc::ClientContext context;
    Prepare(context);
    seen.begin = absl::Now();
    const bool is_acknowledged = stub_->AppendEvents(&context, request, &response).ok();
    seen.end = absl::Now();
    if (is_acknowledged) {
      for (const auto& outcome : response.outcomes()) seen.positions.push_back(outcome.position());
      ++acknowledged_;
    }
    const std::lock_guard lock(mutex_);
    history_.appends.push_back(std::move(seen));
  }

  void AskForTheHead() {
    eventstore::v1::GetHeadResponse response;
    grpc::ClientContext context;
    Prepare(context);
    HeadSeen seen{.begin = absl::Now()};
    if (!stub_->GetHead(&context, {}, &response).ok()) return;
    seen.end = absl::Now();
    seen.position = response.position();
    head_ = response.position();
    const std::lock_guard lock(mutex_);
    history_.heads.push_back(seen);
  }

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
    const std::lock_guard lock(mutex_);
    history_.reads.push_back(std::move(seen));
  }

  grpc::Status List(const eventstore::v1::ListEventsRequest& request,
                    eventstore::v1::ListEventsResponse& page) {
    grpc::ClientContext context;
    Prepare(context);
    return stub_->ListEvents(&context, request, &page);
  }

  const std::unique_ptr<EventStoreService::Stub> stub_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> acknowledged_ = 0;
  std::atomic<int64_t> head_ = 0;
  std::mutex mutex_;
  History history_;  // Guarded by mutex_ while the threads run.
  std::vector<std::thread> threads_;
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
