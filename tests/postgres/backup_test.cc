// A backup holds a store as it was at one moment, restores to the same, and says when it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "services/event_store/adapters/postgres/copy_session.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/domain/backup_file.h"
#include "services/event_store/operations.h"
#include "services/event_store/wiring.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/sample_store.h"
#include "tests/postgres/stored_by_schema.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::StatusIs;

std::string BackupOf(const std::string& database) {
  std::ostringstream out;
  EXPECT_THAT(BackupStore(database, out), IsOk());
  return out.str();
}

absl::StatusOr<BackupReport> Restore(const std::string& backup, const std::string& database) {
  std::istringstream in(backup);
  return RestoreStore(in, database, {});
}

absl::StatusOr<DrillReport> Drill(const std::string& backup, const std::string& source) {
  std::istringstream in(backup);
  return DrillRestore(in, PostgresCluster::Shared().server().ConnectionString(), source);
}

std::string NewEmpty() { return PostgresCluster::Shared().NewEmptyDatabase(); }

// A log with its connections.
struct OpenLog {
  explicit OpenLog(const std::string& database) : pool({.connection_string = database}), log(pool) {
    log.SetReady();
  }
  ConnectionPool pool;
  PostgresEventLog log;
};

TEST(BackupTest, RestoresWhatWasStored) {
  const std::string source = AStore();
  const std::string target = NewEmpty();

  const absl::StatusOr<BackupReport> report = Restore(BackupOf(source), target);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->head, 7);
  EXPECT_EQ(report->revisions, 7);
  EXPECT_EQ(report->epoch, 1);
  const absl::StatusOr<StoreReport> checked = CheckStore(target);
  ASSERT_THAT(checked, IsOk());
  EXPECT_THAT(checked->findings, IsEmpty());
  EXPECT_EQ(checked->log_hash, CheckStore(source)->log_hash);
  EXPECT_EQ(report->log_hash, checked->log_hash);
  const char* key = "SELECT token_key FROM event_store.log";
  EXPECT_EQ(Sql(target, key), Sql(source, key));
}

TEST(BackupTest, RestoresAnEmptyStore) {
  const std::string target = NewEmpty();
  ASSERT_THAT(Restore(BackupOf(PostgresCluster::Shared().NewDatabase()), target), IsOk());

  EXPECT_EQ(CheckStore(target)->finding_count, 0);
}

TEST(BackupTest, LetsARestoredStoreGoOnWhereTheBackupEnds) {
  const std::string target = NewEmpty();
  ASSERT_THAT(Restore(BackupOf(AStore()), target), IsOk());
  OpenLog restored(target);

  event::v1::Event of_new_topic = AnEvent(8);
  of_new_topic.set_topic("offshore-wind");
  const auto outcomes =
      AppendTo(restored.log, {AnEvent(1), AnEvent(6), of_new_topic}, {kNow}, Soon());

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->at(0).status(), eventstore::v1::APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(outcomes->at(1).position(), 8);
  EXPECT_EQ(outcomes->at(2).position(), 9);
  EXPECT_EQ(GetFrom(restored.log, IdOf(2), 5, Soon())->revision(), 1);
  EXPECT_EQ(CheckStore(target)->finding_count, 0);
}

// After the backup the source goes on and is lost; its tokens name positions that mean other events
// in the restored store, and so they are refused, also by a store restored twice.
TEST(BackupTest, BeginsAnEpochThatNoTokenOfALostFutureIsOf) {
  const std::string source = AStore();
  const std::string backup = BackupOf(source);
  const absl::Time first = absl::FromCivil(absl::CivilSecond(2026, 1, 1), absl::UTCTimeZone());
  const auto restore = [&backup](absl::Time at) {
    std::string database = NewEmpty();
    std::istringstream in(backup);
    EXPECT_THAT(ReadBackup(in, database, at, Soon()), IsOk());
    return database;
  };
  OpenLog once(restore(first));
  OpenLog again(restore(first + absl::Hours(1)));
  const int32_t first_epoch = once.log.GetHead(Soon())->epoch;

  EXPECT_EQ(first_epoch, 365 * 24 * 3600);
  EXPECT_EQ(again.log.GetHead(Soon())->epoch, first_epoch + 3600);
  for (const int32_t epoch : {1, first_epoch}) {
    EXPECT_THAT(again.log.ReadTail({.after_position = 7, .limit = 1, .epoch = epoch}, Soon()),
                StatusIs(absl::StatusCode::kOutOfRange, "it was restored"));
    EXPECT_THAT(again.log.List({.topic = "cell-gene-therapy", .epoch = epoch}, 0, Soon()),
                StatusIs(absl::StatusCode::kOutOfRange, "begin the list again"));
  }
}

TEST(BackupTest, CountsTheEpochOnWhenTheClockIsBehind) {
  const std::string source = AStore();
  Sql(source, "UPDATE event_store.log SET epoch = 2000000000");
  const std::string target = NewEmpty();

  EXPECT_EQ(Restore(BackupOf(source), target)->restored_epoch, 2000000001);
}

TEST(BackupTest, IsOfOneMomentWhateverIsWrittenMeanwhile) {
  const std::string source = PostgresCluster::Shared().NewDatabase();
  OpenLog log(source);
  std::atomic<bool> ends = false;
  auto writing = std::async(std::launch::async, [&] {
    for (int n = 0; !ends; ++n) {
      EXPECT_THAT(AppendTo(log.log, {AnEvent(n)}, {kNow}, Soon()), IsOk());
      EXPECT_THAT(log.log.Revise({.event_id = IdOf(n),
                                  .expected_revision = 1,
                                  .reason = "wrong",
                                  .event = std::nullopt},
                                 {kNow}, Soon()),
                  IsOk());
    }
  });
  for (int64_t head = 0; head < 50;) head = log.log.GetHead(Soon())->position;

  for (int round = 0; round < 3; ++round) {
    const std::string target = NewEmpty();
    const absl::StatusOr<BackupReport> report = Restore(BackupOf(source), target);
    ASSERT_THAT(report, IsOk());
    EXPECT_GE(report->head, 50);
    const absl::StatusOr<StoreReport> checked = CheckStore(target);
    EXPECT_THAT(checked->findings, IsEmpty());
    EXPECT_EQ(checked->log_hash, report->log_hash);
  }
  ends = true;
  writing.get();
}

TEST(BackupTest, ThatIsDamagedRestoresNothing) {
  const std::string backup = BackupOf(AStore());
  const std::string target = NewEmpty();
  std::vector<std::string> damaged = {"", "sennight-backup 2\n", backup.substr(0, 30)};
  for (size_t part = 1; part < 8; ++part) {
    damaged.push_back(backup.substr(0, backup.size() * part / 8));
    std::string changed = backup;
    // Where nothing but the hash tells: not in the header, whose schema would be unknown.
    changed[1000 + (backup.size() - 1100) * part / 8] ^= 1;
    damaged.push_back(changed);
  }
  damaged.push_back(backup.substr(0, backup.size() - 1));

  for (const std::string& file : damaged) {
    EXPECT_FALSE(Restore(file, target).ok()) << file.size();
  }

  EXPECT_THAT(Restore(damaged[0], target), StatusIs(absl::StatusCode::kDataLoss, "is none"));
  EXPECT_THAT(Restore(damaged.back(), target), StatusIs(absl::StatusCode::kDataLoss, "too early"));
  EXPECT_EQ(Sql(target, "SELECT count(*) FROM event_store.event"), "0");
  EXPECT_THAT(Restore(backup, target), IsOk());
}

// Such as a length or a number of columns: the database refuses the rows before the hash is read.
TEST(BackupTest, SaysThatItWasChangedAlsoWhereTheDatabaseCannotTakeItsRows) {
  const std::string backup = BackupOf(AStore());
  const std::string target = NewEmpty();
  const size_t rows_of_events = backup.find("PGCOPY", backup.find("event\n"));
  ASSERT_NE(rows_of_events, std::string::npos);
  for (size_t at = rows_of_events; at < rows_of_events + 60; at += 3) {
    std::string changed = backup;
    changed[at] ^= 0x40;
    EXPECT_THAT(Restore(changed, target), StatusIs(absl::StatusCode::kDataLoss, "was changed"))
        << at;
  }
  EXPECT_THAT(Restore(backup, target), IsOk());
}

TEST(BackupTest, WithSomethingBehindItsEndRestoresNothing) {
  const std::string backup = BackupOf(AStore());
  const std::string target = NewEmpty();
  for (const std::string& more : {backup, std::string("x")}) {
    EXPECT_THAT(Restore(backup + more, target),
                StatusIs(absl::StatusCode::kDataLoss, "goes on behind its end"));
  }
  EXPECT_EQ(Sql(target, "SELECT count(*) FROM event_store.event"), "0");
}

TEST(BackupTest, IsRestoredIntoNoStoreThatHoldsSomething) {
  const std::string backup = BackupOf(AStore());
  const std::string target = AStore();
  const std::string before = CheckStore(target)->log_hash;

  EXPECT_THAT(Restore(backup, target),
              StatusIs(absl::StatusCode::kFailedPrecondition, "holds a store already"));
  EXPECT_EQ(CheckStore(target)->log_hash, before);
}

// Nor is one of an older schema migrated before it is refused: its programs go on.
TEST(BackupTest, LeavesAStoreOfAnOlderSchemaAsItIs) {
  const std::string target = PostgresCluster::Shared().NewEmptyDatabase();
  Cutter cutter;
  ASSERT_THAT(
      Migrate(target, EmbeddedMigrations().first(4), cutter, absl::Now() + absl::Minutes(1)),
      IsOk());
  Sql(target, "UPDATE event_store.log SET head = 1, recorded_at = now()");

  EXPECT_THAT(Restore(BackupOf(AStore()), target),
              StatusIs(absl::StatusCode::kFailedPrecondition, "holds a store already"));
  EXPECT_EQ(Sql(target, "SELECT max(version) FROM event_store.migration"), "4");
}

// What a program of an earlier schema would have written of `database`, which is of that schema.
std::string BackupBySchema(size_t version, const std::string& database,
                           const std::string& log_hash) {
  std::string sql;
  for (const Migration& migration : EmbeddedMigrations().first(version)) {
    sql.append(migration.sql).push_back('\n');
  }
  CopySession session(database, Soon());
  const auto log = session
                       .Run(
                           "SELECT epoch, head, (extract(epoch FROM recorded_at) * 1000000)::"
                           "bigint FROM event_store.log")
                       .at(0);
  std::ostringstream out;
  BackupWriter writer(out);
  writer.WriteFields(kHeaderFrame, {{"schema", absl::StrCat(version)},
                                    {"schema-hash", hash::Sha256Hex(sql)},
                                    {"epoch", log[0]},
                                    {"head", log[1]},
                                    {"recorded-us", log[2]}});
  for (const auto& table :
       session.Run("SELECT c.relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM "
                   "pg_class c JOIN "
                   "pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped "
                   "WHERE relnamespace = 'event_store'::regnamespace AND relkind = 'r' AND "
                   "relname NOT IN ('log', 'migration') GROUP BY 1 ORDER BY 1")) {
    writer.Write(kTableFrame, absl::StrCat(table[0], "\n", table[1]));
    session.CopyOut(
        absl::StrCat("COPY event_store.", table[0], " (", table[1], ") TO STDOUT (FORMAT binary)"),
        [&writer](std::string_view rows) { writer.Write(kRowsFrame, rows); });
  }
  EXPECT_THAT(writer.Finish({{"revisions", "7"}, {"log-hash", log_hash}}), IsOk());
  return out.str();
}

TEST(BackupTest, OfAnEarlierSchemaIsRestoredAndMigrated) {
  const std::string source = AStore();
  const std::string log_hash = CheckStore(source)->log_hash;
  for (size_t version = 3; version < EmbeddedMigrations().size(); ++version) {
    const std::string backup = BackupBySchema(version, StoredBySchema(version, source), log_hash);
    const std::string target = NewEmpty();

    ASSERT_THAT(Restore(backup, target), IsOk()) << version;

    const absl::StatusOr<StoreReport> report = CheckStore(target);
    ASSERT_THAT(report, IsOk()) << version;
    EXPECT_THAT(report->findings, IsEmpty()) << version;
    EXPECT_EQ(report->log_hash, log_hash) << version;
    OpenLog restored(target);
    EXPECT_THAT(AppendTo(restored.log, {AnEvent(9)}, {kNow}, Soon()), IsOk()) << version;
  }
}

TEST(BackupTest, IsNotRestoredForARoleThatIsNotThere) {
  const std::string backup = BackupOf(AStore());
  const std::string target = NewEmpty();

  for (const StoreRoles& roles : {StoreRoles{.writer = "nobody"}, StoreRoles{.reader = "nobody"}}) {
    std::istringstream in(backup);
    EXPECT_THAT(RestoreStore(in, target, roles),
                StatusIs(absl::StatusCode::kFailedPrecondition, "no role nobody"));
  }
  EXPECT_EQ(Sql(target, "SELECT to_regnamespace('event_store') IS NULL"), "t");
}

// Programs that run while an empty store is filled from a backup have read its secret before.
TEST(BackupTest, BringsItsSecretToProgramsThatRun) {
  const std::string source = AStore();
  const std::string target = PostgresCluster::Shared().NewDatabase();
  OpenLog log(target);
  const std::string before = log.log.GetTokenKey(Soon()).value();

  ASSERT_THAT(Restore(BackupOf(source), target), IsOk());

  EXPECT_EQ(log.log.GetTokenKey(Soon()).value(), before);
  EXPECT_THAT(log.log.GetHead(Soon()), IsOk());
  EXPECT_EQ(log.log.GetTokenKey(Soon()).value(), OpenLog(source).log.GetTokenKey(Soon()).value());
}

TEST(BackupTest, OfALaterProgramIsRefused) {
  std::string backup = BackupOf(AStore());
  const std::string target = NewEmpty();
  const size_t at = backup.find("schema-hash ") + 12;
  backup[at] = backup[at] == '0' ? '1' : '0';

  EXPECT_THAT(Restore(backup, target),
              StatusIs(absl::StatusCode::kFailedPrecondition, "want a newer one"));
  EXPECT_EQ(Sql(target, "SELECT to_regnamespace('event_store') IS NULL"), "t");
}

TEST(BackupTest, NeedsARoleThatReadsAndOneThatOwns) {
  const std::string server = PostgresCluster::Shared().server().ConnectionString();
  Sql(server,
      "CREATE ROLE backup_reader LOGIN; CREATE ROLE backup_owner LOGIN;"
      "CREATE ROLE backup_writer LOGIN");
  const std::string source = AStore();
  ASSERT_THAT(MigrateDatabase(source, {.reader = "backup_reader"}, Soon()), IsOk());
  std::ostringstream out;
  ASSERT_THAT(BackupStore(source + " user=backup_reader", out), IsOk());
  const std::string target = NewEmpty();
  Sql(target,
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO backup_owner', "
      "current_database()); END $$");

  std::ostringstream refused;
  EXPECT_THAT(BackupStore(source + " user=backup_writer", refused),
              StatusIs(absl::StatusCode::kFailedPrecondition, "may not do this"));
  std::istringstream in(out.str());
  EXPECT_THAT(RestoreStore(in, target + " user=backup_owner", {.writer = "backup_writer"}), IsOk());
  OpenLog written(target + " user=backup_writer");
  EXPECT_THAT(AppendTo(written.log, {AnEvent(9)}, {kNow}, Soon()), IsOk());
}

TEST(BackupTest, SaysThatWhatItHoldsIsNotAsItMustBe) {
  const std::string source = AStore();
  Sql(source,
      "SET session_replication_role = 'replica';"
      "UPDATE event_store.event SET body = 'No' WHERE position = 1");
  std::ostringstream out;

  const absl::StatusOr<BackupReport> report = BackupStore(source, out);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->finding_count, 1);
}

std::string DrillDatabases() {
  return Sql(PostgresCluster::Shared().server().ConnectionString(),
             "SELECT count(*) FROM pg_database WHERE datname LIKE 'sennight_drill%'");
}

TEST(DrillTest, FindsThatAGoodBackupRestoresToWhatTheSourceHas) {
  const std::string source = AStore();
  const std::string backup = BackupOf(source);
  // The source goes on.
  OpenLog log(source);
  ASSERT_THAT(AppendTo(log.log, {AnEvent(6)}, {kNow}, Soon()), IsOk());

  const absl::StatusOr<DrillReport> report = Drill(backup, source);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->differences, IsEmpty());
  EXPECT_EQ(report->restored.head, 7);
  EXPECT_EQ(report->restored.finding_count, 0);
  EXPECT_EQ(DrillDatabases(), "0");
}

TEST(DrillTest, FindsThatTheSourceHasChangedSince) {
  const std::string source = AStore();
  const std::string backup = BackupOf(source);
  Sql(source,
      "SET session_replication_role = 'replica';"
      "UPDATE event_store.event SET recorded_by = 'x' WHERE position = 3");

  const absl::StatusOr<DrillReport> report = Drill(backup, source);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->differences, ElementsAre(HasSubstr("events of the source up to position 7")));
}

TEST(DrillTest, FindsThatTheBackupIsOfAnotherStore) {
  const std::string backup = BackupOf(AStore());

  const absl::StatusOr<DrillReport> report = Drill(backup, PostgresCluster::Shared().NewDatabase());

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->differences, ElementsAre(HasSubstr("the backup has 7, the source 0"),
                                               HasSubstr("events of the source")));
}

TEST(DrillTest, LeavesNothingBehindWhenTheBackupIsDamaged) {
  const std::string source = AStore();
  const std::string backup = BackupOf(source);

  EXPECT_THAT(Drill(backup.substr(0, backup.size() / 2), source),
              StatusIs(absl::StatusCode::kDataLoss, "too early"));
  EXPECT_EQ(DrillDatabases(), "0");
}

}  // namespace
}  // namespace sennight::event_store
