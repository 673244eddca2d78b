// What the roles of the database may do: everything that the service does, and nothing that would
// change what was recorded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/rpc/access.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/adapters/postgres/privileges.h"
#include "services/event_store/wiring.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/revision_conformance.h"

namespace sennight::event_store {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

constexpr char kWriter[] = "test_writer";
constexpr char kReader[] = "test_reader";
constexpr char kMigrator[] = "test_migrator";

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

std::string As(const std::string& role, const std::string& database) {
  return absl::StrCat(database, " user=", role);
}

// Makes the roles of the cluster, once.
void MakeRoles() {
  static const bool made = [] {
    Sql(PostgresCluster::Shared().server().ConnectionString(),
        absl::StrCat("CREATE ROLE ", kWriter, " LOGIN; CREATE ROLE ", kReader,
                     " LOGIN; CREATE ROLE ", kMigrator, " LOGIN"));
    return true;
  }();
  EXPECT_TRUE(made);
}

// Returns a database with the schema, which belongs to the migrator, who is no superuser.
std::string DatabaseOfMigrator(const StoreRoles& roles = {.writer = kWriter, .reader = kReader}) {
  MakeRoles();
  std::string database = PostgresCluster::Shared().NewEmptyDatabase();
  Sql(database, absl::StrCat("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ", kMigrator,
                             "', current_database()); END $$"));
  EXPECT_THAT(MigrateDatabase(As(kMigrator, database), roles, Soon()), IsOk());
  return database;
}

// The same from a template, which is quicker: for those who want an empty store with all roles.
std::string CopyOfMigrated() {
  static const std::string original = Sql(DatabaseOfMigrator(), "SELECT current_database()");
  static int copies = 0;
  const std::string server = PostgresCluster::Shared().server().ConnectionString();
  const std::string name = absl::StrCat("roles_", ++copies);
  Sql(server, absl::StrCat("CREATE DATABASE ", name, " TEMPLATE ", original, " OWNER ", kMigrator));
  return absl::StrCat(server, " dbname=", name);
}

class AsWriter final : public LogUnderTest {
 public:
  AsWriter() { log_.SetReady(); }
  EventLog& log() override { return log_; }

 private:
  std::string database_ = CopyOfMigrated();
  ConnectionPool pool_{{.connection_string = As(kWriter, database_), .size = 8}};
  PostgresEventLog log_{pool_};
};

const LogFactory kAsWriter = {"AsWriter", [] { return std::make_unique<AsWriter>(); }};

INSTANTIATE_TEST_SUITE_P(AsWriter, EventLogConformance, ::testing::Values(kAsWriter));
INSTANTIATE_TEST_SUITE_P(AsWriter, RevisionConformance, ::testing::Values(kAsWriter));

TEST(RolesTest, TheServiceBecomesReadyAndSortsTitlesInAsWriter) {
  const std::string database = DatabaseOfMigrator();
  const rpc::Access access;
  EventStore store({.database = As(kWriter, database), .migrate = false}, access);
  DatabaseWatch watch(store, [](bool) {});

  EXPECT_TRUE(watch.AwaitReady(Soon()));
}

// Every privilege on every table: what is not listed is not there. A new table belongs here.
TEST(RolesTest, HaveThesePrivilegesAndNoOthers) {
  const std::string database = DatabaseOfMigrator();
  const std::string privileges =
      "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
      "  SELECT c.relname || ' ' || r || ': ' || string_agg(p, ' ' ORDER BY p) AS line"
      "  FROM pg_class c, unnest(ARRAY['test_writer', 'test_reader']) AS r,"
      "    unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',"
      "      'TRIGGER']) AS p"
      "  WHERE c.relnamespace = 'event_store'::regnamespace AND c.relkind = 'r'"
      "    AND has_table_privilege(r, c.oid, p)"
      "  GROUP BY c.relname, r) AS lines";

  std::vector<std::string> want;
  for (const auto& [table, writer] :
       std::vector<std::pair<std::string, std::string>>{{"erasure", "SELECT"},
                                                        {"event", "INSERT SELECT"},
                                                        {"event_revision", "INSERT SELECT"},
                                                        {"folded_text", "INSERT SELECT"},
                                                        {"log", "SELECT"},
                                                        {"migration", "SELECT"},
                                                        {"search_backfill", "SELECT"},
                                                        {"supersession", "INSERT SELECT"},
                                                        {"text_filter", "INSERT SELECT"},
                                                        {"title_terms", "INSERT SELECT"},
                                                        {"topic", "INSERT SELECT"}}) {
    want.push_back(absl::StrCat(table, " ", kReader, ": SELECT"));
    want.push_back(absl::StrCat(table, " ", kWriter, ": ", writer));
  }
  EXPECT_EQ(Sql(database, privileges), absl::StrJoin(want, "\n"));
  EXPECT_EQ(
      Sql(database,
          "SELECT string_agg(c.relname || '.' || a.attname, ' ' ORDER BY c.relname, a.attname)"
          " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
          " WHERE c.relnamespace = 'event_store'::regnamespace AND c.relkind = 'r'"
          "   AND has_column_privilege('test_writer', c.oid, a.attname, 'UPDATE')"),
      "log.head log.recorded_at search_backfill.done_to search_backfill.filtered_to");
  EXPECT_EQ(Sql(database, "SELECT has_schema_privilege('test_writer', 'event_store', 'CREATE')"),
            "f");
}

// Each is refused by the database, whatever program asks.
constexpr const char* kForbidden[] = {
    "UPDATE event_store.event SET title = 'x'",
    "DELETE FROM event_store.event",
    "TRUNCATE event_store.event",
    "UPDATE event_store.event_revision SET position = 2",
    "DELETE FROM event_store.event_revision",
    "TRUNCATE event_store.event_revision",
    "UPDATE event_store.supersession SET new_position = 9",
    "DELETE FROM event_store.supersession",
    "TRUNCATE event_store.supersession",
    "UPDATE event_store.topic SET name = 'another'",
    "DELETE FROM event_store.topic",
    "UPDATE event_store.log SET epoch = epoch + 1",
    "INSERT INTO event_store.log (log_id) VALUES (2)",
    "DELETE FROM event_store.log",
    "TRUNCATE event_store.log CASCADE",
    "UPDATE event_store.title_terms SET terms = '{}'",
    "DELETE FROM event_store.title_terms",
    "UPDATE event_store.folded_text SET body = ''",
    "DELETE FROM event_store.folded_text",
    "UPDATE event_store.text_filter SET filter = NULL",
    "DELETE FROM event_store.text_filter",
    "UPDATE event_store.search_backfill SET until = 0",
    "INSERT INTO event_store.erasure VALUES ('00000000-0000-4000-8000-000000000001', 1, 1, 1, "
    "now(), 'me', 'because')",
    "DELETE FROM event_store.erasure",
    "DELETE FROM event_store.migration",
    "INSERT INTO event_store.migration (version, name, checksum) VALUES (99, '', '')",
    "ALTER TABLE event_store.event DISABLE TRIGGER ALL",
    "DROP TRIGGER append_only ON event_store.event",
    "ALTER TABLE event_store.event DROP COLUMN title",
    "DROP TABLE event_store.event",
    "DROP SCHEMA event_store CASCADE",
    "CREATE TABLE event_store.mine (a int)",
    "SET session_replication_role = 'replica'",
    "SET ROLE test_migrator",
};

TEST(RolesTest, TheWriterIsRefusedWhateverChangesWhatWasRecorded) {
  const std::string database = DatabaseOfMigrator();
  for (const char* statement : kForbidden) {
    EXPECT_THROW(Sql(As(kWriter, database), statement), pqxx::insufficient_privilege) << statement;
  }
}

TEST(RolesTest, TheReaderIsRefusedAsTheWriterIs) {
  const std::string database = DatabaseOfMigrator();
  for (const char* statement : kForbidden) {
    EXPECT_THROW(Sql(As(kReader, database), statement), pqxx::insufficient_privilege) << statement;
  }
}

// The privileges are not all that stands in the way.
TEST(RolesTest, EvenTheMigratorCannotMoveTheHeadBackOrChangeAnEventOrATopic) {
  const std::string database = DatabaseOfMigrator();
  ConnectionPool pool({.connection_string = As(kWriter, database)});
  PostgresEventLog log(pool);
  log.SetReady();
  ASSERT_THAT(AppendTo(log, {AnEvent(1)}, {kNow}, Soon()), IsOk());

  for (const char* statement :
       {"UPDATE event_store.log SET head = 0, recorded_at = NULL",
        "UPDATE event_store.event SET title = 'x'", "DELETE FROM event_store.event",
        "UPDATE event_store.topic SET name = 'another'"}) {
    EXPECT_THROW(Sql(As(kMigrator, database), statement), pqxx::feature_not_supported) << statement;
  }
  EXPECT_EQ(GetFrom(log, IdOf(1), 0, Soon())->topic(), "cell-gene-therapy");
  EXPECT_THROW(
      Sql(As(kWriter, database), "UPDATE event_store.log SET head = 0, recorded_at = NULL"),
      pqxx::feature_not_supported);
}

TEST(RolesTest, TheReaderReadsEverythingAndStoresNothing) {
  const std::string database = DatabaseOfMigrator();
  ConnectionPool writing({.connection_string = As(kWriter, database)});
  PostgresEventLog writer(writing);
  writer.SetReady();
  ASSERT_THAT(AppendTo(writer, {AnEvent(1)}, {kNow}, Soon()), IsOk());
  ConnectionPool pool({.connection_string = As(kReader, database)});
  PostgresEventLog log(pool);
  log.SetReady();

  EXPECT_THAT(GetFrom(log, IdOf(1), 0, Soon()), IsOk());
  EXPECT_EQ(log.List({.topic = "cell-gene-therapy", .limit = 5}, 0, Soon())->events.size(), 1u);
  EXPECT_EQ(log.ReadTail({.limit = 5}, Soon())->events.size(), 1u);
  EXPECT_THAT(AppendTo(log, {AnEvent(2)}, {kNow}, Soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "may not do this"));
  EXPECT_EQ(log.GetHead(Soon())->position, 1);
}

TEST(RolesTest, AreGivenAgainWhatTheyHadAndNoMore) {
  const std::string database = DatabaseOfMigrator();
  Sql(As(kMigrator, database),
      "GRANT UPDATE, DELETE ON event_store.event TO test_writer, PUBLIC;"
      "GRANT UPDATE (epoch) ON event_store.log TO test_writer;"
      "REVOKE INSERT ON event_store.topic FROM test_writer");

  ASSERT_THAT(
      MigrateDatabase(As(kMigrator, database), {.writer = kWriter, .reader = kReader}, Soon()),
      IsOk());

  EXPECT_EQ(Sql(database,
                "SELECT has_table_privilege('test_writer', 'event_store.event', 'UPDATE')"
                " OR has_table_privilege('test_writer', 'event_store.event', 'DELETE')"
                " OR has_column_privilege('test_writer', 'event_store.log', 'epoch',"
                "   'UPDATE')"),
            "f");
  EXPECT_EQ(
      Sql(database, "SELECT has_table_privilege('test_writer', 'event_store.topic', 'INSERT')"),
      "t");
}

// Whose privileges are not given anew after a migration go on as before it.
TEST(RolesTest, AWriterOfBeforeMigration10SortsTitlesInAndSearchesTextsWithoutFilters) {
  constexpr int kEvents = 1100;
  const std::string database = DatabaseOfMigrator();
  Sql(As(kMigrator, database),
      "REVOKE ALL ON event_store.text_filter FROM test_writer, test_reader;"
      "REVOKE UPDATE (filtered_to) ON event_store.search_backfill FROM test_writer");
  ConnectionPool pool({.connection_string = As(kWriter, database)});
  PostgresEventLog log(pool);
  log.SetReady();
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= kEvents; ++n) events.push_back(AnEvent(n));
  events[10].set_body("A rare word.");
  ASSERT_THAT(AppendTo(log, events, {kNow}, Soon()), IsOk());
  const auto indexed_to = [&log] {
    const absl::StatusOr<IndexProgress> progress = log.IndexForSearch(Soon());
    EXPECT_THAT(progress, IsOk());
    return progress.ok() ? progress->indexed_to : -1;
  };
  const auto hits = [&log](const std::string& word, bool in_bodies) {
    const absl::StatusOr<SearchPage> page = log.Search({.topic = "cell-gene-therapy",
                                                        .words = *ParseSearchWords(word),
                                                        .in_bodies = in_bodies,
                                                        .first_day = absl::CivilDay(2025, 12, 10),
                                                        .end_day = absl::CivilDay(2025, 12, 11),
                                                        .limit = 2000},
                                                       0, Soon());
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->hits.size() : 0;
  };

  CaptureStderr();
  EXPECT_EQ(indexed_to(), 1000);
  EXPECT_EQ(indexed_to(), kEvents);
  EXPECT_EQ(indexed_to(), kEvents);
  const std::string told = GetCapturedStderr();

  EXPECT_THAT(told, HasSubstr("level=warning msg=\"texts are searched without filters\""));
  EXPECT_EQ(told.find("level=warning"), told.rfind("level=warning")) << told;
  EXPECT_EQ(hits("report", false), size_t{kEvents});
  EXPECT_EQ(hits("rare", true), 1u);
  EXPECT_EQ(Sql(database, "SELECT filtered_to FROM event_store.search_backfill"), "0");

  ASSERT_THAT(MigrateDatabase(As(kMigrator, database), {.writer = kWriter}, Soon()), IsOk());
  EXPECT_EQ(indexed_to(), kEvents);
  EXPECT_EQ(Sql(database, "SELECT filtered_to FROM event_store.search_backfill"), "1000");
  EXPECT_EQ(hits("rare", true), 1u);
}

TEST(RolesTest, ThatCouldDoEverythingAnywayAreRefused) {
  const std::string database = DatabaseOfMigrator({});
  Sql(database,
      "CREATE ROLE test_superuser SUPERUSER; CREATE ROLE test_member IN ROLE test_migrator");

  for (const char* role : {"test_superuser", "test_member", kMigrator}) {
    EXPECT_THAT(MigrateDatabase(As(kMigrator, database), {.writer = role}, Soon()),
                StatusIs(absl::StatusCode::kFailedPrecondition, "may do everything anyway"))
        << role;
  }
  EXPECT_THAT(MigrateDatabase(As(kMigrator, database), {.writer = "nobody\"; --"}, Soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "no role nobody"));
}

TEST(RolesTest, AreNotWaitedForWhenTheProgramIsToEnd) {
  const std::string database = DatabaseOfMigrator({});
  std::atomic<int> looks = 0;
  ConnectionPool pool({.connection_string = As(kMigrator, database)});

  const absl::Status held = InTransaction(pool, Soon(), [&](Transaction& transaction) {
    transaction.RunOnce("SELECT pg_advisory_xact_lock(8313495713386260596)");
    EXPECT_THAT(MigrateDatabase(As(kMigrator, database), {.writer = kWriter}, Soon(),
                                [&looks] { return ++looks == 3; }),
                StatusIs(absl::StatusCode::kCancelled, "ended before"));
    return absl::OkStatus();
  });

  EXPECT_THAT(held, IsOk());
  EXPECT_EQ(looks, 3);
}

TEST(RolesTest, AreGivenNothingByWhoDoesNotOwnTheSchema) {
  const std::string database = DatabaseOfMigrator();

  Cutter cutter;
  EXPECT_THAT(GrantPrivileges(As(kWriter, database), {.writer = kReader}, cutter, Soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "want the role that migrates"));
}

}  // namespace
}  // namespace sennight::event_store
