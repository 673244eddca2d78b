// What programs of every earlier schema stored is as it must be after the migrations, and programs
// that a step lets go on find their store as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/copy_session.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/operations.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/sample_store.h"
#include "tests/postgres/stored_by_schema.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using ::testing::IsEmpty;
using testing::IsOk;

// Sorts in what there is to sort in.
void SortIn(PostgresEventLog& log) {
  absl::StatusOr<IndexProgress> progress = IndexProgress{.indexed_to = 0, .head = 1};
  while (progress.ok() && progress->indexed_to < progress->head) {
    progress = log.IndexForSearch(Soon());
  }
  EXPECT_THAT(progress, IsOk());
}

class MigratedDataTest : public ::testing::TestWithParam<size_t> {
 protected:
  const size_t version_ = GetParam();
  const std::string source_ = AStore();
  const std::string database_ = StoredBySchema(version_, source_);
};

TEST_P(MigratedDataTest, IsAsItMustBe) {
  ASSERT_THAT(MigrateTo(database_, EmbeddedMigrations().size()), IsOk());

  const absl::StatusOr<StoreReport> report = CheckStore(database_);
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, IsEmpty())
      << report->findings.front().rule << " " << report->findings.front().position;
  EXPECT_EQ(report->head, 7);
  // Before schema 2 nobody noted who stored a revision, before schema 3 nobody noted why.
  if (version_ < 3) return;
  EXPECT_EQ(report->log_hash, CheckStore(source_)->log_hash);
}

TEST_P(MigratedDataTest, GoesOnBeingUsed) {
  ASSERT_THAT(MigrateTo(database_, EmbeddedMigrations().size()), IsOk());
  ConnectionPool pool({.connection_string = database_});
  PostgresEventLog log(pool);
  log.SetReady();

  event::v1::Event changed = AnEvent(1);
  changed.set_title("Another title");
  event::v1::Event of_another_id = AnEvent(1);
  of_another_id.set_event_id(IdOf(77));
  const auto outcomes =
      AppendTo(log, {AnEvent(1), changed, of_another_id, AnEvent(8)}, {kNow}, Soon());
  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->at(0).status(), eventstore::v1::APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(outcomes->at(1).status(), eventstore::v1::APPEND_STATUS_CONFLICT);
  EXPECT_EQ(outcomes->at(2).status(), eventstore::v1::APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(outcomes->at(2).stored_event_id(), IdOf(1));
  EXPECT_EQ(outcomes->at(3).position(), 8);
  EXPECT_THAT(log.Revise({.event_id = IdOf(2),
                          .expected_revision = 2,
                          .reason = "withdrawn",
                          .event = std::nullopt},
                         {kNow, "editor"}, Soon()),
              IsOk());
  EXPECT_EQ(GetFrom(log, IdOf(2), 5, Soon())->revision(), 1);
  SortIn(log);
  const absl::StatusOr<SearchPage> found = log.Search(
      {.topic = "cell-gene-therapy", .words = ParseSearchWords("report").value(), .limit = 10}, 0,
      Soon());
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->hits.size(), 4u);  // 1, 4, 5 and 8.
  EXPECT_THAT(EraseEvent(database_, IdOf(3), "the officer", "court order"), IsOk());
  EXPECT_THAT(CheckStore(database_)->findings, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(OfSchema, MigratedDataTest, ::testing::Range<size_t>(1, 11));

// Steps 5 to 11 say that programs of before may go on. They wrote the same rows from schema 5 on,
// in more statements than this one.
class MigrationUnderWritersTest : public ::testing::TestWithParam<size_t> {};

TEST_P(MigrationUnderWritersTest, DisturbsNoProgramOfTheSchemaBefore) {
  const std::string database = StoredBySchema(GetParam() - 1, AStore());
  ConnectionPool pool({.connection_string = database});
  PostgresEventLog log(pool);
  log.SetReady();
  std::atomic<int> appended = 0;
  std::atomic<bool> ends = false;
  auto writing = std::async(std::launch::async, [&] {
    for (int n = 100; !ends; ++n) {
      event::v1::Event event = AnEvent(n);
      if (n % 4 == 0) event.set_topic(absl::StrCat("topic-", n));
      EXPECT_THAT(AppendTo(log, {event}, {kNow}, Soon()), IsOk());
      EXPECT_THAT(GetFrom(log, IdOf(n), 0, Soon()), IsOk());
      event::v1::Event same = event;
      same.set_event_id(IdOf(100'000 + n));
      const auto again = AppendTo(log, {same}, {kNow}, Soon());
      EXPECT_EQ(again.ok() ? again->at(0).stored_event_id() : "", IdOf(n));
      ++appended;
    }
  });
  while (appended < 20) std::this_thread::yield();

  // A step that lost a race for its locks is undone whole; whoever migrates does it again.
  absl::Status migrated = MigrateTo(database, GetParam());
  for (int times = 0; absl::IsAborted(migrated) && times < 5; ++times) {
    migrated = MigrateTo(database, GetParam());
  }
  EXPECT_THAT(migrated, IsOk());

  for (const int before = appended; appended < before + 20;) std::this_thread::yield();
  ends = true;
  writing.get();
  EXPECT_THAT(MigrateTo(database, EmbeddedMigrations().size()), IsOk());
  SortIn(log);
  EXPECT_EQ(log.GetHead(Soon())->position, 7 + appended);
  EXPECT_THAT(CheckStore(database)->findings, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(ToSchema, MigrationUnderWritersTest, ::testing::Range<size_t>(6, 12));

// Says again what event 1 says, as a program of an earlier schema: what it does before it has its
// turn for the log, and what it stores beside the event.
std::string AppendAs(std::string_view before, std::string_view beside) {
  return absl::StrCat(R"sql(
  DO $$
  DECLARE
    here bigint;
    id uuid := gen_random_uuid();
  BEGIN
)sql",
                      std::string(before), R"sql(
    SELECT head + 1 INTO here FROM event_store.log WHERE log_id = 1 FOR UPDATE;
    INSERT INTO event_store.event (log_id, position, topic_id, event_id, revision, op,
      occurred_first, occurred_last, occurred_precision, reported_at, listed_on, recorded_at,
      language, category, title, body, payload, content_hash, size_bytes, recorded_by, reason,
      sketch)
    SELECT log_id, here, topic_id, id, 1, 1, occurred_first, occurred_last, occurred_precision,
      reported_at, listed_on, recorded_at, language, category, title, body, payload, content_hash,
      size_bytes, recorded_by, reason, sketch
    FROM event_store.event WHERE log_id = 1 AND position = 1;
)sql",
                      std::string(beside), R"sql(
    UPDATE event_store.log SET head = here WHERE log_id = 1;
  END $$
)sql");
}

// A program of schema 4 stores terms with its events.
std::string AppendAsSchema4() {
  return AppendAs("", R"sql(
    INSERT INTO event_store.event_revision
      SELECT id, 1, here, content_key FROM event_store.event_revision WHERE position = 1;
    INSERT INTO event_store.title_terms
      SELECT log_id, here, topic_id, listed_on, terms FROM event_store.title_terms
      WHERE log_id = 1 AND position = 1;
)sql");
}

// A program of schema 6 looks for the key of a report before.
std::string AppendAsSchema6() {
  return AppendAs("PERFORM FROM event_store.event_revision WHERE content_key = id;",
                  "INSERT INTO event_store.event_revision VALUES (id, 1, here, id);");
}

// As many keys as it takes the server longer to sort than to look for a deadlock: a step that
// waited for a writer who waits for the step would be given up.
constexpr char kManyKeys[] = R"sql(
  INSERT INTO event_store.event_revision
  SELECT gen_random_uuid(), 1, 1000000 + n, gen_random_uuid() FROM generate_series(1, 100000) n
)sql";

TEST(MigrationUnderOldWritersTest, FromSchema6PassesAtTheFirstAttemptHoweverLongItTakes) {
  const std::string database = StoredBySchema(6, AStore());
  Sql(database, kManyKeys);
  Sql(database,
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 10', "
      "current_database()); END $$");
  std::atomic<int> appended = 0;
  std::atomic<bool> ends = false;
  std::vector<std::future<void>> writers;
  for (int n = 0; n < 4; ++n) {
    writers.push_back(std::async(std::launch::async, [&] {
      CopySession session(database, absl::InfiniteFuture());
      for (bool is_last = false; !is_last;) {
        is_last = ends;
        session.Run(AppendAsSchema6());
        ++appended;
      }
    }));
  }
  while (appended < 20) std::this_thread::yield();

  EXPECT_THAT(MigrateTo(database, EmbeddedMigrations().size()), IsOk());

  ends = true;
  for (auto& writer : writers) EXPECT_NO_THROW(writer.get());
  EXPECT_EQ(Sql(database, "SELECT head FROM event_store.log"), absl::StrCat(7 + appended));
  EXPECT_EQ(Sql(database,
                "SELECT string_agg(indexdef, ';') FROM pg_indexes WHERE schemaname = "
                "'event_store' AND indexname LIKE 'event_revision_by_content%'"),
            "CREATE INDEX event_revision_by_content ON event_store.event_revision USING hash "
            "(content_key)");
}

TEST(MigrationUnderOldWritersTest, FromSchema4DisturbsNoProgramOfIt) {
  const std::string database = StoredBySchema(4, AStore());
  std::atomic<int> appended = 0;
  std::atomic<bool> ends = false;
  auto writing = std::async(std::launch::async, [&] {
    CopySession session(database, absl::InfiniteFuture());
    while (!ends) {
      session.Run(AppendAsSchema4());
      ++appended;
    }
  });
  while (appended < 20) std::this_thread::yield();

  EXPECT_THAT(MigrateTo(database, EmbeddedMigrations().size()), IsOk());
  ConnectionPool pool({.connection_string = database});
  PostgresEventLog log(pool);
  log.SetReady();
  for (const int before = appended; appended < before + 20;) {
    EXPECT_THAT(log.IndexForSearch(Soon()), IsOk());
  }
  EXPECT_THAT(AppendTo(log, {AnEvent(500)}, {kNow}, Soon()), IsOk());

  ends = true;
  writing.get();
  SortIn(log);
  EXPECT_EQ(log.GetHead(Soon())->position, 7 + appended + 1);
  EXPECT_THAT(CheckStore(database)->findings, IsEmpty());
}

}  // namespace
}  // namespace sennight::event_store
