#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/silent_server.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using testing::IsOk;
using testing::StatusIs;

constexpr Migration kSteps[] = {
    {1, "0001_first",
     "CREATE TABLE event_store.first (a int); INSERT INTO event_store.first VALUES (1)"},
    {2, "0002_second", "ALTER TABLE event_store.first ADD COLUMN b int DEFAULT 2"},
    {3, "0003_third", "CREATE TABLE event_store.third ()"},
};

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class MigrationsTest : public ::testing::Test {
 protected:
  absl::StatusOr<MigrationReport> MigrateTo(absl::Span<const Migration> steps,
                                            absl::Duration patience = absl::Seconds(20)) {
    return Migrate(database_, steps, cutter_, absl::Now() + patience);
  }

  std::string database_ = PostgresCluster::Shared().NewEmptyDatabase();
  Cutter cutter_;
};

TEST_F(MigrationsTest, BringsAnEmptyDatabaseToTheLastStep) {
  const absl::StatusOr<MigrationReport> report = MigrateTo(kSteps);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->from, 0);
  EXPECT_EQ(report->to, 3);
  EXPECT_EQ(Sql(database_, "SELECT b FROM event_store.first"), "2");
  EXPECT_THAT(CheckSchema(database_, kSteps, cutter_, Soon()), IsOk());
}

TEST_F(MigrationsTest, GoesOnWhereAnEarlierProgramStopped) {
  ASSERT_THAT(MigrateTo(absl::MakeConstSpan(kSteps).first(1)), IsOk());

  const absl::StatusOr<MigrationReport> report = MigrateTo(kSteps);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->from, 1);
  EXPECT_EQ(report->to, 3);
}

TEST_F(MigrationsTest, DoesNothingWhenRepeated) {
  ASSERT_THAT(MigrateTo(kSteps), IsOk());

  const absl::StatusOr<MigrationReport> report = MigrateTo(kSteps);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->from, 3);
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.first"), "1");
}

TEST_F(MigrationsTest, IsDoneByOneOfSeveralProgramsThatBeginTogether) {
  std::vector<std::future<absl::StatusOr<MigrationReport>>> programs;
  for (int i = 0; i < 8; ++i) {
    programs.push_back(std::async(std::launch::async, [this] { return MigrateTo(kSteps); }));
  }
  int worked = 0;
  for (auto& program : programs) {
    const absl::StatusOr<MigrationReport> report = program.get();
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->to, 3);
    worked += report->from == 0 ? 1 : 0;
  }
  EXPECT_EQ(worked, 1);
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.first"), "1");
}

TEST_F(MigrationsTest, RefusesAStepThatWasChangedAfterItWasApplied) {
  ASSERT_THAT(MigrateTo(kSteps), IsOk());
  Migration changed[] = {kSteps[0], kSteps[1], kSteps[2]};
  changed[1].sql = "ALTER TABLE event_store.first ADD COLUMN c int";

  EXPECT_THAT(MigrateTo(changed),
              StatusIs(absl::StatusCode::kFailedPrecondition, "0002_second was changed"));
  EXPECT_THAT(CheckSchema(database_, changed, cutter_, Soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "0002_second was changed"));
}

TEST_F(MigrationsTest, RefusesADatabaseThatIsNewerThanTheProgram) {
  ASSERT_THAT(MigrateTo(kSteps), IsOk());

  EXPECT_THAT(MigrateTo(absl::MakeConstSpan(kSteps).first(2)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "newer than this program"));
}

TEST_F(MigrationsTest, RefusesADatabaseThatLacksAnEarlierStep) {
  ASSERT_THAT(MigrateTo(kSteps), IsOk());
  Sql(database_, "DELETE FROM event_store.migration WHERE version = 2");

  EXPECT_THAT(MigrateTo(kSteps),
              StatusIs(absl::StatusCode::kFailedPrecondition, "migration 2 is missing"));
}

TEST_F(MigrationsTest, LeavesNothingOfAStepThatFails) {
  const Migration steps[] = {
      kSteps[0],
      {2, "0002_broken", "CREATE TABLE event_store.half (); SELECT 1 / 0"},
  };

  EXPECT_THAT(MigrateTo(steps), StatusIs(absl::StatusCode::kInternal, "statement failed"));
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.migration"), "1");
  EXPECT_EQ(Sql(database_, "SELECT to_regclass('event_store.half') IS NULL"), "t");
  EXPECT_THAT(MigrateTo(kSteps), IsOk());
}

TEST_F(MigrationsTest, WaitsForAnotherProgramOnlyUntilTheDeadline) {
  pqxx::connection other(database_);
  pqxx::nontransaction(other).exec("SELECT pg_advisory_lock(8313495713386260596)");

  EXPECT_THAT(MigrateTo(kSteps, absl::Milliseconds(50)),
              StatusIs(absl::StatusCode::kAborted, "busy"));
}

TEST_F(MigrationsTest, SaysThatTheSchemaIsNotThereYet) {
  EXPECT_THAT(CheckSchema(database_, kSteps, cutter_, Soon()),
              StatusIs(absl::StatusCode::kUnavailable, "at version 0, want 3"));
}

TEST_F(MigrationsTest, RefusesADatabaseOfAnotherEncoding) {
  Sql(PostgresCluster::Shared().server().ConnectionString(),
      "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");

  EXPECT_THAT(Migrate(PostgresCluster::Shared().server().ConnectionString() + " dbname=latin",
                      kSteps, cutter_, Soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "UTF8"));
}

TEST_F(MigrationsTest, SaysThatTheDatabaseCannotBeReachedWithoutNamingIt) {
  const absl::Status status =
      Migrate("host=/nonexistent user=secret", kSteps, cutter_, Soon()).status();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));
  EXPECT_EQ(status.message().find("nonexistent"), absl::string_view::npos);
}

TEST(SilentServerTest, IsGivenUpByAMigrationAtItsDeadline) {
  const SilentServer server;
  Cutter cutter;

  EXPECT_THAT(
      Migrate(server.ConnectionString(), kSteps, cutter, absl::Now() + absl::Milliseconds(50)),
      StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));
  EXPECT_EQ(server.greeted(), 1);
}

TEST(SilentServerTest, IsGivenUpByACheckOfTheSchemaAtItsDeadline) {
  const SilentServer server;
  Cutter cutter;

  EXPECT_THAT(
      CheckSchema(server.ConnectionString(), kSteps, cutter, absl::Now() + absl::Milliseconds(50)),
      StatusIs(absl::StatusCode::kUnavailable, "the database cannot be reached"));
  EXPECT_EQ(server.greeted(), 1);
}

TEST_F(MigrationsTest, EndsAStepAtOnceWhenItsConnectionIsCut) {
  const Migration steps[] = {kSteps[0], {2, "0002_endless", "SELECT pg_sleep(3600)"}};
  auto migrated = std::async(std::launch::async, [&] { return MigrateTo(steps).status(); });
  ASSERT_TRUE(testing::Eventually([this] {
    return Sql(database_,
               "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND "
               "datname = current_database() AND query LIKE '%pg_sleep(3600)' AND "
               "pid <> pg_backend_pid()") == "1";
  }));

  cutter_.CutAll();

  EXPECT_THAT(migrated.get(), StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));
}

TEST_F(MigrationsTest, DescribesEveryTableOfTheSchema) {
  ASSERT_THAT(MigrateTo(EmbeddedMigrations()), IsOk());

  EXPECT_EQ(Sql(database_,
                "SELECT coalesce(string_agg(c.relname, ','), '') FROM pg_class c "
                "WHERE c.relnamespace = 'event_store'::regnamespace AND c.relkind = 'r' "
                "AND obj_description(c.oid, 'pg_class') IS NULL"),
            "");
}

// What a program of schema 2 stored: event 1 with a URL, and event 2, which was corrected, without.
constexpr char kStoredBySchema2[] = R"sql(
  INSERT INTO event_store.topic (log_id, name) VALUES (1, 'cell-gene-therapy');
  INSERT INTO event_store.event (log_id, position, topic_id, event_id, revision, op, reported_at,
    listed_on, recorded_at, language, category, title, body, payload, content_hash, size_bytes)
  SELECT 1, position, 1, ('00000000-0000-4000-8000-00000000000' || n)::uuid, revision, op, now(),
    now(), now(), 'en', '', 'Report ' || n, '', '\x4203120150', decode(repeat(hash, 32), 'hex'), 100
  FROM (VALUES (1, 1, 1, 1, '01'), (2, 2, 1, 1, '02'), (3, 2, 2, 2, '03'))
    AS e(position, n, revision, op, hash);
  INSERT INTO event_store.supersession VALUES (1, 2, 3);
  INSERT INTO event_store.event_state (event_id, topic_id, revision, position, content_hash)
  VALUES ('00000000-0000-4000-8000-000000000001', 1, 1, 1, decode(repeat('01', 32), 'hex')),
    ('00000000-0000-4000-8000-000000000002', 1, 2, 3, decode(repeat('03', 32), 'hex'));
  INSERT INTO event_store.dedup_key VALUES (decode(repeat('ab', 16) || repeat('cd', 16), 'hex'),
    '00000000-0000-4000-8000-000000000001');
  UPDATE event_store.log SET head = 3, recorded_at = now();
)sql";

TEST_F(MigrationsTest, KeepsWhatEarlierSchemasStored) {
  const absl::Span<const Migration> steps = EmbeddedMigrations();
  ASSERT_THAT(MigrateTo(steps.first(2)), IsOk());
  Sql(database_, kStoredBySchema2);

  ASSERT_THAT(MigrateTo(steps), IsOk());

  EXPECT_EQ(Sql(database_,
                "SELECT string_agg(right(event_id::text, 1) || '.' || revision || '@' || position, "
                "' ' ORDER BY position) FROM event_store.event_revision"),
            "1.1@1 2.1@2 2.2@3");
  EXPECT_EQ(Sql(database_,
                "SELECT string_agg(revision || ' ' || content_key, ',') FROM "
                "event_store.event_revision WHERE content_key IS NOT NULL"),
            "1 abababab-abab-abab-abab-abababababab");
  ConnectionPool pool({.connection_string = database_});
  PostgresEventLog log(pool);
  log.SetReady();
  event::v1::Event copy = AnEvent(1);
  copy.set_event_id(IdOf(7));
  const auto outcomes = AppendTo(log, {AnEvent(2), copy}, {kNow}, Soon());
  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->at(0).status(), eventstore::v1::APPEND_STATUS_CONFLICT);
  EXPECT_EQ(outcomes->at(0).revision(), 2);
  EXPECT_EQ(outcomes->at(1).position(), 4);
  EXPECT_EQ(GetFrom(log, IdOf(2), 2, Soon())->revision(), 1);
}

TEST(SchemaTest, LetsNobodyChangeWhatWasRecorded) {
  const std::string database = PostgresCluster::Shared().NewDatabase();
  Sql(database,
      "INSERT INTO event_store.topic (log_id, name) VALUES (1, 't');"
      "INSERT INTO event_store.event (log_id, position, topic_id, event_id, revision, op, "
      "  reported_at, listed_on, recorded_at, language, category, title, body, payload, "
      "  content_hash, size_bytes) "
      "VALUES (1, 1, 1, '00000000-0000-4000-8000-000000000001', 1, 1, now(), now(), now(), 'en', "
      "  '', 't', '', '', decode(repeat('00', 32), 'hex'), 1);"
      "INSERT INTO event_store.supersession VALUES (1, 1, 2);"
      "INSERT INTO event_store.event_revision VALUES "
      "  ('00000000-0000-4000-8000-000000000001', 1, 1)");
  const char* statements[] = {
      "UPDATE event_store.event SET title = 'x'",
      "DELETE FROM event_store.event",
      "TRUNCATE event_store.event",
      "UPDATE event_store.supersession SET new_position = 3",
      "DELETE FROM event_store.supersession",
      "TRUNCATE event_store.supersession",
      "UPDATE event_store.event_revision SET position = 2",
      "DELETE FROM event_store.event_revision",
      "TRUNCATE event_store.event_revision",
      "UPDATE event_store.topic SET name = 'another'",
      "UPDATE event_store.topic SET topic_id = DEFAULT",
      "DELETE FROM event_store.topic",
      "TRUNCATE event_store.topic CASCADE",
      "DELETE FROM event_store.log",
      "TRUNCATE event_store.log CASCADE",
      "UPDATE event_store.log SET epoch = 0",
  };
  for (const char* statement : statements) {
    EXPECT_THROW(Sql(database, statement), pqxx::sql_error) << statement;
  }
  Sql(database, "UPDATE event_store.log SET head = 5, recorded_at = now()");
  EXPECT_THROW(Sql(database, "UPDATE event_store.log SET head = 4"), pqxx::feature_not_supported);
  EXPECT_EQ(Sql(database, "SELECT title FROM event_store.event"), "t");
}

}  // namespace
}  // namespace sennight::event_store
