#include "services/event_store/adapters/postgres/connection_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "common/status/status.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/postgres_status.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "tests/postgres/ending_relay.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/silent_server.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using testing::IsOk;
using testing::StatusIs;

absl::Time Soon(absl::Duration duration) { return absl::Now() + duration; }

class ConnectionPoolTest : public ::testing::Test {
 protected:
  PoolOptions Options(int size) { return {.connection_string = database_, .size = size}; }

  // Ends all connections to the test's database, as an operator would.
  void EndConnections() {
    Sql(PostgresCluster::Shared().server().ConnectionString(),
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
        "WHERE application_name = 'sennight' AND pid <> pg_backend_pid()");
  }

  std::string database_ = PostgresCluster::Shared().NewEmptyDatabase();
};

int BackendOf(ConnectionPool::Lease& lease) { return lease.connection().backendpid(); }

TEST_F(ConnectionPoolTest, KeepsAConnectionForTheNextLease) {
  ConnectionPool pool(Options(2));
  std::optional<int> first;
  {
    absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
    ASSERT_THAT(lease, IsOk());
    first = BackendOf(*lease);
  }
  absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
  ASSERT_THAT(lease, IsOk());
  EXPECT_EQ(BackendOf(*lease), first);
}

TEST_F(ConnectionPoolTest, HandsOutNoConnectionThatWasLeftInATransaction) {
  ConnectionPool pool(Options(1));
  std::vector<int> backends;
  for (const char* sql : {"BEGIN", "SELECT 1", "SELECT 1"}) {
    EXPECT_THAT(Reading(pool, Soon(absl::Seconds(10)),
                        [&](Transaction& transaction) {
                          backends.push_back(
                              transaction.RunOnce("SELECT pg_backend_pid()").at(0).at(0).as<int>());
                          transaction.RunOnce(sql);
                          return absl::OkStatus();
                        }),
                IsOk());
  }

  EXPECT_NE(backends[1], backends[0]);
  EXPECT_EQ(backends[2], backends[1]);
  EXPECT_TRUE(testing::Eventually([this] {
    return Sql(database_,
               "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND "
               "datname = current_database()") == "0";
  }));
}

TEST_F(ConnectionPoolTest, CountsItsConnectionsAndWhoWaits) {
  telemetry::Metrics metrics("test");
  PoolOptions options = Options(1);
  options.meters = PoolMeters::Make(metrics, 1);
  ConnectionPool pool(options);
  const auto says = [&metrics](const std::string& line) {
    return metrics.Text().find("\n" + line + "\n") != std::string::npos;
  };
  EXPECT_TRUE(says("sennight_database_connections_limit 1"));
  std::future<absl::Status> second;
  {
    const absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
    ASSERT_THAT(lease, IsOk());
    EXPECT_TRUE(says("sennight_database_connections{state=\"busy\"} 1"));
    EXPECT_TRUE(says("sennight_database_connections{state=\"idle\"} 0"));
    second = std::async(std::launch::async,
                        [&pool] { return pool.Acquire(Soon(absl::Seconds(10))).status(); });
    EXPECT_TRUE(
        testing::Eventually([&says] { return says("sennight_database_connection_waiters 1"); }));
  }
  EXPECT_THAT(second.get(), IsOk());
  EXPECT_TRUE(says("sennight_database_connection_waiters 0"));
  EXPECT_TRUE(says("sennight_database_connections{state=\"busy\"} 0"));
  EXPECT_TRUE(says("sennight_database_connections{state=\"idle\"} 1"));
}

TEST_F(ConnectionPoolTest, EndsAWaitAtTheDeadline) {
  ConnectionPool pool(Options(1));
  const absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
  ASSERT_THAT(lease, IsOk());

  const absl::Time begin = absl::Now();
  EXPECT_THAT(pool.Acquire(Soon(absl::Milliseconds(50))).status(),
              StatusIs(absl::StatusCode::kDeadlineExceeded, "before a connection was free"));
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
}

TEST_F(ConnectionPoolTest, EndsAWaitThatLastsTooLongWhateverTheDeadline) {
  PoolOptions options = Options(1);
  options.max_wait = absl::Milliseconds(50);
  ConnectionPool pool(options);
  const absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
  ASSERT_THAT(lease, IsOk());

  const absl::Status status = pool.Acquire(Soon(absl::Minutes(1))).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "in use"));
  EXPECT_TRUE(status.GetPayload(kRetryInfoType.data()).has_value());
}

TEST_F(ConnectionPoolTest, RefusesToWaitWhenTooManyWait) {
  PoolOptions options = Options(1);
  options.max_waiting = 0;
  ConnectionPool pool(options);
  const absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
  ASSERT_THAT(lease, IsOk());

  EXPECT_THAT(pool.Acquire(Soon(absl::Minutes(1))).status(),
              StatusIs(absl::StatusCode::kResourceExhausted, "in use"));
}

TEST_F(ConnectionPoolTest, GivesAFreedConnectionToAWaitingCall) {
  ConnectionPool pool(Options(1));
  auto lease = std::make_optional(pool.Acquire(Soon(absl::Seconds(10))));
  ASSERT_THAT(*lease, IsOk());
  auto waiting = std::async(std::launch::async,
                            [&pool] { return pool.Acquire(Soon(absl::Seconds(10))).status(); });

  lease.reset();

  EXPECT_THAT(waiting.get(), IsOk());
}

TEST_F(ConnectionPoolTest, TellsTheServerHowLongAStatementMayTake) {
  ConnectionPool pool(Options(1));
  const struct {
    absl::Duration left;
    int64_t least_ms;
    int64_t most_ms;
  } cases[] = {{absl::Milliseconds(1000), 900, 1250},
               {absl::Seconds(10), 9900, 12500},
               // Ended by the server before the connection is cut.
               {absl::Hours(2), 12000, 12999}};
  for (const auto& [left, least_ms, most_ms] : cases) {
    absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(left));
    ASSERT_THAT(lease, IsOk());
    lease->BoundStatements();
    pqxx::nontransaction transaction(lease->connection());
    const int64_t timeout =
        transaction.exec("SELECT setting FROM pg_settings WHERE name = 'statement_timeout'")
            .at(0)
            .at(0)
            .as<int64_t>();
    EXPECT_GE(timeout, least_ms);
    EXPECT_LE(timeout, most_ms);
  }
}

TEST_F(ConnectionPoolTest, EndsAStatementAtTheDeadline) {
  ConnectionPool pool(Options(1));

  const absl::Status status =
      Reading(pool, Soon(absl::Milliseconds(100)), [](Transaction& transaction) {
        transaction.Run("SELECT pg_sleep(30)");
        return absl::OkStatus();
      });

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDeadlineExceeded, "did not answer in time"));
  EXPECT_THAT(Reading(pool, Soon(absl::Seconds(10)),
                      [](Transaction& transaction) {
                        transaction.Run("SELECT 1");
                        return absl::OkStatus();
                      }),
              IsOk());
}

TEST_F(ConnectionPoolTest, SaysUnavailableWhenItsOwnBoundComesBeforeTheDeadline) {
  PoolOptions options = Options(1);
  options.max_lease = absl::Milliseconds(100);
  ConnectionPool pool(options);

  EXPECT_THAT(Reading(pool, Soon(absl::Minutes(1)),
                      [](Transaction& transaction) {
                        transaction.Run("SELECT pg_sleep(30)");
                        return absl::OkStatus();
                      }),
              StatusIs(absl::StatusCode::kUnavailable, "did not answer in time"));
}

TEST(SilentServerTest, HoldsNobodyBeyondTheirDeadline) {
  const SilentServer server;
  ConnectionPool pool(
      {.connection_string = server.ConnectionString(), .connect_timeout = absl::Hours(1)});

  EXPECT_THAT(pool.Acquire(Soon(absl::Milliseconds(50))).status(),
              StatusIs(absl::StatusCode::kDeadlineExceeded, "before a connection was free"));
  EXPECT_EQ(server.greeted(), 1);
}

TEST(SilentServerTest, IsGivenUpLongBeforeADistantDeadline) {
  const SilentServer server;
  ConnectionPool pool(
      {.connection_string = server.ConnectionString(), .connect_timeout = absl::Milliseconds(50)});

  EXPECT_THAT(pool.Acquire(Soon(absl::Hours(1))).status(),
              StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));
}

TEST(SilentServerTest, IsLeftAtOnceWhenAllIsCut) {
  const SilentServer server;
  Cutter cutter;
  const auto connect = [&] {
    return Translated([&] {
             Connect(server.ConnectionString(), absl::Hours(1), cutter, absl::InfiniteFuture());
             return absl::OkStatus();
           })
        .status;
  };
  auto waiting = std::async(std::launch::async, connect);
  ASSERT_TRUE(testing::Eventually([&server] { return server.greeted() == 1; }));

  cutter.CutAll();

  EXPECT_THAT(waiting.get(), StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));
  EXPECT_THAT(connect(), StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));
}

TEST_F(ConnectionPoolTest, ReplacesConnectionsThatWereEnded) {
  ConnectionPool pool(Options(3));
  {
    // Several idle ones, so that the second attempt must not take another dead one.
    const auto first = pool.Acquire(Soon(absl::Seconds(10)));
    const auto second = pool.Acquire(Soon(absl::Seconds(10)));
    const auto third = pool.Acquire(Soon(absl::Seconds(10)));
    ASSERT_THAT(third, IsOk());
  }
  EndConnections();

  int attempts = 0;
  EXPECT_THAT(InTransaction(pool, Soon(absl::Seconds(10)),
                            [&attempts](Transaction& transaction) {
                              ++attempts;
                              transaction.Run("SELECT 1");
                              return absl::OkStatus();
                            }),
              IsOk());
  EXPECT_LE(attempts, 2);
}

TEST_F(ConnectionPoolTest, ReplacesAConnectionWhoseServerHasSaidThatItEndsAndIsNotGoneYet) {
  EndingRelay relay(database_);
  ConnectionPool pool({.connection_string = relay.connection_string(), .size = 1});
  const auto select = [](Transaction& transaction) {
    transaction.Run("SELECT 1");
    return absl::OkStatus();
  };
  for (const auto& in : {InTransaction, Reading}) {
    ASSERT_THAT(in(pool, Soon(absl::Seconds(10)), select), IsOk());
    relay.SayTheEndAndStay();
    EXPECT_THAT(in(pool, Soon(absl::Seconds(10)), select), IsOk());
  }
}

TEST_F(ConnectionPoolTest, RepeatsWorkOnceWhoseConnectionIsLostBeforeTheCommit) {
  ConnectionPool pool(Options(2));
  int attempts = 0;

  const absl::Status status =
      InTransaction(pool, Soon(absl::Seconds(10)), [this, &attempts](Transaction& transaction) {
        if (++attempts == 1) EndConnections();
        transaction.Run("SELECT 1");
        return absl::OkStatus();
      });

  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(attempts, 2);
}

TEST_F(ConnectionPoolTest, GivesUpAfterTheSecondAttempt) {
  ConnectionPool pool(Options(2));
  int attempts = 0;

  const absl::Status status =
      InTransaction(pool, Soon(absl::Seconds(10)), [this, &attempts](Transaction& transaction) {
        ++attempts;
        EndConnections();
        transaction.Run("SELECT 1");
        return absl::OkStatus();
      });

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "database"));
  EXPECT_EQ(attempts, 2);
}

TEST_F(ConnectionPoolTest, RepeatsATransactionThatLostARace) {
  Sql(database_, "CREATE TABLE t (a int)");
  ConnectionPool pool(Options(2));
  int attempts = 0;

  const absl::Status status =
      InTransaction(pool, Soon(absl::Seconds(10)), [&attempts](Transaction& transaction) {
        if (++attempts == 1) {
          transaction.Run(
              "DO $$ BEGIN RAISE 'race' USING ERRCODE = 'serialization_failure'; END $$");
        }
        transaction.Run("INSERT INTO t VALUES (1)");
        return absl::OkStatus();
      });

  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM t"), "1");
}

TEST_F(ConnectionPoolTest, LeavesACommitInDoubtToTheClient) {
  // A server that goes away in the middle of a commit.
  Sql(database_,
      "CREATE TABLE t (a int);"
      "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NULL; END $$;"
      "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION die()");
  ConnectionPool pool(Options(2));
  int attempts = 0;

  const absl::Status status =
      InTransaction(pool, Soon(absl::Seconds(30)), [&attempts](Transaction& transaction) {
        ++attempts;
        transaction.Run("INSERT INTO t VALUES (1)");
        return absl::OkStatus();
      });

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "while it committed"));
  EXPECT_EQ(attempts, 1);
}

TEST_F(ConnectionPoolTest, TellsClientsNothingOfSqlAndHosts) {
  ConnectionPool pool(Options(1));
  const absl::Status failed = Reading(pool, Soon(absl::Seconds(10)), [](Transaction& transaction) {
    transaction.Run("SELECT secret_column FROM secret_table");
    return absl::OkStatus();
  });
  EXPECT_THAT(failed, StatusIs(absl::StatusCode::kInternal, "a database statement failed"));
  EXPECT_EQ(failed.message().find("secret"), absl::string_view::npos);

  ConnectionPool nowhere({.connection_string = "host=/nonexistent dbname=secret"});
  const absl::Status unreachable = nowhere.Acquire(Soon(absl::Seconds(10))).status();
  EXPECT_THAT(unreachable, StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));
  EXPECT_EQ(unreachable.message().find("nonexistent"), absl::string_view::npos);
}

TEST_F(ConnectionPoolTest, RollsBackWorkThatFails) {
  Sql(database_, "CREATE TABLE t (a int)");
  ConnectionPool pool(Options(1));

  EXPECT_THAT(InTransaction(pool, Soon(absl::Seconds(10)),
                            [](Transaction& transaction) {
                              transaction.Run("INSERT INTO t VALUES (1)");
                              return absl::OutOfRangeError("no");
                            }),
              StatusIs(absl::StatusCode::kOutOfRange, "no"));
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM t"), "0");
}

TEST_F(ConnectionPoolTest, MakesCommitsDurableWhateverTheDefault) {
  ConnectionPool pool({.connection_string = database_ + " options='-c synchronous_commit=off'"});
  absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(Soon(absl::Seconds(10)));
  ASSERT_THAT(lease, IsOk());

  pqxx::nontransaction transaction(lease->connection());
  EXPECT_EQ(transaction.exec("SHOW synchronous_commit").at(0).at(0).as<std::string>(), "on");
}

constexpr char kAddOne[] = "INSERT INTO numbers VALUES (1) RETURNING n";

TEST_F(ConnectionPoolTest, RefusesABinaryStatementThatWouldStandOutsideItsTransaction) {
  Sql(database_, "CREATE TABLE numbers (n int)");
  ConnectionPool pool(Options(1));

  const absl::Status first =
      InTransaction(pool, Soon(absl::Seconds(10)), [](Transaction& transaction) {
        transaction.RunBinary(kAddOne, {});
        return absl::OkStatus();
      });

  EXPECT_THAT(first, StatusIs(absl::StatusCode::kInternal, "reading the database's answer failed"));
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM numbers"), "0");
}

TEST_F(ConnectionPoolTest, KeepsABinaryStatementInsideItsTransaction) {
  Sql(database_, "CREATE TABLE numbers (n int)");
  ConnectionPool pool(Options(1));
  for (const bool commits : {false, true}) {
    const absl::Status status =
        InTransaction(pool, Soon(absl::Seconds(10)), [commits](Transaction& transaction) {
          transaction.Run("SELECT 1");
          EXPECT_EQ(transaction.RunBinary(kAddOne, {}).Number(0, 0), 1);
          return commits ? absl::OkStatus() : absl::AbortedError("not this time");
        });
    EXPECT_EQ(status.ok(), commits);
    EXPECT_EQ(Sql(database_, "SELECT count(*) FROM numbers"), commits ? "1" : "0");
  }
}

TEST_F(ConnectionPoolTest, ReadsWithoutATransactionAlsoInBinaryFormOnly) {
  ConnectionPool pool(Options(1));
  EXPECT_THAT(Reading(pool, Soon(absl::Seconds(10)),
                      [](Transaction& transaction) {
                        EXPECT_EQ(transaction.RunBinary("SELECT 7", {}).Number(0, 0), 7);
                        return absl::OkStatus();
                      }),
              IsOk());
}

}  // namespace
}  // namespace sennight::event_store
