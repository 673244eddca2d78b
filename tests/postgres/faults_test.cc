// The database goes away, stops answering, comes back: calls end in bounded time with the right
// code, nothing that was acknowledged is lost, and nobody has to restart anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/wiring.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/silent_server.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using testing::Eventually;
using testing::IsOk;
using testing::StatusIs;

constexpr absl::Duration kPatience = absl::Seconds(60);

absl::Time Soon(absl::Duration duration) { return absl::Now() + duration; }

// Counts, and lets others wait for the count.
class Counter {
 public:
  void Set(int value) {
    {
      const std::lock_guard lock(mutex_);
      value_ = value;
    }
    changed_.notify_all();
  }
  // Waits until the count has grown by more than `growth`; returns whether it has.
  bool AwaitGrowth(int growth) {
    std::unique_lock lock(mutex_);
    const int before = value_;
    return changed_.wait_until(lock, absl::ToChronoTime(Soon(kPatience)),
                               [&] { return value_ > before + growth; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int value_ = 0;
};

// The server's own processes and those that serve its connections.
std::vector<pid_t> ChildrenOf(pid_t parent) {
  const std::string number = std::to_string(parent);
  std::ifstream list("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; list >> child;) children.push_back(child);
  return children;
}

class FaultsTest : public ::testing::Test {
 protected:
  FaultsTest() { log_.SetReady(); }

  PostgresCluster cluster_;
  std::string database_ = cluster_.NewDatabase();
  ConnectionPool pool_{{.connection_string = database_, .size = 4}};
  PostgresEventLog log_{pool_};
};

// A client counts what was acknowledged while the server is killed again and again.
TEST_F(FaultsTest, LosesNothingThatWasAcknowledgedWhenTheServerIsKilled) {
  constexpr int kKills = 3;
  std::atomic<bool> stopping = false;
  Counter acknowledged;
  std::future<std::set<std::string>> client = std::async(std::launch::async, [&] {
    std::set<std::string> ids;
    for (int n = 0; !stopping; n += 3) {
      const std::vector<event::v1::Event> batch = {AnEvent(n), AnEvent(n + 1), AnEvent(n + 2)};
      const auto outcomes = AppendTo(log_, batch, {kNow}, Soon(absl::Seconds(10)));
      if (!outcomes.ok()) continue;  // Not acknowledged: it may be there or not.
      for (const event::v1::Event& event : batch) ids.insert(event.event_id());
      acknowledged.Set(static_cast<int>(ids.size()));
    }
    return ids;
  });
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    ASSERT_TRUE(acknowledged.AwaitGrowth(30));
    const pid_t server = cluster_.server().ServerPid();
    ASSERT_GT(server, 0);
    kill(server, SIGKILL);
    ASSERT_TRUE(Eventually([&] {
      const pid_t now = cluster_.server().ServerPid();
      return now != 0 && now != server;
    }));
  }
  ASSERT_TRUE(acknowledged.AwaitGrowth(30));
  stopping = true;
  const std::set<std::string> ids = client.get();

  std::set<std::string> stored;
  ListQuery query{.topic = "cell-gene-therapy", .limit = 1000};
  absl::StatusOr<EventPage> page;
  int64_t position = 0;
  do {
    page = log_.List(query, 0, Soon(kPatience));
    ASSERT_THAT(page, IsOk());
    for (const event::v1::Event& event : page->events) {
      EXPECT_EQ(event.position(), ++position);  // Dense.
      stored.insert(event.event_id());
    }
    query.after_position = position;
  } while (page->has_more);
  for (const std::string& id : ids) EXPECT_TRUE(stored.contains(id)) << id;
  EXPECT_EQ(stored.size(), static_cast<size_t>(position));  // No event twice.
  EXPECT_EQ(position % 3, 0);                               // Batches whole.
}

// An editor revises one event again and again, and repeats what was not acknowledged.
TEST_F(FaultsTest, StoresARevisionOnceHoweverOftenItIsRepeatedWhileTheServerIsKilled) {
  constexpr int kKills = 3;
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, Soon(kPatience)), IsOk());
  std::atomic<bool> stopping = false;
  Counter acknowledged;
  std::future<int32_t> editor = std::async(std::launch::async, [&] {
    int32_t revision = 1;
    while (!stopping) {
      event::v1::Event event = AnEvent(1);
      event.set_title(std::to_string(revision + 1));
      const auto outcome = log_.Revise({.event_id = event.event_id(),
                                        .expected_revision = revision,
                                        .reason = "",
                                        .event = Prepare(event, "")},
                                       {kNow}, Soon(absl::Seconds(10)));
      if (absl::IsAborted(outcome.status())) ADD_FAILURE() << outcome.status();
      if (!outcome.ok()) continue;
      EXPECT_EQ(outcome->revision(), revision + 1);
      acknowledged.Set(++revision);
    }
    return revision;
  });
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    ASSERT_TRUE(acknowledged.AwaitGrowth(10));
    const pid_t server = cluster_.server().ServerPid();
    ASSERT_GT(server, 0);
    kill(server, SIGKILL);
    ASSERT_TRUE(Eventually([&] {
      const pid_t now = cluster_.server().ServerPid();
      return now != 0 && now != server;
    }));
  }
  ASSERT_TRUE(acknowledged.AwaitGrowth(10));
  stopping = true;
  const int32_t last = editor.get();

  int32_t listed = 0;
  absl::StatusOr<RevisionPage> page;
  do {
    page = log_.ListRevisions({.event_id = IdOf(1), .after_revision = listed, .limit = 1000},
                              Soon(kPatience));
    ASSERT_THAT(page, IsOk());
    for (const event::v1::Event& revision : page->revisions) {
      EXPECT_EQ(revision.revision(), ++listed);
      EXPECT_EQ(revision.position(), listed);
      if (listed > 1) {
        EXPECT_EQ(revision.title(), std::to_string(listed));
      }
    }
  } while (page->has_more);
  EXPECT_EQ(listed, last);
}

TEST_F(FaultsTest, EndsACallWhoseServerHasStoppedAnswering) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, Soon(kPatience)), IsOk());
  std::vector<pid_t> frozen;
  for (const pid_t pid : ChildrenOf(cluster_.server().ServerPid())) {
    kill(pid, SIGSTOP);
    frozen.push_back(pid);
  }
  ASSERT_FALSE(frozen.empty());

  const absl::Time begin = absl::Now();
  const absl::Status status = log_.GetHead(Soon(absl::Milliseconds(200))).status();
  const absl::Duration taken = absl::Now() - begin;
  for (const pid_t pid : frozen) kill(pid, SIGCONT);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));
  EXPECT_LT(taken, absl::Seconds(20));
  EXPECT_THAT(log_.GetHead(Soon(kPatience)), IsOk());
}

// The whole service in a process of its own making, through a channel.
class Service {
 public:
  explicit Service(const std::string& database)
      : store_({.database = database, .connections = 2}, access_) {
    absl::StatusOr<std::unique_ptr<rpc::Server>> server =
        rpc::Server::Start({.service_names = {kServiceName}}, {.services = {&store_.service()}});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    watch_ = std::make_unique<DatabaseWatch>(
        store_, [this](bool is_ready) { server_->SetReady(is_ready); });
    stub_ = eventstore::v1::EventStoreService::NewStub(server_->InProcessChannel());
  }
  ~Service() { watch_.reset(); }

  absl::Status GetHead(absl::Duration timeout) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(Soon(timeout)));
    eventstore::v1::GetHeadResponse response;
    return rpc::FromGrpcStatus(
        stub_->GetHead(&context, eventstore::v1::GetHeadRequest(), &response));
  }

  bool AwaitReady() { return watch_->AwaitReady(Soon(kPatience)); }

 private:
  rpc::Access access_;
  EventStore store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<DatabaseWatch> watch_;
  std::unique_ptr<eventstore::v1::EventStoreService::Stub> stub_;
};

TEST(ServiceFaultsTest, StartsWithoutADatabaseAndAnswersUnavailable) {
  Service service("host=/nonexistent dbname=events");

  EXPECT_THAT(service.GetHead(absl::Seconds(20)),
              StatusIs(absl::StatusCode::kUnavailable, "the database is not ready yet"));
}

TEST(ServiceFaultsTest, EndsWhileTheDatabaseIsSilent) {
  const SilentServer database;
  Service service(database.ConnectionString());
  ASSERT_TRUE(Eventually([&database] { return database.greeted() > 0; }));

  // Its end waits for the watch's thread, and that for the database if it were not cut off.
}

TEST(ServiceFaultsTest, MigratesAnEmptyDatabaseByItself) {
  PostgresCluster cluster;
  Service service(cluster.NewEmptyDatabase());

  ASSERT_TRUE(service.AwaitReady());
  EXPECT_THAT(service.GetHead(kPatience), IsOk());
}

TEST(ServiceFaultsTest, SortsTitlesIntoTheIndexAfterTheyAreStored) {
  PostgresCluster cluster;
  const std::string database = cluster.NewEmptyDatabase();
  Service service(database);
  ASSERT_TRUE(service.AwaitReady());
  ConnectionPool pool({.connection_string = database, .size = 1});
  PostgresEventLog log(pool);
  log.SetReady();
  ASSERT_THAT(AppendTo(log, {AnEvent(1), AnEvent(2)}, {kNow}, Soon(kPatience)), IsOk());

  EXPECT_TRUE(Eventually([&database] {
    return Sql(database, "SELECT count(*) FROM event_store.title_terms") == "2";
  }));
}

TEST(ServiceFaultsTest, HealsWithoutARestartWhenTheDatabaseComesLate) {
  const testing::TestFolder folder;
  const std::filesystem::path socket = folder.path() / "socket";
  PostgresCluster cluster;
  const std::string database = cluster.NewEmptyDatabase();
  const std::string host =
      database.substr(database.find('\'') + 1,
                      database.find('\'', database.find('\'') + 1) - database.find('\'') - 1);
  const std::string late = "host=" + socket.string() + database.substr(database.find(" port="));
  Service service(late);
  EXPECT_THAT(service.GetHead(absl::Seconds(20)),
              StatusIs(absl::StatusCode::kUnavailable, "not ready"));

  std::filesystem::create_directory_symlink(host, socket);

  EXPECT_TRUE(service.AwaitReady());
  EXPECT_THAT(service.GetHead(kPatience), IsOk());
}

TEST(ServiceFaultsTest, HealsWithoutARestartWhenTheDatabaseIsKilled) {
  PostgresCluster cluster;
  Service service(cluster.NewEmptyDatabase());
  ASSERT_TRUE(service.AwaitReady());

  ASSERT_GT(cluster.server().ServerPid(), 0);
  kill(cluster.server().ServerPid(), SIGKILL);

  EXPECT_TRUE(Eventually([&service] {
    const absl::Status status = service.GetHead(absl::Seconds(20));
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kUnavailable) << status;
    return status.ok();
  }));
}

}  // namespace
}  // namespace sennight::event_store
