// What the log does on a server whose disk is full or slow, behind a lock that somebody keeps, and
// under another isolation than it was made for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "tests/postgres/bad_disk.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::APPEND_STATUS_STORED;
using ::testing::AnyOf;
using testing::Eventually;
using testing::IsOk;
using testing::StatusIs;

constexpr absl::Duration kPatience = absl::Seconds(60);

absl::Time Soon(absl::Duration duration = kPatience) { return absl::Now() + duration; }

std::vector<event::v1::Event> Batch(int first, int count, size_t body_bytes = 100) {
  std::vector<event::v1::Event> batch;
  for (int n = first; n < first + count; ++n) {
    batch.push_back(AnEvent(n));
    // What does not compress takes its space.
    std::string body;
    for (unsigned x = static_cast<unsigned>(n) + 1; body.size() < body_bytes; x = x * 1664525 + 1) {
      body += std::to_string(x);
    }
    batch.back().set_body(body);
  }
  return batch;
}

// What a client knows of the log: batches of a hundred that were acknowledged, in order.
class CountingWriter {
 public:
  explicit CountingWriter(PostgresEventLog& log) : log_(log) {}

  // Appends the next batch. A batch that failed is sent again.
  absl::Status Append(absl::Duration timeout = kPatience) {
    const auto outcomes =
        AppendTo(log_, Batch(100 * acknowledged_, 100, 3000), {kNow}, Soon(timeout));
    if (!outcomes.ok()) return outcomes.status();
    // Stored now, or by an attempt whose answer was lost: at the same place in any case.
    for (size_t i = 0; i < outcomes->size(); ++i) {
      EXPECT_EQ((*outcomes)[i].position(), 100 * acknowledged_ + static_cast<int64_t>(i) + 1);
    }
    ++acknowledged_;
    return absl::OkStatus();
  }

  bool AppendAgainAndAgain() {
    return Eventually([this] { return Append().ok(); }, absl::ToChronoMilliseconds(kPatience));
  }

  // Everything acknowledged is there, in order, once, and nothing else.
  void ExpectWhole() {
    int64_t position = 0;
    ListQuery query{.topic = "cell-gene-therapy", .limit = 500};
    absl::StatusOr<EventPage> page;
    do {
      query.after_position = position;
      page = log_.List(query, 0, Soon());
      ASSERT_THAT(page, IsOk());
      for (const event::v1::Event& event : page->events) {
        EXPECT_EQ(event.event_id(), IdOf(static_cast<int>(position)));
        EXPECT_EQ(event.position(), ++position);
      }
    } while (page->has_more);
    EXPECT_EQ(position, 100 * acknowledged_);
  }

  int acknowledged() const { return acknowledged_; }

 private:
  PostgresEventLog& log_;
  int acknowledged_ = 0;
};

class BadDiskTest : public ::testing::Test {
 protected:
  BadDiskTest() { log_.SetReady(); }

  ServerOnBadDisk server_;
  ConnectionPool pool_{{.connection_string = server_.database(), .size = 4}};
  PostgresEventLog log_{pool_};
  CountingWriter writer_{log_};
};

TEST_F(BadDiskTest, ThatIsFullRefusesAppendsGoesOnReadingAndLosesNothing) {
  ASSERT_THAT(writer_.Append(), IsOk());
  server_.disk().tables_are_full = true;

  absl::Status status;
  for (int n = 0; n < 20 && status.ok(); ++n) status = writer_.Append();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "cannot store anything now"));
  EXPECT_GT(server_.disk().refused, 0);
  EXPECT_THAT(GetFrom(log_, IdOf(1), 0, Soon()), IsOk());
  writer_.ExpectWhole();

  server_.disk().tables_are_full = false;
  EXPECT_THAT(writer_.Append(), IsOk());
  writer_.ExpectWhole();
}

// PostgreSQL cannot go on without its log: it ends itself, and cannot start before there is space.
TEST_F(BadDiskTest, ThatHasNoSpaceForTheLogIsSurvivedWhenThereIsSpaceAgain) {
  ASSERT_THAT(writer_.Append(), IsOk());
  const pid_t server = server_.server().ServerPid();
  server_.disk().log_is_full = true;

  absl::Status status;
  for (int n = 0; n < 300 && status.ok(); ++n) status = writer_.Append();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, ""));
  EXPECT_GT(server_.disk().refused, 0);
  EXPECT_GT(writer_.acknowledged(), 10) << "a segment of the log has room for more";

  server_.disk().log_is_full = false;
  EXPECT_TRUE(writer_.AppendAgainAndAgain()) << "first server " << server;
  writer_.ExpectWhole();
}

TEST_F(BadDiskTest, ThatIsSlowKeepsAppendsWaitingNotReadersAndStoresThemOnce) {
  ASSERT_THAT(writer_.Append(), IsOk());
  server_.disk().is_slow = true;

  // The batch may be committed by now, or not: nobody knows before the disk has answered.
  EXPECT_THAT(writer_.Append(absl::Milliseconds(500)),
              AnyOf(StatusIs(absl::StatusCode::kUnavailable, ""),
                    StatusIs(absl::StatusCode::kDeadlineExceeded, "")));
  EXPECT_GT(server_.disk().delayed, 0);
  EXPECT_THAT(GetFrom(log_, IdOf(1), 0, Soon()), IsOk());
  EXPECT_THAT(log_.GetHead(Soon()), IsOk());

  server_.disk().is_slow = false;
  EXPECT_TRUE(writer_.AppendAgainAndAgain());
  EXPECT_THAT(writer_.Append(), IsOk());
  writer_.ExpectWhole();
}

class StatementFaultsTest : public ::testing::Test {
 protected:
  StatementFaultsTest() { log_.SetReady(); }

  std::string database_ = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool_{{.connection_string = database_, .size = 4}};
  PostgresEventLog log_{pool_};
  CountingWriter writer_{log_};
};

TEST_F(StatementFaultsTest, AnAppendBehindALockEndsAtItsDeadlineAndLeavesNothing) {
  ASSERT_THAT(writer_.Append(), IsOk());
  pqxx::connection other(database_);
  pqxx::work lock(other);
  lock.exec("SELECT FROM event_store.log FOR UPDATE");

  EXPECT_THAT(writer_.Append(absl::Milliseconds(300)),
              StatusIs(absl::StatusCode::kDeadlineExceeded, ""));
  EXPECT_THAT(GetFrom(log_, IdOf(1), 0, Soon()), IsOk()) << "readers do not wait";
  EXPECT_EQ(Sql(database_, "SELECT head FROM event_store.log"), "100");

  lock.abort();
  EXPECT_THAT(writer_.Append(), IsOk());
  writer_.ExpectWhole();
}

// An administrator's choice for the whole database must not make appends fail or go wrong.
TEST_F(StatementFaultsTest, WritersThatLoseASerializationRaceTryAgain) {
  Sql(database_, "ALTER DATABASE " + Sql(database_, "SELECT current_database()") +
                     " SET default_transaction_isolation = 'serializable'");
  ConnectionPool pool({.connection_string = database_, .size = 4});
  PostgresEventLog log(pool);
  log.SetReady();
  PostgresEventLog another_replica(pool);
  another_replica.SetReady();
  constexpr int kBatches = 40;

  const auto write = [](PostgresEventLog& to, int first) {
    int again = 0;
    for (int n = first; n < first + kBatches; ++n) {
      absl::Status status;
      do {
        status = AppendTo(to, Batch(10 * n, 10), {kNow}, Soon()).status();
        if (status.ok()) break;
        // The answer to a race lost twice.
        EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted, "race"));
        ++again;
      } while (again < 1000);
    }
  };
  std::future<void> other = std::async(std::launch::async, [&] { write(another_replica, 1000); });
  write(log, 0);
  other.get();

  EXPECT_EQ(Sql(database_,
                "SELECT count(DISTINCT event_id) || ' ' || count(*) || ' ' || min(position) || ' ' "
                "|| max(position) || ' ' || (SELECT head FROM event_store.log) "
                "FROM event_store.event"),
            "800 800 1 800 800");
}

TEST_F(StatementFaultsTest, AServerThatMayOnlyReadIsSaidToBeOne) {
  ASSERT_THAT(writer_.Append(), IsOk());
  ConnectionPool pool(
      {.connection_string = database_ + " options='-c default_transaction_read_only=on'",
       .size = 2});
  PostgresEventLog standby(pool);
  standby.SetReady();

  EXPECT_THAT(AppendTo(standby, Batch(500, 1), {kNow}, Soon()),
              StatusIs(absl::StatusCode::kUnavailable, "cannot store anything now"));
  EXPECT_THAT(GetFrom(standby, IdOf(1), 0, Soon()), IsOk());
}

}  // namespace
}  // namespace sennight::event_store
