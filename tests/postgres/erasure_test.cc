// An erased event leaves its place and nothing else, wherever one looks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <pqxx/pqxx>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/event_store/adapters/log_tail.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/operations.h"
#include "services/event_store/wiring.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/sample_store.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
using testing::StatusIs;

constexpr char kTopic[] = "cell-gene-therapy";

class ErasureTest : public ::testing::Test {
 protected:
  ErasureTest() { log_.SetReady(); }

  absl::StatusOr<Erasure> EraseSecond() {
    return EraseEvent(database_, IdOf(2), "the officer", "court order 12/26");
  }

  // What the planner remembers of frequent and other values.
  static std::string Statistics(const std::string& database) {
    std::string text;
    pqxx::connection connection(database);
    pqxx::nontransaction transaction(connection);
    for (const pqxx::row& row :
         transaction.exec("SELECT s::text FROM pg_stats AS s WHERE schemaname = 'event_store'")) {
      absl::StrAppend(&text, row[0].c_str(), "\n");
    }
    return text;
  }

  // Everything that the tables of the schema hold, as text.
  std::string Everything() {
    std::string text;
    pqxx::connection connection(database_);
    pqxx::nontransaction transaction(connection);
    for (const pqxx::row& table :
         transaction.exec("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND "
                          "relnamespace = 'event_store'::regnamespace")) {
      const std::string name = table[0].as<std::string>();
      for (const pqxx::row& row : transaction.exec("SELECT t::text FROM " + name + " AS t")) {
        absl::StrAppend(&text, name, " ", row[0].c_str(), "\n");
      }
    }
    return text;
  }

  // The tables and indexes of the database, those of the server included, in whose files a text is.
  std::string FilesWith(const std::string& text) {
    return Sql(
        database_,
        absl::StrCat("CHECKPOINT; SELECT coalesce(string_agg(oid::regclass::text, ' '), '') "
                     "FROM pg_class WHERE position('",
                     text, "'::bytea IN pg_read_binary_file(pg_relation_filepath(oid))) > 0"));
  }

  window::Window AWeek() {
    return window::Window::Of(absl::CivilDay(2025, 12, 9), 7, absl::UTCTimeZone());
  }

  std::string database_ = AStore();
  ConnectionPool pool_{{.connection_string = database_}};
  PostgresEventLog log_{pool_};
};

TEST_F(ErasureTest, FindsNoTextsAmongWhatThePlannerRemembers) {
  Sql(database_, "ANALYZE");
  EXPECT_THAT(Statistics(database_), HasSubstr("position"));
  for (const char* text : {"基因治疗在台湾", "基因治療在臺灣", "Another text"}) {
    EXPECT_THAT(Statistics(database_), Not(HasSubstr(text)));
  }
}

TEST_F(ErasureTest, RemovesTextsThatThePlannerRemembersOfEarlierSchemas) {
  const std::string older = PostgresCluster::Shared().NewEmptyDatabase();
  Cutter cutter;
  ASSERT_THAT(Migrate(older, EmbeddedMigrations().first(5), cutter, Soon()), IsOk());
  Sql(older,
      "INSERT INTO event_store.folded_text SELECT 1, '2025-12-09', n, 'rare title', 'a text' "
      "FROM generate_series(1, 9) AS n; "
      "ANALYZE event_store.folded_text; DELETE FROM event_store.folded_text");
  EXPECT_THAT(Statistics(older), HasSubstr("rare title"));

  ASSERT_THAT(Migrate(older, EmbeddedMigrations(), cutter, Soon()), IsOk());

  EXPECT_THAT(Statistics(older), Not(HasSubstr("rare title")));
}

TEST_F(ErasureTest, LeavesNothingOfWhatAnyRevisionSaid) {
  const std::string hash = GetFrom(log_, IdOf(2), 5, Soon())->content_hash();
  const std::string before = Everything();
  // The title, as written and folded; the second text; the address, in the payload.
  const std::string traces[] = {"基因治療在臺灣", "基因治疗在台湾", "Another text", hash,
                                "7265706f7274732f32"};
  for (const std::string& trace : traces) EXPECT_THAT(before, HasSubstr(trace));

  FilterTextsOfAll(database_, {2, 4, 7});

  const absl::StatusOr<Erasure> erasure = EraseSecond();

  ASSERT_THAT(erasure, IsOk());
  EXPECT_TRUE(erasure->is_new);
  EXPECT_EQ(erasure->revisions, 2);
  EXPECT_EQ(erasure->position, 8);
  const std::string after = Everything();
  for (const std::string& trace : traces) EXPECT_THAT(after, Not(HasSubstr(trace)));
  EXPECT_EQ(Sql(database_,
                "SELECT count(*) FROM event_store.title_terms "
                "WHERE position IN (2, 6)"),
            "0");
  EXPECT_EQ(Sql(database_,
                "SELECT string_agg(last_position::text, ' ' ORDER BY last_position) "
                "FROM event_store.text_filter WHERE filter IS NULL"),
            "2 7")
      << "others are found with them, so their texts are looked at";
  EXPECT_EQ(Sql(database_,
                "SELECT count(*) FROM event_store.event_revision "
                "WHERE event_id::text LIKE '%2' AND content_key IS NOT NULL"),
            "0");
  EXPECT_THAT(CheckStore(database_)->findings, IsEmpty());
  ASSERT_THAT(log_.IndexForSearch(Soon()), IsOk());
  EXPECT_THAT(CheckStore(database_)->findings, IsEmpty());
}

// A vacuum alone leaves the bytes in the free space of the files, which base backups copy.
TEST_F(ErasureTest, LeavesNothingInTheDataFilesWhenTheTablesAreWrittenAnew) {
  std::string long_text;
  for (int n = 0; n < 9999; ++n) absl::StrAppend(&long_text, " ", n * n);
  event::v1::Event in_a_page = AnEvent(8);
  in_a_page.set_title("A RARE HEADLINE in capitals");
  in_a_page.set_body(long_text.substr(0, 1200));
  event::v1::Event in_pieces = AnEvent(9);
  in_pieces.set_body("This begins rarely." + long_text);
  event::v1::Event behind_it = AnEvent(10);
  behind_it.set_body("This does not." + long_text);
  ASSERT_THAT(AppendTo(log_, {in_a_page, in_pieces, behind_it}, {kNow}, Soon()), IsOk());
  ASSERT_THAT(log_.IndexForSearch(Soon()), IsOk());
  FilterTextsOfAll(database_, {4, 10});
  for (const int n : {8, 9}) {
    ASSERT_THAT(EraseEvent(database_, IdOf(n), "the officer", "court order"), IsOk());
  }
  ASSERT_THAT(FilesWith("A RARE HEADLINE"), HasSubstr("event_store.event"));
  ASSERT_THAT(FilesWith("This begins rarely"), HasSubstr("pg_toast"));

  const absl::StatusOr<Erasure> again =
      EraseEvent(database_, IdOf(9), "the officer", "court order", Cleaning::kRewrite);

  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(FilesWith("A RARE HEADLINE"), "");
  EXPECT_EQ(FilesWith("This begins rarely"), "");
  EXPECT_THAT(FilesWith("This does not"), HasSubstr("pg_toast"));
  EXPECT_THAT(CheckStore(database_)->findings, IsEmpty());
  EXPECT_THAT(AppendTo(log_, {AnEvent(11)}, {kNow}, Soon()), IsOk());
}

TEST_F(ErasureTest, KeepsWhoDidItWhenAndWhy) {
  ASSERT_THAT(EraseSecond(), IsOk());

  const absl::StatusOr<std::vector<Erasure>> erasures = ListErasures(database_);

  ASSERT_THAT(erasures, IsOk());
  ASSERT_EQ(erasures->size(), 1u);
  EXPECT_EQ(erasures->front().event_id, IdOf(2));
  EXPECT_EQ(erasures->front().topic, kTopic);
  EXPECT_EQ(erasures->front().erased_by, "the officer");
  EXPECT_EQ(erasures->front().reason, "court order 12/26");
  EXPECT_GT(erasures->front().erased_at, kNow);
  for (const char* statement :
       {"UPDATE event_store.erasure SET erased_by = 'nobody'", "DELETE FROM event_store.erasure",
        "TRUNCATE event_store.erasure"}) {
    EXPECT_THROW(Sql(database_, statement), pqxx::feature_not_supported) << statement;
  }
}

TEST_F(ErasureTest, IsDoneOnce) {
  ASSERT_THAT(EraseSecond(), IsOk());

  const absl::StatusOr<Erasure> again = EraseEvent(database_, IdOf(2), "another", "again");

  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(again->erased_by, "the officer");
  EXPECT_EQ(log_.GetHead(Soon())->position, 8);
}

TEST_F(ErasureTest, NeedsAnEventSomeoneAndAReason) {
  EXPECT_THAT(EraseEvent(database_, IdOf(99), "me", "because"),
              StatusIs(absl::StatusCode::kNotFound, "no event"));
  EXPECT_THAT(EraseEvent(database_, "2", "me", "because"),
              StatusIs(absl::StatusCode::kInvalidArgument, "event_id"));
  EXPECT_THAT(EraseEvent(database_, IdOf(2), "", "because"),
              StatusIs(absl::StatusCode::kInvalidArgument, "by"));
  EXPECT_THAT(EraseEvent(database_, IdOf(2), "me", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, "reason"));
  EXPECT_EQ(log_.GetHead(Soon())->position, 7);
}

TEST_F(ErasureTest, ShowsReadersATombstoneAtEveryPosition) {
  ASSERT_THAT(EraseSecond(), IsOk());

  const absl::StatusOr<RevisionPage> page =
      log_.ListRevisions({.event_id = IdOf(2), .limit = 10}, Soon());
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->revisions.size(), 3u);
  const int64_t positions[] = {2, 6, 8};
  for (size_t i = 0; i < 3; ++i) {
    event::v1::Event revision = page->revisions[i];
    EXPECT_EQ(revision.position(), positions[i]);
    EXPECT_EQ(revision.revision(), static_cast<int>(i) + 1);
    EXPECT_EQ(revision.state(), event::v1::EVENT_STATE_ERASED);
    EXPECT_TRUE(revision.has_recorded_time());
    EXPECT_EQ(revision.topic(), kTopic);
    EXPECT_EQ(absl::StrCat(revision.title(), revision.body(), revision.language(),
                           revision.category(), revision.content_hash()),
              "");
    EXPECT_EQ(revision.sources_size(), 0);
  }
  EXPECT_EQ(page->revisions[1].recorded_by(), "editor");
  EXPECT_EQ(page->revisions[1].revision_reason(), "");
  EXPECT_EQ(page->revisions[2].recorded_by(), "the officer");
  EXPECT_EQ(page->revisions[2].revision_reason(), "court order 12/26");
  EXPECT_EQ(GetFrom(log_, IdOf(2), 0, Soon())->position(), 8);
  EXPECT_EQ(GetFrom(log_, IdOf(2), 5, Soon())->state(), event::v1::EVENT_STATE_ERASED);
  EXPECT_EQ(log_.BatchGet({IdOf(2)}, 6, Soon())->front().state(), event::v1::EVENT_STATE_ERASED);
  const absl::StatusOr<Tail> tail = log_.ReadTail({.limit = 10, .max_bytes = 100000}, Soon());
  ASSERT_EQ(tail->events.size(), 8u);
  for (const size_t at : {1, 5, 7}) {
    EXPECT_EQ(tail->events[at].state(), event::v1::EVENT_STATE_ERASED);
  }
}

TEST_F(ErasureTest, TakesTheEventOutOfListsWindowsAndSearches) {
  const auto ids_of = [this](int64_t as_of, const std::string& filter) {
    std::vector<std::string> ids;
    const absl::StatusOr<EventPage> page = log_.List(
        {.topic = kTopic, .limit = 10, .filter = ParseFilter(filter).value()}, as_of, Soon());
    EXPECT_THAT(page, IsOk());
    for (const event::v1::Event& event : page->events) ids.push_back(event.event_id());
    return ids;
  };
  const auto hits_of = [this](const std::string& word, bool in_bodies) {
    const SearchQuery query{.topic = kTopic,
                            .words = ParseSearchWords(word).value(),
                            .in_bodies = in_bodies,
                            .first_day = absl::CivilDay(2025, 1, 1),
                            .end_day = absl::CivilDay(2026, 1, 1),
                            .limit = 5};
    const absl::StatusOr<SearchPage> found = log_.Search(query, 0, Soon());
    EXPECT_THAT(found, IsOk());
    return found->hits.size();
  };
  const WindowQuery week{.topic = kTopic, .window = AWeek()};
  ASSERT_EQ(log_.Window(week, 5, Soon())->entries.size(), 5u);
  ASSERT_EQ(hits_of("基因", false), 1u);
  ASSERT_EQ(hits_of("Another", true), 1u);

  ASSERT_THAT(EraseSecond(), IsOk());

  EXPECT_THAT(ids_of(0, ""), ElementsAre(IdOf(1), IdOf(4), IdOf(5)));
  EXPECT_THAT(ids_of(5, ""), ElementsAre(IdOf(1), IdOf(3), IdOf(4), IdOf(5)));
  EXPECT_THAT(ids_of(0, "state = \"ERASED\""), ElementsAre(IdOf(2)));
  EXPECT_THAT(ids_of(0, "state = \"RETRACTED\""), ElementsAre(IdOf(3)));
  EXPECT_THAT(ids_of(0, "state != \"ACTIVE\""), ElementsAre(IdOf(3), IdOf(2)));
  EXPECT_THAT(ids_of(0, "state != \"RETRACTED\""), ElementsAre(IdOf(1), IdOf(4), IdOf(5), IdOf(2)));
  EXPECT_EQ(log_.Window(week, 0, Soon())->entries.size(), 3u);
  EXPECT_EQ(log_.Window(week, 5, Soon())->entries.size(), 4u);
  EXPECT_EQ(hits_of("基因", false), 0u);
  EXPECT_EQ(hits_of("Another", true), 0u);
}

// What was kept of a window is of no use any more, also of one as of a position before the erasure.
TEST_F(ErasureTest, ChangesTheHeadsOfItsTopicsWindows) {
  const WindowQuery week{.topic = kTopic, .window = AWeek()};
  const auto before = log_.GetWindowHead(week, 0, Soon());
  const auto before_as_of = log_.GetWindowHead(week, 5, Soon());
  ASSERT_THAT(before, IsOk());
  EXPECT_EQ(before->as_of_position(), 7);
  EXPECT_EQ(before->erased_position(), 0);
  EXPECT_EQ(before_as_of->event_count(), 5);

  ASSERT_THAT(EraseSecond(), IsOk());

  const auto after = log_.GetWindowHead(week, 0, Soon());
  EXPECT_EQ(after->as_of_position(), 8);
  EXPECT_EQ(after->erased_position(), 8);
  EXPECT_EQ(after->event_count(), 3);
  const auto after_as_of = log_.GetWindowHead(week, 5, Soon());
  EXPECT_EQ(after_as_of->as_of_position(), 5);
  EXPECT_EQ(after_as_of->erased_position(), 8);
  EXPECT_EQ(after_as_of->event_count(), 4);
  EXPECT_EQ(HeadOf(*log_.Window(week, 5, Soon())).SerializeAsString(),
            after_as_of->SerializeAsString());
}

TEST_F(ErasureTest, IsForEver) {
  event::v1::Event second = AnEvent(2);
  ASSERT_THAT(EraseSecond(), IsOk());

  const auto outcomes = AppendTo(log_, {second}, {kNow}, Soon());
  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), eventstore::v1::APPEND_STATUS_CONFLICT);
  EXPECT_EQ(outcomes->front().revision(), 3);
  for (const std::optional<PreparedEvent>& change :
       {std::optional<PreparedEvent>(Prepare(second, "editor")), std::optional<PreparedEvent>()}) {
    const auto revised = log_.Revise(
        {.event_id = IdOf(2), .expected_revision = 3, .reason = "again", .event = change},
        {kNow, "editor"}, Soon());
    EXPECT_THAT(revised, StatusIs(absl::StatusCode::kFailedPrecondition, "was erased"));
    EXPECT_EQ(ReasonOf(revised.status()), "EVENT_ERASED");
  }
  EXPECT_EQ(log_.GetHead(Soon())->position, 8);
}

// The sketches that a service keeps in memory are forgotten with the next batch.
TEST_F(ErasureTest, LetsNoLaterReportBeANearDuplicateOfIt) {
  event::v1::Event copy = AnEvent(6);
  copy.set_body(GetFrom(log_, IdOf(4), 0, Soon())->body());
  event::v1::Event another = copy;
  another.set_event_id(IdOf(7));
  another.mutable_sources(0)->set_url("https://example.org/reports/7");
  // The service has read the sketches of all.
  EXPECT_EQ(AppendTo(log_, {copy}, {kNow}, Soon())->front().near_duplicate_of(), IdOf(4));

  ASSERT_THAT(EraseEvent(database_, IdOf(4), "the officer", "court order"), IsOk());

  EXPECT_EQ(AppendTo(log_, {another}, {kNow}, Soon())->front().near_duplicate_of(), IdOf(5));
}

// What a service keeps for its subscribers goes when it reads the tombstone, in the same look.
TEST_F(ErasureTest, TakesTheTextFromTheTailThatIsKeptInMemory) {
  LogTail tail(log_);
  const LogTail::Reader reader(tail, [] {});
  const auto follow = [&tail] {
    for (absl::StatusOr<bool> more = true; more.ok() && *more;) more = tail.Follow(Soon());
  };
  const auto kept = [&tail] {
    std::vector<event::v1::Event> events;
    tail.Visit(tail.state().generation, 7, [&events](const event::v1::Event& event) {
      events.push_back(event);
      return true;
    });
    return events;
  };
  follow();
  ASSERT_THAT(AppendTo(log_, {AnEvent(6), AnEvent(7)}, {kNow}, Soon()), IsOk());
  follow();
  ASSERT_EQ(kept().size(), 2u);
  ASSERT_EQ(kept()[0].title(), "Report 6");

  ASSERT_THAT(EraseEvent(database_, IdOf(6), "the officer", "court order"), IsOk());
  follow();

  ASSERT_EQ(kept().size(), 3u);
  for (const size_t at : {0, 2}) {
    EXPECT_EQ(kept()[at].state(), event::v1::EVENT_STATE_ERASED);
    EXPECT_EQ(kept()[at].title() + kept()[at].body(), "");
  }
  EXPECT_EQ(kept()[1].title(), "Report 7");
}

TEST_F(ErasureTest, GoesTogetherWithWriters) {
  std::atomic<bool> ends = false;
  auto writing = std::async(std::launch::async, [&] {
    for (int n = 100; !ends; ++n) EXPECT_THAT(AppendTo(log_, {AnEvent(n)}, {kNow}, Soon()), IsOk());
  });
  auto sorting = std::async(std::launch::async, [&] {
    while (!ends) EXPECT_THAT(log_.IndexForSearch(Soon()), IsOk());
  });

  for (int n = 1; n <= 5; ++n) {
    EXPECT_THAT(EraseEvent(database_, IdOf(n), "the officer", "court order"), IsOk());
  }

  ends = true;
  writing.get();
  sorting.get();
  EXPECT_THAT(CheckStore(database_)->findings, IsEmpty());
}

TEST_F(ErasureTest, IsNotTheServicesToDo) {
  Sql(PostgresCluster::Shared().server().ConnectionString(),
      "DO $$ BEGIN CREATE ROLE erasure_writer LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
  ASSERT_THAT(MigrateDatabase(database_, {.writer = "erasure_writer"}, Soon()), IsOk());

  EXPECT_THAT(EraseEvent(database_ + " user=erasure_writer", IdOf(2), "me", "because"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "may not do this"));
}

// The triggers let through nothing that is not an erasure, nor more than it.
TEST_F(ErasureTest, IsTheOnlyChangeThatTheDatabaseTakesFromItsOwner) {
  EXPECT_THROW(Sql(database_, "UPDATE event_store.event SET op = 4 WHERE position = 2"),
               pqxx::feature_not_supported);
  EXPECT_THROW(Sql(database_, "UPDATE event_store.event_revision SET content_key = NULL"),
               pqxx::feature_not_supported);
  for (const char* backwards : {"head = head - 1", "epoch = epoch - 1", "log_id = 2"}) {
    EXPECT_THROW(Sql(database_, absl::StrCat("UPDATE event_store.log SET ", backwards)),
                 pqxx::feature_not_supported);
  }
  Sql(database_,
      "INSERT INTO event_store.erasure VALUES ('00000000-0000-4000-8000-000000000001', 1, 8, 1, "
      "now(), 'me', 'because')");

  EXPECT_THROW(Sql(database_, "UPDATE event_store.event SET title = 'x' WHERE position = 1"),
               pqxx::feature_not_supported);
  EXPECT_THROW(
      Sql(database_, "UPDATE event_store.event_revision SET position = 9 WHERE position = 1"),
      pqxx::feature_not_supported);
  EXPECT_THROW(
      Sql(database_, "UPDATE event_store.event SET op = 4, position = 77 WHERE position = 1"),
      pqxx::feature_not_supported);
  EXPECT_THROW(
      Sql(database_, "UPDATE event_store.event SET op = 4, recorded_by = 'x' WHERE position = 1"),
      pqxx::feature_not_supported);
  Sql(database_, "UPDATE event_store.event SET op = 4, title = 'x' WHERE position = 1");
  EXPECT_EQ(Sql(database_, "SELECT title || position FROM event_store.event WHERE op = 4"), "1");
  EXPECT_THROW(Sql(database_, "UPDATE event_store.event SET op = 4 WHERE position = 1"),
               pqxx::feature_not_supported);
  EXPECT_THROW(Sql(database_, "DELETE FROM event_store.event WHERE position = 1"),
               pqxx::feature_not_supported);
}

TEST_F(ErasureTest, IsInABackupAndKnownToADrill) {
  std::ostringstream out_before;
  ASSERT_THAT(BackupStore(database_, out_before), IsOk());
  ASSERT_THAT(EraseSecond(), IsOk());
  std::ostringstream out_after;
  ASSERT_THAT(BackupStore(database_, out_after), IsOk());

  const std::string server = PostgresCluster::Shared().server().ConnectionString();
  std::istringstream before(out_before.str());
  const absl::StatusOr<DrillReport> drill = DrillRestore(before, server, database_);
  ASSERT_THAT(drill, IsOk());
  EXPECT_THAT(drill->differences, IsEmpty());
  EXPECT_EQ(drill->erased_since, 1);
  const std::string target = PostgresCluster::Shared().NewEmptyDatabase();
  std::istringstream after(out_after.str());
  ASSERT_THAT(RestoreStore(after, target, {}), IsOk());
  EXPECT_THAT(CheckStore(target)->findings, IsEmpty());
  EXPECT_EQ(ListErasures(target)->front().erased_by, "the officer");
  EXPECT_EQ(CheckStore(target)->log_hash, CheckStore(database_)->log_hash);
}

struct Leftover {
  const char* name;
  const char* sql;
  int64_t position;
};
void PrintTo(const Leftover& leftover, std::ostream* out) { *out << leftover.name; }

class ErasureLeftovers : public ::testing::TestWithParam<Leftover> {};

TEST_P(ErasureLeftovers, AreFoundByTheCheck) {
  const std::string database = AStore();
  ASSERT_THAT(EraseEvent(database, IdOf(2), "the officer", "court order"), IsOk());
  Sql(database, absl::StrCat("SET session_replication_role = 'replica'; ", GetParam().sql));

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, ::testing::Contains(::testing::AllOf(
                                    ::testing::Field(&Finding::rule, "erasure"),
                                    ::testing::Field(&Finding::position, GetParam().position),
                                    ::testing::Field(&Finding::event_id, IdOf(2)))));
}

constexpr Leftover kLeftovers[] = {
    {"AText", "UPDATE event_store.event SET body = 'x' WHERE position = 2", 2},
    {"AHash",
     "UPDATE event_store.event SET content_hash = decode(repeat('01', 32), 'hex') "
     "WHERE position = 6",
     6},
    {"ADate", "UPDATE event_store.event SET reported_at = now() WHERE position = 6", 6},
    {"AKey",
     "UPDATE event_store.event_revision SET content_key = "
     "'00000000-0000-4000-8000-000000000001' WHERE position = 6",
     6},
    {"Terms",
     "INSERT INTO event_store.title_terms SELECT 1, 2, topic_id, listed_on, '{1}' "
     "FROM event_store.event WHERE position = 2",
     2},
    {"AFoldedText",
     "INSERT INTO event_store.folded_text SELECT topic_id, listed_on, 2, 't', 'b' "
     "FROM event_store.event WHERE position = 2",
     2},
    {"ARevision",
     "UPDATE event_store.event SET op = 2, title = 'x', reported_at = now() WHERE position = 6", 6},
    {"NoRecord", "DELETE FROM event_store.erasure", 8},
    {"ARecordElsewhere", "UPDATE event_store.erasure SET position = 7", 7}};

INSTANTIATE_TEST_SUITE_P(Each, ErasureLeftovers, ::testing::ValuesIn(kLeftovers),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace sennight::event_store
