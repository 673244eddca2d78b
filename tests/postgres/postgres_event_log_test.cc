#include "services/event_store/adapters/postgres/postgres_event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/append_batch.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/revision_conformance.h"
#include "tests/unit/event_store/window_parts.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using ::testing::Not;
using testing::StatusIs;

class Postgres final : public LogUnderTest {
 public:
  Postgres() { log_.SetReady(); }
  EventLog& log() override { return log_; }
  const std::string& database() const { return database_; }

 private:
  std::string database_ = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool_{{.connection_string = database_, .size = 8}};
  PostgresEventLog log_{pool_};
};

const LogFactory kPostgres = {"Postgres", [] { return std::make_unique<Postgres>(); }};

INSTANTIATE_TEST_SUITE_P(Postgres, EventLogConformance, ::testing::Values(kPostgres));
INSTANTIATE_TEST_SUITE_P(Postgres, RevisionConformance, ::testing::Values(kPostgres));

class PostgresEventLogTest : public ::testing::Test {
 protected:
  // Changes event 1's row, which nobody may.
  void Tamper(const std::string& change) {
    Sql(postgres_.database(), absl::StrCat("ALTER TABLE event_store.event DISABLE TRIGGER ALL; "
                                           "UPDATE event_store.event SET ",
                                           change, " WHERE position = 1"));
  }

  Postgres postgres_;
  EventLog& log_ = postgres_.log();
  absl::Time deadline_ = absl::Now() + absl::Minutes(2);
};

TEST_F(PostgresEventLogTest, AnswersUnavailableUntilTheSchemaIsThere) {
  ConnectionPool pool({.connection_string = postgres_.database()});
  PostgresEventLog log(pool);

  EXPECT_THAT(log.GetHead(deadline_), StatusIs(absl::StatusCode::kUnavailable, "not ready"));
  EXPECT_THAT(AppendTo(log, {AnEvent(1)}, {kNow}, deadline_),
              StatusIs(absl::StatusCode::kUnavailable, "not ready"));
}

TEST_F(PostgresEventLogTest, FindsEverythingAgainAfterARestartOfTheProgram) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());

  ConnectionPool pool({.connection_string = postgres_.database()});
  PostgresEventLog again(pool);
  again.SetReady();
  const auto outcomes = AppendTo(again, {AnEvent(2), AnEvent(3)}, {kNow}, deadline_);
  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ((*outcomes)[0].status(), eventstore::v1::APPEND_STATUS_DUPLICATE);
  EXPECT_EQ((*outcomes)[1].position(), 3);
}

TEST_F(PostgresEventLogTest, StoresABatchAtTheLimitsOfTheContract) {
  std::vector<event::v1::Event> batch;
  for (int n = 0; n < 500; ++n) {
    batch.push_back(AnEvent(n));
    batch.back().set_body(std::string(20000, 'x') + "基因治疗\n\"\\{},NULL");
  }
  ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());

  const absl::StatusOr<Head> head = log_.GetHead(deadline_);
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->position, 500);
}

// Writers append batches, some again and again; a reader follows the head. Positions must be given
// without gaps, and what the reader saw up to a position must never grow.
TEST_F(PostgresEventLogTest, GivesDensePositionsToConcurrentWritersAndShowsReadersNoGap) {
  constexpr int kWriters = 6;
  constexpr int kBatches = 25;
  constexpr int kBatchSize = 7;
  std::atomic<int> writing = kWriters;
  std::vector<std::future<void>> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.push_back(std::async(std::launch::async, [this, w, &writing] {
      for (int b = 0; b < kBatches; ++b) {
        std::vector<event::v1::Event> batch;
        for (int i = 0; i < kBatchSize; ++i) {
          batch.push_back(AnEvent((w * kBatches + b) * kBatchSize + i));
        }
        // Every other writer brings an event that all bring, and brings its batch twice.
        if (w % 2 == 0) batch.push_back(AnEvent(1000000 + b));
        for (int times = 0; times < (w % 2 == 0 ? 2 : 1); ++times) {
          EXPECT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());
        }
      }
      --writing;
    }));
  }

  std::vector<int64_t> seen;
  for (bool last = false; !last;) {
    last = writing == 0;
    const absl::StatusOr<Head> head = log_.GetHead(deadline_);
    ASSERT_THAT(head, IsOk());
    ListQuery query{.topic = "cell-gene-therapy", .limit = 1000};
    query.after_position = seen.empty() ? 0 : seen.back();
    const absl::StatusOr<EventPage> page = log_.List(query, head->position, deadline_);
    ASSERT_THAT(page, IsOk());
    for (const event::v1::Event& event : page->events) seen.push_back(event.position());
  }
  for (std::future<void>& writer : writers) writer.get();

  std::vector<int64_t> dense(kWriters * kBatches * kBatchSize + kBatches);
  std::iota(dense.begin(), dense.end(), 1);
  EXPECT_EQ(seen, dense);
  EXPECT_EQ(Sql(postgres_.database(), "SELECT count(DISTINCT event_id) FROM event_store.event"),
            absl::StrCat(dense.size()));
}

TEST_F(PostgresEventLogTest, StoresNothingOfABatchThatFails) {
  // A name that the contract refuses, and the database too.
  event::v1::Event bad = AnEvent(3);
  bad.set_topic("Not A Topic");

  EXPECT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2), bad}, {kNow}, deadline_),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));
  EXPECT_EQ(log_.GetHead(deadline_)->position, 0);
  EXPECT_EQ(Sql(postgres_.database(), "SELECT count(*) FROM event_store.event_revision"), "0");
}

WindowQuery TheWeek() {
  return {.topic = "cell-gene-therapy",
          .window = window::Window::Of(absl::CivilDay(2025, 12, 9), 7, absl::UTCTimeZone())};
}

event::v1::Event Titled(int n, const std::string& title) {
  event::v1::Event event = AnEvent(n);
  event.set_title(title);
  return event;
}

absl::StatusOr<AppendOutcome> Revise(EventLog& log, const event::v1::Event& event,
                                     int32_t expected) {
  return log.Revise({.event_id = event.event_id(),
                     .expected_revision = expected,
                     .reason = "because",
                     .event = Prepare(event, "test")},
                    {kNow, "test"}, absl::Now() + absl::Minutes(1));
}

TEST_F(PostgresEventLogTest, CountsWhatBecameOfEvents) {
  telemetry::Metrics metrics("test");
  ConnectionPool pool({.connection_string = postgres_.database()});
  PostgresEventLog log(pool, AppendMeters::Make(metrics));
  log.SetReady();
  const auto events = [&metrics](const std::string& outcome) {
    const std::string name =
        absl::StrCat("\nsennight_event_store_events_total{outcome=\"", outcome, "\"} ");
    const std::string text = metrics.Text();
    const size_t found = text.find(name);
    return found == std::string::npos ? -1 : std::atoi(text.c_str() + found + name.size());
  };

  ASSERT_THAT(AppendTo(log, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());
  ASSERT_THAT(AppendTo(log, {AnEvent(1), Titled(2, "Other")}, {kNow}, deadline_), IsOk());
  ASSERT_THAT(Revise(log, Titled(1, "Revised"), 1), IsOk());
  ASSERT_THAT(Revise(log, Titled(1, "Revised"), 1), IsOk());
  ASSERT_THAT(
      log.Revise(
          {.event_id = IdOf(2), .expected_revision = 1, .reason = "wrong", .event = std::nullopt},
          {kNow}, deadline_),
      IsOk());
  ASSERT_THAT(Revise(log, Titled(1, "Late"), 1), Not(IsOk()));

  EXPECT_EQ(events("stored"), 2);
  EXPECT_EQ(events("duplicate"), 2);
  EXPECT_EQ(events("conflict"), 1);
  EXPECT_EQ(events("revised"), 1);
  EXPECT_EQ(events("retracted"), 1);
}

// Editors revise one event at the same time; each goes on from what it reads. Nobody's revision may
// be lost: each that was acknowledged is there, once, after the one that it expected.
TEST_F(PostgresEventLogTest, LetsOneOfManyEditorsAtATimeReviseAnEvent) {
  constexpr int kEditors = 5;
  constexpr int kRevisionsOfEach = 12;
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  std::vector<std::future<std::vector<std::string>>> editors;
  for (int editor = 0; editor < kEditors; ++editor) {
    editors.push_back(std::async(std::launch::async, [this, editor] {
      std::vector<std::string> stored;
      while (stored.size() < kRevisionsOfEach) {
        const absl::StatusOr<event::v1::Event> current = GetFrom(log_, IdOf(1), 0, deadline_);
        EXPECT_THAT(current, IsOk());
        const std::string title = absl::StrCat("Of ", editor, ".", stored.size());
        const auto outcome = Revise(log_, Titled(1, title), current->revision());
        if (outcome.ok()) {
          EXPECT_EQ(outcome->revision(), current->revision() + 1);
          stored.push_back(absl::StrCat(outcome->revision(), " ", title));
        } else {
          EXPECT_THAT(outcome, StatusIs(absl::StatusCode::kAborted, "is at revision"));
        }
      }
      return stored;
    }));
  }
  std::set<std::string> acknowledged;
  for (auto& editor : editors) {
    for (const std::string& revision : editor.get()) acknowledged.insert(revision);
  }

  const auto page = log_.ListRevisions({.event_id = IdOf(1), .limit = 1000}, deadline_);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->revisions.size(), 1u + kEditors * kRevisionsOfEach);
  std::set<std::string> kept;
  for (size_t i = 1; i < page->revisions.size(); ++i) {
    EXPECT_EQ(page->revisions[i].position(), static_cast<int64_t>(i) + 1);
    kept.insert(absl::StrCat(page->revisions[i].revision(), " ", page->revisions[i].title()));
  }
  EXPECT_EQ(kept, acknowledged);
}

TEST_F(PostgresEventLogTest, RevisesWhileOthersAppendWithoutAPause) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  std::atomic<bool> stopping = false;
  std::vector<std::future<void>> writers;
  for (int w = 1; w <= 3; ++w) {
    writers.push_back(std::async(std::launch::async, [this, w, &stopping] {
      for (int n = 1000000 * w; !stopping; n += 50) {
        std::vector<event::v1::Event> batch;
        for (int i = 0; i < 50; ++i) batch.push_back(AnEvent(n + i));
        EXPECT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());
      }
    }));
  }
  for (int32_t revision = 1; revision <= 20; ++revision) {
    EXPECT_THAT(Revise(log_, Titled(1, absl::StrCat("Title ", revision)), revision), IsOk());
  }
  stopping = true;
  for (std::future<void>& writer : writers) writer.get();
}

// Two programs on one database, each with what it remembers.
TEST_F(PostgresEventLogTest, SeesWhatAnotherProgramRevised) {
  ConnectionPool pool({.connection_string = postgres_.database()});
  PostgresEventLog other(pool);
  other.SetReady();
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());
  const auto expect_week = [this](EventLog& log, int64_t changed_at, int count) {
    const auto head = log.GetWindowHead(TheWeek(), 0, deadline_);
    ASSERT_THAT(head, IsOk());
    EXPECT_EQ(head->as_of_position(), changed_at);
    EXPECT_EQ(head->event_count(), count);
  };
  expect_week(log_, 2, 2);
  expect_week(other, 2, 2);

  event::v1::Event moved = AnEvent(1);
  moved.mutable_occurred()->set_start("2025-11-01");
  ASSERT_THAT(Revise(other, moved, 1), IsOk());
  expect_week(log_, 3, 1);
  EXPECT_THAT(Revise(log_, AnEvent(1), 1), StatusIs(absl::StatusCode::kAborted, "revision 2"));
  ASSERT_THAT(Revise(log_, AnEvent(1), 2), IsOk());
  expect_week(other, 4, 2);
  const auto again = AppendTo(other, {moved}, {kNow}, deadline_);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->at(0).status(), eventstore::v1::APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(again->at(0).revision(), 3);
}

// What is looked up while the lock is waited for is of before the other's commit.
TEST_F(PostgresEventLogTest, SeesWhatAnotherProgramAppendedWhileItWaited) {
  ConnectionPool pool({.connection_string = postgres_.database()});
  NearDuplicates texts;
  event::v1::Event copy = AnEvent(1);
  copy.set_event_id(IdOf(7));
  event::v1::Event other = AnEvent(2);
  other.set_title("Another report");
  std::future<absl::StatusOr<std::vector<AppendOutcome>>> waiting;

  const absl::Status first = InTransaction(pool, deadline_, [&](Transaction& transaction) {
    AppendBatch(transaction, {{Prepare(AnEvent(1), ""), Prepare(AnEvent(2), "")}}, kNow, texts);
    waiting = std::async(std::launch::async, [&] {
      return AppendTo(log_, {copy, other, AnEvent(1), AnEvent(3)}, {kNow}, deadline_);
    });
    EXPECT_TRUE(testing::Eventually([this] {
      return Sql(postgres_.database(),
                 "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                 "datname = current_database()") == "1";
    }));
    return absl::OkStatus();
  });

  ASSERT_THAT(first, IsOk());
  const auto outcomes = waiting.get();
  ASSERT_THAT(outcomes, IsOk());
  const auto is = [&outcomes](size_t i, eventstore::v1::AppendStatus status, int64_t position) {
    EXPECT_EQ(outcomes->at(i).status(), status) << i;
    EXPECT_EQ(outcomes->at(i).position(), position) << i;
  };
  is(0, eventstore::v1::APPEND_STATUS_DUPLICATE, 1);
  is(1, eventstore::v1::APPEND_STATUS_CONFLICT, 2);
  is(2, eventstore::v1::APPEND_STATUS_DUPLICATE, 1);
  is(3, eventstore::v1::APPEND_STATUS_STORED, 3);
}

TEST_F(PostgresEventLogTest, StoresNothingOfARevisionThatFails) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  event::v1::Event bad = AnEvent(1);
  bad.clear_title();  // The contract refuses it, and the database too.

  EXPECT_THAT(Revise(log_, bad, 1),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));
  EXPECT_EQ(log_.GetHead(deadline_)->position, 1);
  EXPECT_EQ(Sql(postgres_.database(), "SELECT count(*) FROM event_store.event_revision"), "1");
  EXPECT_EQ(Sql(postgres_.database(), "SELECT count(*) FROM event_store.supersession"), "0");
  EXPECT_EQ(Revise(log_, Titled(1, "Good"), 1)->position(), 2);
}

// The plans of all statements, as the server used them, by PostgreSQL's own auto_explain.
std::string PlansOf(const std::string& database, const std::function<void(EventLog&)>& work) {
  const std::filesystem::path server_log =
      PostgresCluster::Shared().server().directory() / "postgres.log";
  const auto before = std::filesystem::file_size(server_log);
  {
    ConnectionPool pool({.connection_string = database +
                                              " options='-c session_preload_libraries=auto_explain "
                                              "-c auto_explain.log_min_duration=0'"});
    PostgresEventLog log(pool);
    log.SetReady();
    work(log);
  }
  std::ifstream file(server_log, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(before));
  std::ostringstream plans;
  plans << file.rdbuf();
  return plans.str();
}

TEST_F(PostgresEventLogTest, AnswersDataLossOfADamagedEventAndReadsTheOthersThatAreAskedForWithIt) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2), AnEvent(3)}, {kNow}, deadline_), IsOk());
  pqxx::connection connection(postgres_.database());
  for (const char* const payload : {"\\xffff", "\\x2a050a03ff"}) {
    pqxx::nontransaction(connection)
        .exec(absl::StrCat("ALTER TABLE event_store.event DISABLE TRIGGER ALL; "
                           "UPDATE event_store.event SET payload = '",
                           payload, "' WHERE position = 2"));

    const auto found = log_.GetEach({{IdOf(1), 0}, {IdOf(2), 0}, {IdOf(3), 0}}, deadline_);

    ASSERT_THAT(found, IsOk()) << payload;
    EXPECT_THAT(*(*found)[0], IsOk()) << payload;
    EXPECT_THAT(*(*found)[1], StatusIs(absl::StatusCode::kDataLoss, "position 2")) << payload;
    EXPECT_THAT(*(*found)[2], IsOk()) << payload;
    EXPECT_THAT(log_.Read({1, 2}, Detail::kWhole, deadline_),
                StatusIs(absl::StatusCode::kDataLoss, "position 2"));
  }
}

// Behind the payload of a row stand its columns as fields, the language first.
TEST_F(PostgresEventLogTest, AnswersDataLossOfAPayloadThatLostAsManyBytesAsAColumnTakes) {
  event::v1::Event event = AnEvent(1);
  event.set_read_more_url("https://example.org/more");  // The last field of the payload.
  ASSERT_THAT(AppendTo(log_, {event}, {kNow}, deadline_), IsOk());
  Tamper("payload = substr(payload, 1, octet_length(payload) - 4)");

  const auto is_lost = StatusIs(absl::StatusCode::kDataLoss, "position 1");
  EXPECT_THAT(log_.List({.topic = "cell-gene-therapy", .limit = 10}, 0, deadline_), is_lost);
  EXPECT_THAT(log_.ListRevisions({.event_id = IdOf(1), .limit = 10}, deadline_), is_lost);
  EXPECT_THAT(log_.BatchGet({IdOf(1)}, 0, deadline_), is_lost);
  EXPECT_THAT(log_.ReadTail({.after_position = 0, .limit = 64, .max_bytes = 1 << 20}, deadline_),
              is_lost);
  EXPECT_THAT(log_.Read({1}, Detail::kWhole, deadline_), is_lost);
  EXPECT_THAT(GetFrom(log_, IdOf(1), 0, deadline_), is_lost);
  EXPECT_THAT(log_.Revise({.event_id = IdOf(1),
                           .expected_revision = 1,
                           .reason = "withdrawn",
                           .event = std::nullopt},
                          {kNow}, deadline_),
              is_lost);
  EXPECT_EQ(log_.GetHead(deadline_)->position, 1);
}

TEST_F(PostgresEventLogTest, AnswersDataLossOfAColumnThatHasNotItsForm) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Sql(postgres_.database(),
      "ALTER TABLE event_store.event DROP CONSTRAINT event_content_hash_check");
  Tamper("content_hash = decode(repeat('ff', 100), 'hex')");

  const auto is_lost = StatusIs(absl::StatusCode::kDataLoss, "position 1");
  EXPECT_THAT(log_.ListRevisions({.event_id = IdOf(1), .limit = 10}, deadline_), is_lost);
  EXPECT_THAT(log_.BatchGet({IdOf(1)}, 0, deadline_), is_lost);
  for (const Detail detail : {Detail::kWhole, Detail::kWithoutBody}) {
    EXPECT_THAT(log_.Read({1}, detail, deadline_), is_lost);
  }
  EXPECT_THAT(GetFrom(log_, IdOf(1), 0, deadline_), is_lost);
}

TEST_F(PostgresEventLogTest, TellsOfAnErasedEventThatItIsOneWhateverItsPayloadIs) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Tamper("op = 4, title = '', payload = '\\xffff'");

  const auto each = log_.GetEach({{IdOf(1), 0}}, deadline_);
  ASSERT_THAT(each, IsOk());
  const auto event = Decode(**(*each)[0]);
  ASSERT_THAT(event, IsOk());
  EXPECT_EQ(event->state(), event::v1::EVENT_STATE_ERASED);
  EXPECT_EQ(event->body(), "");
  const auto read = log_.Read({1}, Detail::kWhole, deadline_);
  ASSERT_THAT(read, IsOk());
  EXPECT_TRUE(read->has_erased);
  EXPECT_EQ(log_.BatchGet({IdOf(1)}, 0, deadline_)->front().state(), event::v1::EVENT_STATE_ERASED);
}

// A client may have sent, to a program that did not know them yet, what only the store says.
TEST_F(PostgresEventLogTest, TellsWhatColumnsSayAlsoIfTheyAreEmptyAndThePayloadSaysOtherwise) {
  event::v1::Event event = AnEvent(1);
  event.clear_category();
  event.clear_body();
  ASSERT_THAT(AppendTo(log_, {event}, {kNow}, deadline_), IsOk());
  const auto before = log_.ListRevisions({.event_id = IdOf(1), .limit = 1}, deadline_);
  ASSERT_THAT(before, IsOk());
  const event::v1::Event& stored = before->revisions.at(0);
  ASSERT_EQ(stored.recorded_by(), "");

  event::v1::Event planted;
  planted.set_category("planted");
  planted.set_body("planted");
  planted.mutable_recorded_time()->set_nanos(1000);
  planted.set_near_duplicate_of(IdOf(2));
  planted.set_recorded_by("token:editor");
  planted.set_revision_reason("planted");
  Tamper(absl::StrCat("payload = payload || '\\x",
                      absl::BytesToHexString(planted.SerializeAsString()), "'"));

  const auto page = log_.ListRevisions({.event_id = IdOf(1), .limit = 1}, deadline_);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(page->revisions.at(0), EqualsProto(stored));
  const auto each = log_.GetEach({{IdOf(1), 0}}, deadline_);
  ASSERT_THAT(each, IsOk());
  EXPECT_THAT(Decode(**(*each)[0]), IsOkAndHolds(EqualsProto(stored)));
  for (const Detail detail : {Detail::kWhole, Detail::kWithoutBody}) {
    const auto read = log_.Read({1}, detail, deadline_);
    ASSERT_THAT(read, IsOk());
    EXPECT_THAT(EventsOf(*read), ElementsAre(EqualsProto(stored)));
  }
}

// A plan that is made while the table is small is kept when it has grown.
TEST_F(PostgresEventLogTest, LooksRowsUpByTheirPositionsAlsoInASmallLog) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2), AnEvent(3)}, {kNow}, deadline_), IsOk());

  const std::string plans = PlansOf(postgres_.database(), [this](EventLog& log) {
    for (int times = 0; times < 10; ++times) {
      EXPECT_THAT(log.Read({1, 3}, Detail::kWhole, deadline_), IsOk());
      EXPECT_THAT(log.ReadTail({.after_position = 1, .limit = 64, .max_bytes = 1 << 20}, deadline_),
                  IsOk());
    }
  });

  EXPECT_THAT(plans, ::testing::ContainsRegex("Index Cond: .*position.* = "));
  EXPECT_THAT(plans, ::testing::ContainsRegex("Index Cond: .*position.* > "));
  EXPECT_THAT(plans, ::testing::Not(::testing::ContainsRegex("  Filter: [^\n]*position")));
}

TEST_F(PostgresEventLogTest, FindsItsRowsThroughIndexes) {
  std::vector<event::v1::Event> batch;
  for (int n = 0; n < 6000; ++n) {
    batch.push_back(AnEvent(n));
    batch.back().mutable_occurred()->set_start(n < 5900 ? "2025-01-01" : "2025-12-10");
    if (n % 10 == 0) batch.back().set_topic("quiet-topic");
    if (batch.size() < 500) continue;
    ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());
    batch.clear();
  }
  Sql(postgres_.database(), "ANALYZE");

  const std::string plans = PlansOf(postgres_.database(), [this](EventLog& log) {
    EXPECT_THAT(AppendTo(log, {AnEvent(1), AnEvent(7000)}, {kNow}, deadline_), IsOk());
    EXPECT_THAT(Revise(log, Titled(11, "Revised"), 1), IsOk());
    EXPECT_THAT(log.ListRevisions({.event_id = IdOf(11), .limit = 10}, deadline_), IsOk());
    EXPECT_THAT(GetFrom(log, IdOf(7), 0, deadline_), IsOk());
    EXPECT_THAT(log.BatchGet({IdOf(7), IdOf(8)}, 0, deadline_), IsOk());
    EXPECT_THAT(log.List({.topic = "quiet-topic", .limit = 10}, 0, deadline_), IsOk());
    EXPECT_THAT(log.Window(TheWeek(), 0, deadline_), IsOk());
    for (int n = 7001; n < 7004; ++n) {
      EXPECT_THAT(AppendTo(log, {AnEvent(n)}, {kNow}, deadline_), IsOk());
    }
  });

  EXPECT_THAT(plans, ::testing::HasSubstr("as_presumed"));
  for (const char* index : {"event_by_topic", "event_by_listed_day", "event_by_reported",
                            "event_pkey", "event_revision_pkey", "event_revision_by_content"}) {
    EXPECT_THAT(plans, ::testing::HasSubstr(index));
  }
  for (const char* table : {"event ", "event_revision"}) {
    EXPECT_THAT(plans, ::testing::Not(::testing::HasSubstr(absl::StrCat("Seq Scan on ", table))));
  }
}

}  // namespace
}  // namespace sennight::event_store
