// Subscribers of a store in PostgreSQL that others write to: each sees every revision once, in the
// order of the positions, whatever order the commits come in and whatever breaks on the way. The
// last test shows that these could fail: the same subscribers miss events of a log whose positions
// are given by a sequence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/event_store_service.h"
#include "services/event_store/adapters/log_follower.h"
#include "services/event_store/adapters/log_tail.h"
#include "services/event_store/adapters/postgres/head_listener.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/adapters/subscription.h"
#include "tests/faults/rounds.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/silent_server.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SubscribeRequest;
using eventstore::v1::SubscribeResponse;
using testing::Eventually;
using testing::IsOk;
using testing::Rounds;
using testing::StatusIs;
using Contract = eventstore::v1::EventStoreService;

constexpr int kWriters = 16;
constexpr int kSubscribers = 6;

// A process that serves subscriptions, without the process.
class Store {
 public:
  explicit Store(const std::string& database, FollowerOptions options = {}, bool listens = true)
      : pool_({.connection_string = database, .size = 8}), follower_(tail_, options) {
    log_.SetReady();
    if (listens) {
      listener_.emplace(database, [this] { tail_.Poke(); });
      listener_->SetWanted(true);
    }
    auto server = rpc::Server::Start({}, {.services = {&service_}});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  std::unique_ptr<Contract::Stub> Stub() { return Contract::NewStub(server_->InProcessChannel()); }

 private:
  ConnectionPool pool_;
  PostgresEventLog log_{pool_};
  LogTail tail_{log_};
  LogFollower follower_;
  Subscriptions subscriptions_{log_, tail_, {.now = SteadyNow}};
  rpc::Access access_;
  rpc::Dispatcher dispatcher_{4, 100, access_};
  EventStoreService service_{log_, dispatcher_, [] { return kNow; }, subscriptions_};
  std::optional<HeadListener> listener_;
  std::unique_ptr<rpc::Server> server_;
};

// What stands in each position: numbers of events, 0 if it is not known.
class Book {
 public:
  void Note(int64_t position, int n) {
    const std::lock_guard lock(mutex_);
    events_.resize(std::max<size_t>(events_.size(), static_cast<size_t>(position)));
    events_[static_cast<size_t>(position) - 1] = n;
  }
  std::vector<int> After(int64_t position) const {
    return {events_.begin() + static_cast<std::ptrdiff_t>(position), events_.end()};
  }

 private:
  std::mutex mutex_;
  std::vector<int> events_;
};

int NumberOf(const std::string& event_id) {
  int n = 0;
  EXPECT_TRUE(absl::SimpleAtoi(event_id.substr(event_id.size() - 12), &n)) << event_id;
  return n;
}

// Appends batches on a log of its own, each again and again until it is acknowledged.
void Write(EventLog& log, int writer, int batches, int batch_size, Book& book) {
  for (int b = 0; b < batches; ++b) {
    std::vector<event::v1::Event> batch;
    for (int i = 0; i < batch_size; ++i) {
      batch.push_back(AnEvent(1 + (b * batch_size + i) * kWriters + writer));
    }
    absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> outcomes;
    EXPECT_TRUE(Eventually(
        [&] {
          outcomes = AppendTo(log, batch, {kNow}, absl::Now() + absl::Seconds(30));
          return outcomes.ok();
        },
        std::chrono::minutes(Rounds(2, 60))))
        << outcomes.status();
    if (!outcomes.ok()) return;
    for (const auto& outcome : *outcomes)
      book.Note(outcome.position(), NumberOf(outcome.event_id()));
  }
}

// What a subscriber saw.
struct Seen {
  int64_t after = 0;
  std::vector<int64_t> positions;
  std::vector<int> events;
  int subscriptions = 0;
  absl::Status last_end;
};

// Follows the log up to the position that `last` comes to name; after a break goes on where it was.
Seen Follow(Contract::Stub& stub, int64_t after, const std::atomic<int64_t>& last) {
  Seen seen{.after = after};
  SubscribeRequest request;
  request.set_after_position(after);
  request.set_heartbeat(1);
  const absl::Time give_up = absl::Now() + absl::Minutes(Rounds(2, 60));
  while (request.after_position() < last && absl::Now() < give_up) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(give_up));
    ++seen.subscriptions;
    const auto reader = stub.Subscribe(&context, request);
    for (SubscribeResponse response; reader->Read(&response);) {
      for (const event::v1::Event& event : response.events()) {
        seen.positions.push_back(event.position());
        seen.events.push_back(NumberOf(event.event_id()));
      }
      request.set_after_position(response.position());
      request.set_epoch(response.epoch());
      if (response.position() >= last) break;
    }
    context.TryCancel();
    seen.last_end = rpc::FromGrpcStatus(reader->Finish());
  }
  return seen;
}

std::vector<int64_t> Dense(int64_t after, int64_t last) {
  std::vector<int64_t> positions(static_cast<size_t>(last - after));
  std::iota(positions.begin(), positions.end(), after + 1);
  return positions;
}

class SubscriptionsOfPostgres : public ::testing::Test {
 protected:
  // Commits come late, by up to so many milliseconds.
  void DelayCommits(double milliseconds) {
    Sql(database_,
        absl::StrCat("CREATE FUNCTION delay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                     "PERFORM pg_sleep(random() * ",
                     milliseconds / 1000,
                     "); RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER delay AFTER UPDATE ON "
                     "event_store.log DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE "
                     "FUNCTION delay()"));
  }

  // Writes with all writers, which share two logs: two processes beside the one that subscribers
  // ask. `meanwhile` runs until they are done.
  void WriteAndFollow(Store& store, int batches, int batch_size,
                      const std::function<void(const std::atomic<bool>&)>& meanwhile = {}) {
    ConnectionPool first_pool({.connection_string = database_, .size = kWriters / 2});
    ConnectionPool second_pool({.connection_string = database_, .size = kWriters / 2});
    PostgresEventLog first(first_pool);
    PostgresEventLog second(second_pool);
    first.SetReady();
    second.SetReady();
    std::vector<std::future<void>> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.push_back(std::async(std::launch::async, [&, w] {
        Write(w % 2 == 0 ? first : second, w, batches, batch_size, book_);
      }));
    }
    std::atomic<bool> is_over = false;
    std::future<void> beside = std::async(std::launch::async, [&] {
      if (meanwhile) meanwhile(is_over);
    });
    const auto stub = store.Stub();
    std::mt19937 random(20251216);
    std::vector<std::future<Seen>> subscribers;
    for (int s = 0; s < kSubscribers; ++s) {
      // Some begin when much is stored already, at a position that is.
      const int64_t begin_when = static_cast<int64_t>(kWriters) * batches * batch_size * s / 10;
      const unsigned share = random();
      subscribers.push_back(std::async(std::launch::async, [&, begin_when, share] {
        int64_t head = 0;
        EXPECT_TRUE(Eventually(
            [&] {
              const auto read = first.GetHead(absl::Now() + absl::Seconds(10));
              if (read.ok()) head = read->position;
              return head >= begin_when;
            },
            std::chrono::minutes(Rounds(2, 60))));
        return Follow(*stub, head == 0 ? 0 : share % head, last_);
      }));
    }
    for (std::future<void>& writer : writers) writer.get();
    is_over = true;
    beside.get();
    last_ = first.GetHead(absl::Now() + absl::Seconds(30))->position;
    // One more, so that those who have seen everything already learn that it was the last.
    ASSERT_THAT(AppendTo(first, {AnEvent(0)}, {kNow}, absl::Now() + absl::Seconds(30)), IsOk());
    book_.Note(last_ + 1, 0);
    for (std::future<Seen>& subscriber : subscribers) seen_.push_back(subscriber.get());
  }

  void ExpectEverythingOnceInOrder() {
    for (const Seen& seen : seen_) {
      ASSERT_FALSE(seen.positions.empty()) << seen.last_end;
      const int64_t last = seen.positions.back();
      EXPECT_GE(last, last_) << seen.last_end;
      // Not by the matchers: they would print everything.
      EXPECT_TRUE(seen.positions == Dense(seen.after, last)) << "after " << seen.after;
      std::vector<int> written = book_.After(seen.after);
      written.resize(seen.events.size());
      EXPECT_TRUE(seen.events == written) << "after " << seen.after;
    }
  }

  std::string database_ = PostgresCluster::Shared().NewDatabase();
  Book book_;
  std::atomic<int64_t> last_ = INT64_MAX;
  std::vector<Seen> seen_;
};

TEST_F(SubscriptionsOfPostgres, SeeEverythingOnceInOrderThoughCommitsComeLate) {
  DelayCommits(Rounds(4, 1));
  Store store(database_, {.poll_interval = absl::Minutes(10)});

  WriteAndFollow(store, Rounds(16, 1000), Rounds(16, 100));

  ExpectEverythingOnceInOrder();
  for (const Seen& seen : seen_) EXPECT_EQ(seen.subscriptions, 1) << seen.last_end;
}

TEST_F(SubscriptionsOfPostgres, MissNothingWhenEveryNotificationIsLost) {
  DelayCommits(2);
  Store store(database_, {.poll_interval = absl::Milliseconds(20)}, /*listens=*/false);

  WriteAndFollow(store, Rounds(10, 200), Rounds(16, 100));

  ExpectEverythingOnceInOrder();
}

TEST_F(SubscriptionsOfPostgres, MissNothingWhenConnectionsAreKilled) {
  DelayCommits(2);
  Store store(database_, {.poll_interval = absl::Milliseconds(50)});
  std::atomic<int> killed = 0;

  WriteAndFollow(store, Rounds(16, 500), Rounds(16, 100), [&](const std::atomic<bool>& is_over) {
    while (!is_over) {
      // Writers, readers and the listener alike.
      int count = 0;
      EXPECT_TRUE(absl::SimpleAtoi(
          Sql(database_,
              "SELECT pg_sleep(0.05); SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid "
              "FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
              "pg_backend_pid() ORDER BY random() LIMIT 3) AS victims"),
          &count));
      killed += count;
    }
  });

  EXPECT_GT(killed, 3);
  ExpectEverythingOnceInOrder();
}

TEST_F(SubscriptionsOfPostgres, EndWhenTheDatabaseIsLostAndGoOnWhenItIsBack) {
  PostgresCluster cluster;
  database_ = cluster.NewDatabase();
  Store store(database_,
              {.poll_interval = absl::Milliseconds(20), .patience = absl::ZeroDuration()});
  const auto stub = store.Stub();
  grpc::ClientContext context;
  const auto reader = stub->Subscribe(&context, SubscribeRequest());
  SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.caught_up());

  kill(cluster.server().ServerPid(), SIGKILL);
  while (reader->Read(&response)) continue;
  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()),
              StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));

  // Its supervisor starts it again.
  EXPECT_TRUE(Eventually([&] {
    grpc::ClientContext again;
    return stub->Subscribe(&again, SubscribeRequest())->Read(&response) && response.caught_up();
  }));
}

TEST_F(SubscriptionsOfPostgres, EndWhenTheStoreIsRestoredUnderThem) {
  Store store(database_, {.poll_interval = absl::Milliseconds(20)});
  const auto stub = store.Stub();
  grpc::ClientContext context;
  const auto reader = stub->Subscribe(&context, SubscribeRequest());
  SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));

  Sql(database_, "UPDATE event_store.log SET epoch = epoch + 1");

  EXPECT_FALSE(reader->Read(&response));
  const absl::Status end = rpc::FromGrpcStatus(reader->Finish());
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kOutOfRange, "the store is in epoch 2"));
  EXPECT_EQ(ReasonOf(end), "EPOCH_MISMATCH");
}

// Writers that take their position from a sequence, as many event tables do: it is given before the
// commit, and commits come in another order. The head is what is visible.
TEST_F(SubscriptionsOfPostgres, WouldMissEventsOfALogThatIsNumberedByASequence) {
  {
    ConnectionPool pool({.connection_string = database_, .size = 1});
    PostgresEventLog log(pool);
    log.SetReady();
    ASSERT_THAT(AppendTo(log, {AnEvent(0)}, {kNow}, absl::Now() + absl::Seconds(30)), IsOk());
  }
  Sql(database_, "CREATE SEQUENCE event_position START 2");
  Store store(database_, {.poll_interval = absl::Milliseconds(20)});
  const auto stub = store.Stub();
  std::future<Seen> subscriber =
      std::async(std::launch::async, [&] { return Follow(*stub, 0, last_); });

  std::vector<std::future<void>> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.push_back(std::async(std::launch::async, [this] {
      for (int n = 0; n < 20; ++n) {
        Sql(database_,
            "BEGIN; INSERT INTO event_store.event (log_id, position, topic_id, event_id, revision, "
            "op, occurred_first, occurred_last, occurred_precision, listed_on, recorded_at, "
            "language, category, title, body, payload, content_hash, size_bytes) SELECT log_id, "
            "nextval('event_position'), topic_id, ('00000000-0000-4000-8000-' || "
            "lpad(currval('event_position')::text, 12, '0'))::uuid, 1, 1, occurred_first, "
            "occurred_last, occurred_precision, listed_on, recorded_at, language, category, title, "
            "body, payload, content_hash, size_bytes FROM event_store.event WHERE position = 1; "
            "SELECT pg_sleep(random() * 0.01); COMMIT; "
            "UPDATE event_store.log SET head = greatest(head, (SELECT max(position) FROM "
            "event_store.event))");
      }
    }));
  }
  for (std::future<void>& writer : writers) writer.get();
  int64_t stored = 0;
  ASSERT_TRUE(absl::SimpleAtoi(Sql(database_, "SELECT head FROM event_store.log"), &stored));
  EXPECT_EQ(stored, 1 + kWriters * 20);
  last_ = stored;
  Sql(database_, "NOTIFY event_store_head");
  const Seen seen = subscriber.get();

  EXPECT_FALSE(seen.positions == Dense(0, stored)) << "the tests above show nothing";
}

// Counts the news.
class Heard {
 public:
  std::function<void()> counts = [this] { ++news_; };
  int news() const { return news_; }

 private:
  std::atomic<int> news_ = 0;
};

class HeadListenerTest : public SubscriptionsOfPostgres {
 protected:
  std::string CountListeners() {
    return Sql(database_,
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query "
               "ILIKE 'LISTEN%'");
  }
  Heard heard_;
};

TEST_F(HeadListenerTest, HearsOfEveryHeadAndOfNothingElse) {
  HeadListener listener(database_, heard_.counts);
  listener.SetWanted(true);
  ASSERT_TRUE(Eventually([&] { return heard_.news() == 1; })) << "it has begun to listen";

  Sql(database_, "NOTIFY another_channel; NOTIFY event_store_head, '1:7'");

  EXPECT_TRUE(Eventually([&] { return heard_.news() == 2; }));
}

// Whoever listens costs everybody who appends.
TEST_F(HeadListenerTest, ListensWhileItIsWantedOnly) {
  HeadListener listener(database_, heard_.counts);
  EXPECT_EQ(CountListeners(), "0");
  for (int news = 1; news <= 2; ++news) {
    listener.SetWanted(true);
    EXPECT_TRUE(Eventually([&] { return heard_.news() == news; }));
    EXPECT_EQ(CountListeners(), "1");
    listener.SetWanted(false);
    EXPECT_TRUE(Eventually([&] { return CountListeners() == "0"; }));
  }
}

TEST_F(HeadListenerTest, ListensAgainWhenItsConnectionWasLostAndSaysSo) {
  HeadListener listener(database_, heard_.counts);
  listener.SetWanted(true);
  ASSERT_TRUE(Eventually([&] { return heard_.news() == 1; }));

  Sql(database_,
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
      "current_database() AND pid <> pg_backend_pid()");

  EXPECT_TRUE(Eventually([&] { return heard_.news() == 2; }));
  Sql(database_, "NOTIFY event_store_head, '1:8'");
  EXPECT_TRUE(Eventually([&] { return heard_.news() == 3; }));
}

TEST_F(HeadListenerTest, EndsAtOnceThoughNothingIsHeard) {
  {
    HeadListener listener(database_, heard_.counts);
    listener.SetWanted(true);
    ASSERT_TRUE(Eventually([&] { return heard_.news() == 1; }));
  }
  EXPECT_TRUE(Eventually([&] { return CountListeners() == "0"; }));
}

TEST_F(HeadListenerTest, EndsAlthoughTheServerSaysNothing) {
  const SilentServer silent;
  HeadListener listener(silent.ConnectionString(), heard_.counts);
  listener.SetWanted(true);
  EXPECT_TRUE(Eventually([&] { return silent.greeted() > 0; }));
  EXPECT_EQ(heard_.news(), 0);
}

}  // namespace
}  // namespace sennight::event_store
