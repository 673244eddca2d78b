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

#include "absl/strings/str_cat.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/event_log_conformance.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
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

INSTANTIATE_TEST_SUITE_P(Postgres, EventLogConformance,
                         ::testing::Values(LogFactory{
                             "Postgres", [] { return std::make_unique<Postgres>(); }}));

class PostgresEventLogTest : public ::testing::Test {
 protected:
  Postgres postgres_;
  EventLog& log_ = postgres_.log();
  absl::Time deadline_ = absl::Now() + absl::Minutes(2);
};

TEST_F(PostgresEventLogTest, AnswersUnavailableUntilTheSchemaIsThere) {
  ConnectionPool pool({.connection_string = postgres_.database()});
  PostgresEventLog log(pool);

  EXPECT_THAT(log.GetHead(deadline_), StatusIs(absl::StatusCode::kUnavailable, "not ready"));
  EXPECT_THAT(log.Append({AnEvent(1)}, {kNow}, deadline_),
              StatusIs(absl::StatusCode::kUnavailable, "not ready"));
}

TEST_F(PostgresEventLogTest, FindsEverythingAgainAfterARestartOfTheProgram) {
  ASSERT_THAT(log_.Append({AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());

  ConnectionPool pool({.connection_string = postgres_.database()});
  PostgresEventLog again(pool);
  again.SetReady();
  const auto outcomes = again.Append({AnEvent(2), AnEvent(3)}, {kNow}, deadline_);
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
  ASSERT_THAT(log_.Append(batch, {kNow}, deadline_), IsOk());

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
          EXPECT_THAT(log_.Append(batch, {kNow}, deadline_), IsOk());
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

  EXPECT_THAT(log_.Append({AnEvent(1), AnEvent(2), bad}, {kNow}, deadline_),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));
  EXPECT_EQ(log_.GetHead(deadline_)->position, 0);
  EXPECT_EQ(Sql(postgres_.database(), "SELECT count(*) FROM event_store.event_revision"), "0");
}

// What a later program will write when it corrects and retracts events.
void Revise(const std::string& database, int n, int revision, int op, int64_t old_position,
            int64_t position, const std::string& occurred) {
  Sql(database,
      absl::StrCat("INSERT INTO event_store.event SELECT log_id, ", position,
                   ", topic_id, event_id, ", revision, ", ", op, ", '", occurred, "', '", occurred,
                   "', 3, reported_at, '", occurred,
                   "', recorded_at, language, category, title || ' revised', body, payload, "
                   "schema_version, content_hash, near_duplicate_of, size_bytes "
                   "FROM event_store.event WHERE event_id = '",
                   IdOf(n), "' AND position = ", old_position,
                   "; INSERT INTO event_store.supersession VALUES (1, ", old_position, ", ",
                   position, "); INSERT INTO event_store.event_revision VALUES ('", IdOf(n), "', ",
                   revision, ", ", position, "); UPDATE event_store.log SET head = ", position));
}

WindowQuery TheWeek() {
  return {.topic = "cell-gene-therapy",
          .window = window::Window::Of(absl::CivilDay(2025, 12, 9), 7, absl::UTCTimeZone())};
}

std::vector<int64_t> WindowPositions(EventLog& log, int64_t as_of, int64_t& changed_at) {
  const absl::StatusOr<WindowContents> contents =
      log.Window(TheWeek(), as_of, absl::Now() + absl::Seconds(20));
  EXPECT_THAT(contents, IsOk());
  changed_at = contents->as_of_position;
  std::vector<int64_t> positions;
  for (const auto& entry : contents->entries) positions.push_back(entry.position);
  return positions;
}

TEST_F(PostgresEventLogTest, ReadsAsOfAPositionThatSurviveCorrectionsAndRetractions) {
  ASSERT_THAT(log_.Append({AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());
  Revise(postgres_.database(), 1, 2, 2, 1, 3, "2025-12-11");  // Corrected inside the window.
  Revise(postgres_.database(), 2, 2, 2, 2, 4, "2025-11-01");  // Moved out of it.
  Revise(postgres_.database(), 1, 3, 3, 3, 5, "2025-12-11");  // Retracted.

  for (const int64_t as_of : {2, 3, 4, 5, 0}) {
    const auto window = log_.Window(TheWeek(), as_of, deadline_);
    EXPECT_THAT(log_.GetWindowHead(TheWeek(), as_of, deadline_),
                testing::IsOkAndHolds(testing::EqualsProto(HeadOf(*window))))
        << as_of;
  }

  int64_t changed_at = 0;
  EXPECT_THAT(WindowPositions(log_, 2, changed_at), ElementsAre(1, 2));
  EXPECT_EQ(changed_at, 2);
  EXPECT_THAT(WindowPositions(log_, 3, changed_at), ElementsAre(2, 3));
  EXPECT_EQ(changed_at, 3);
  EXPECT_THAT(WindowPositions(log_, 4, changed_at), ElementsAre(3));
  EXPECT_EQ(changed_at, 4);
  EXPECT_THAT(WindowPositions(log_, 5, changed_at), IsEmpty());
  EXPECT_EQ(changed_at, 0);

  EXPECT_EQ(log_.Get(IdOf(1), 2, deadline_)->revision(), 1);
  EXPECT_EQ(log_.Get(IdOf(1), 4, deadline_)->title(), "Report 1 revised");
  EXPECT_EQ(log_.Get(IdOf(1), 5, deadline_)->state(), event::v1::EVENT_STATE_RETRACTED);
  const auto listed = [this](int64_t as_of) {
    const absl::StatusOr<EventPage> page =
        log_.List({.topic = "cell-gene-therapy", .limit = 10}, as_of, deadline_);
    EXPECT_THAT(page, IsOk());
    std::vector<int64_t> positions;
    for (const event::v1::Event& event : page->events) positions.push_back(event.position());
    return positions;
  };
  EXPECT_THAT(listed(2), ElementsAre(1, 2));
  EXPECT_THAT(listed(4), ElementsAre(3, 4));
  EXPECT_THAT(listed(0), ElementsAre(4));
}

TEST_F(PostgresEventLogTest, NamesTheCurrentRevisionOfADuplicate) {
  ASSERT_THAT(log_.Append({AnEvent(1)}, {kNow}, deadline_), IsOk());
  Revise(postgres_.database(), 1, 2, 2, 1, 2, "2025-12-11");

  const auto outcomes = log_.Append({AnEvent(1)}, {kNow}, deadline_);
  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->at(0).position(), 2);
  EXPECT_EQ(outcomes->at(0).revision(), 2);
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

TEST_F(PostgresEventLogTest, FindsItsRowsThroughIndexes) {
  std::vector<event::v1::Event> batch;
  for (int n = 0; n < 6000; ++n) {
    batch.push_back(AnEvent(n));
    batch.back().mutable_occurred()->set_start(n < 5900 ? "2025-01-01" : "2025-12-10");
    if (n % 10 == 0) batch.back().set_topic("quiet-topic");
    if (batch.size() < 500) continue;
    ASSERT_THAT(log_.Append(batch, {kNow}, deadline_), IsOk());
    batch.clear();
  }
  Sql(postgres_.database(), "ANALYZE");

  const std::string plans = PlansOf(postgres_.database(), [this](EventLog& log) {
    EXPECT_THAT(log.Append({AnEvent(1), AnEvent(7000)}, {kNow}, deadline_), IsOk());
    EXPECT_THAT(log.Get(IdOf(7), 0, deadline_), IsOk());
    EXPECT_THAT(log.BatchGet({IdOf(7), IdOf(8)}, 0, deadline_), IsOk());
    EXPECT_THAT(log.List({.topic = "quiet-topic", .limit = 10}, 0, deadline_), IsOk());
    int64_t changed_at = 0;
    WindowPositions(log, 0, changed_at);
  });

  for (const char* index : {"event_by_topic", "event_by_occurred_day", "event_by_reported",
                            "event_pkey", "event_revision_pkey", "event_revision_by_content"}) {
    EXPECT_THAT(plans, ::testing::HasSubstr(index));
  }
  for (const char* table : {"event ", "event_revision"}) {
    EXPECT_THAT(plans, ::testing::Not(::testing::HasSubstr(absl::StrCat("Seq Scan on ", table))));
  }
}

}  // namespace
}  // namespace sennight::event_store
