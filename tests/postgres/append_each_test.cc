// Batches that are appended one after the other without a wait for one before the next is sent, as
// imports are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/log_writer.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::APPEND_STATUS_CONFLICT;
using eventstore::v1::APPEND_STATUS_DUPLICATE;
using eventstore::v1::APPEND_STATUS_STORED;
using eventstore::v1::AppendOutcome;
using testing::IsOk;
using testing::StatusIs;

constexpr int kBatchEvents = 512;
constexpr int kBatches = 7;  // Three transactions, and what is begun of a fourth.

std::vector<PreparedEvent> Prepared(const std::vector<event::v1::Event>& events) {
  std::vector<PreparedEvent> prepared;
  for (const event::v1::Event& event : events) prepared.push_back(Prepare(event, "a test"));
  return prepared;
}

// Batches that are all ready; outcomes are kept as they are told.
class ReadyBatches final : public Batches {
 public:
  void Add(const std::vector<event::v1::Event>& events) { batches_.push_back(Prepared(events)); }

  // Does `act` before the batch of that number is given.
  void Before(size_t batch, std::function<void()> act) { acts_[batch] = std::move(act); }

  absl::Span<const PreparedEvent> Next() override {
    if (given_ == batches_.size()) return {};
    if (const auto act = acts_.find(given_); act != acts_.end()) act->second();
    return batches_[given_++];
  }

  void Take(std::vector<AppendOutcome> outcomes) override {
    told_.insert(told_.end(), std::make_move_iterator(outcomes.begin()),
                 std::make_move_iterator(outcomes.end()));
  }

  bool is_empty() const { return given_ == batches_.size(); }
  const std::vector<AppendOutcome>& told() const { return told_; }

 private:
  std::vector<std::vector<PreparedEvent>> batches_;
  std::map<size_t, std::function<void()>> acts_;
  size_t given_ = 0;
  std::vector<AppendOutcome> told_;
};

absl::Time Deadline() { return absl::Now() + absl::Minutes(1); }

class AppendEachTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // The next batches are presumed to be new: these were.
    ASSERT_THAT(Append(writer_, {AnEvent(1)}), IsOk());
    ASSERT_THAT(Append(writer_, {AnEvent(2)}), IsOk());
  }

  absl::StatusOr<std::vector<AppendOutcome>> Append(LogWriter& writer,
                                                    const std::vector<event::v1::Event>& events) {
    return writer.Append(Prepared(events), kNow, Deadline());
  }

  absl::Status AppendAll(ReadyBatches& batches) {
    absl::Status status;
    while (status.ok() && !batches.is_empty()) {
      status = writer_.AppendEach(
          batches, [] { return kNow; }, Deadline());
    }
    return status;
  }

  // Adds a batch of new events from that number on, and `others` in its midst.
  static void AddNew(ReadyBatches& batches, int first,
                     const std::vector<event::v1::Event>& others = {}) {
    std::vector<event::v1::Event> events;
    for (int n = first; n < first + kBatchEvents; ++n) events.push_back(AnEvent(n));
    events.insert(events.begin() + kBatchEvents / 2, others.begin(), others.end());
    batches.Add(events);
  }

  static void AddAllNew(ReadyBatches& batches) {
    for (int i = 0; i < kBatches; ++i) AddNew(batches, 10'000 + i * kBatchEvents);
  }

  // All events of AddAllNew are there once, from position 3 on, in their order.
  void ExpectAllStoredFrom3() {
    EXPECT_EQ(Sql(database_,
                  "SELECT string_agg(event_id::text, ' ' ORDER BY position) FROM "
                  "event_store.event WHERE position > 2"),
              IdsOfAllNew());
    EXPECT_EQ(Head(), absl::StrCat(2 + kBatches * kBatchEvents));
  }

  // And so it was told.
  static void ExpectToldAsStoredFrom3(const ReadyBatches& batches) {
    ASSERT_EQ(batches.told().size(), kBatches * kBatchEvents);
    for (size_t i = 0; i < batches.told().size(); ++i) {
      ASSERT_EQ(batches.told()[i].status(), APPEND_STATUS_STORED) << i;
      ASSERT_EQ(batches.told()[i].position(), static_cast<int64_t>(i) + 3);
    }
  }

  // Appends the batches of AddAllNew, whatever happens meanwhile.
  void ExpectAllNewStored() {
    ReadyBatches batches;
    AddAllNew(batches);
    ASSERT_THAT(AppendAll(batches), IsOk());
    ExpectAllStoredFrom3();
    ExpectToldAsStoredFrom3(batches);
  }

  static std::string IdsOfAllNew() {
    std::string ids;
    for (int i = 0; i < kBatches * kBatchEvents; ++i) {
      absl::StrAppend(&ids, i == 0 ? "" : " ", IdOf(10'000 + i));
    }
    return ids;
  }

  std::string Head() { return Sql(database_, "SELECT head FROM event_store.log"); }

  // Makes `sql` the body of a trigger for the row with event `n`, the first time that it comes:
  // what a sequence has counted is never rolled back.
  void OnFirstInsertOf(int n, const std::string& when, const std::string& sql) {
    Sql(database_,
        absl::StrCat(
            "CREATE SEQUENCE times; CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN IF nextval('times') = 1 THEN ",
            sql, " END IF; RETURN NEW; END $$; CREATE ", when,
            " FOR EACH ROW WHEN (NEW.event_id = '", IdOf(n), "') EXECUTE FUNCTION act()"));
  }

  std::string database_ = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool_{{.connection_string = database_}};
  LogWriter writer_{pool_};
};

constexpr char kBefore[] = "TRIGGER act BEFORE INSERT ON event_store.event";
constexpr char kAtCommit[] =
    "CONSTRAINT TRIGGER act AFTER INSERT ON event_store.event DEFERRABLE INITIALLY DEFERRED";
constexpr char kDies[] = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60);";

// An event in the midst of the fourth batch: two transactions may be under way by then.
constexpr int kInFourth = 10'000 + 3 * kBatchEvents + 100;

TEST_F(AppendEachTest, StoresBatchesInTheirOrderSeveralInATransaction) {
  ExpectAllNewStored();
  EXPECT_EQ(Sql(database_,
                "SELECT count(DISTINCT xmin::text) FROM event_store.event WHERE "
                "position > 2"),
            "4");
}

TEST_F(AppendEachTest, DecidesAboutEventsOfABatchAmongThoseThatAreUnderWay) {
  ReadyBatches batches;
  event::v1::Event conflicting = AnEvent(10'001);
  conflicting.set_title("Another title");
  event::v1::Event copy = AnEvent(10'002);
  copy.set_event_id(IdOf(7));
  AddNew(batches, 10'000);
  AddNew(batches, 20'000, {AnEvent(10'000), conflicting, copy, AnEvent(2)});
  AddNew(batches, 30'000);

  ASSERT_THAT(AppendAll(batches), IsOk());

  const std::vector<AppendOutcome>& told = batches.told();
  ASSERT_EQ(told.size(), 3 * kBatchEvents + 4);
  const size_t others = kBatchEvents + kBatchEvents / 2;
  EXPECT_EQ(told[others].status(), APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(told[others].position(), 3);
  EXPECT_EQ(told[others + 1].status(), APPEND_STATUS_CONFLICT);
  EXPECT_EQ(told[others + 1].position(), 4);
  EXPECT_EQ(told[others + 2].status(), APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(told[others + 2].stored_event_id(), IdOf(10'002));
  EXPECT_EQ(told[others + 3].position(), 2);
  EXPECT_EQ(told.back().position(), 2 + 3 * kBatchEvents);
  EXPECT_EQ(Head(), absl::StrCat(2 + 3 * kBatchEvents));
}

TEST_F(AppendEachTest, FindsNearDuplicatesOfEventsThatAreUnderWay) {
  event::v1::Event first = AnEvent(40'000);
  first.set_body(std::string(400, 'x') + " and a text that two agencies have in common.");
  event::v1::Event second = AnEvent(40'001);
  second.set_body(first.body());
  ReadyBatches batches;
  AddNew(batches, 10'000, {first});
  AddNew(batches, 20'000, {second});

  ASSERT_THAT(AppendAll(batches), IsOk());

  EXPECT_EQ(batches.told()[kBatchEvents + 1 + kBatchEvents / 2].near_duplicate_of(),
            first.event_id());
}

TEST_F(AppendEachTest, SeesWhatAnotherProgramAppendsMeanwhile) {
  ConnectionPool other_pool({.connection_string = database_});
  LogWriter other(other_pool);
  ReadyBatches batches;
  AddNew(batches, 10'000);
  AddNew(batches, 20'000, {AnEvent(5)});
  AddNew(batches, 30'000);
  batches.Before(1, [&] { ASSERT_THAT(Append(other, {AnEvent(5)}), IsOk()); });

  ASSERT_THAT(AppendAll(batches), IsOk());

  const std::vector<AppendOutcome>& told = batches.told();
  EXPECT_EQ(told[kBatchEvents + kBatchEvents / 2].status(), APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(Sql(database_, absl::StrCat("SELECT event_id FROM event_store.event WHERE position = ",
                                        told[kBatchEvents + kBatchEvents / 2].position())),
            IdOf(5));
  EXPECT_EQ(Head(), absl::StrCat(3 + 3 * kBatchEvents));
  EXPECT_EQ(Sql(database_, "SELECT count(*) || '|' || max(position) FROM event_store.event"),
            absl::StrCat(3 + 3 * kBatchEvents, "|", 3 + 3 * kBatchEvents));
}

// Then the log ends, after one batch was refused, where the next one presumes that it does.
TEST_F(AppendEachTest, KeepsTheOrderThoughAnotherProgramHasAppendedJustAsMany) {
  ConnectionPool other_pool({.connection_string = database_});
  LogWriter other(other_pool);
  event::v1::Event first = AnEvent(40'000);
  first.set_body(std::string(400, 'x') + " and a text that two agencies have in common.");
  event::v1::Event second = AnEvent(40'001);
  second.set_body(first.body());
  ReadyBatches batches;
  AddNew(batches, 10'000, {first});
  AddNew(batches, 20'000, {second});
  AddNew(batches, 30'000);
  std::vector<event::v1::Event> as_many;
  for (int n = 0; n <= kBatchEvents; ++n) as_many.push_back(AnEvent(50'000 + n));
  as_many[7].set_body(std::string(400, 'y') + " and what the other program has stored meanwhile.");
  batches.Before(0, [&] { ASSERT_THAT(Append(other, as_many), IsOk()); });

  ASSERT_THAT(AppendAll(batches), IsOk());

  const std::vector<AppendOutcome>& told = batches.told();
  ASSERT_EQ(told.size(), 3 * kBatchEvents + 2);
  for (size_t i = 0; i < told.size(); ++i) {
    ASSERT_EQ(told[i].status(), APPEND_STATUS_STORED);
    ASSERT_EQ(told[i].position(), static_cast<int64_t>(i) + 3 + kBatchEvents + 1);
  }
  EXPECT_EQ(told[kBatchEvents / 2].near_duplicate_of(), "");
  EXPECT_EQ(told[kBatchEvents + 1 + kBatchEvents / 2].near_duplicate_of(), first.event_id());
  event::v1::Event like_the_others = AnEvent(60'000);
  like_the_others.set_body(as_many[7].body());
  const auto next = Append(writer_, {like_the_others});
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->front().near_duplicate_of(), as_many[7].event_id());
}

TEST_F(AppendEachTest, StoresEventsOfATopicThatIsNewInALaterBatch) {
  event::v1::Event of_new_topic = AnEvent(40'000);
  of_new_topic.set_topic("another-topic");
  ReadyBatches batches;
  AddNew(batches, 10'000);
  AddNew(batches, 20'000, {of_new_topic});
  AddNew(batches, 30'000);

  ASSERT_THAT(AppendAll(batches), IsOk());

  EXPECT_EQ(Sql(database_,
                "SELECT name || '|' || count(*) FROM event_store.event JOIN event_store.topic "
                "USING (topic_id) GROUP BY name ORDER BY name LIMIT 1"),
            "another-topic|1");
  EXPECT_EQ(batches.told().size(), 3 * kBatchEvents + 1);
}

TEST_F(AppendEachTest, TellsOfRepeatedBatchesThatTheyAreStored) {
  ReadyBatches batches;
  AddAllNew(batches);
  ASSERT_THAT(AppendAll(batches), IsOk());
  ReadyBatches again;
  AddAllNew(again);

  ASSERT_THAT(AppendAll(again), IsOk());

  ExpectAllStoredFrom3();
  for (size_t i = 0; i < again.told().size(); ++i) {
    ASSERT_EQ(again.told()[i].status(), APPEND_STATUS_DUPLICATE) << i;
    ASSERT_EQ(again.told()[i].position(), static_cast<int64_t>(i) + 3);
  }
}

TEST_F(AppendEachTest, EndsWithTheBatchThatFailsAndHasStoredWhatItTold) {
  event::v1::Event bad = AnEvent(40'000);
  bad.clear_title();  // The contract refuses it, and the database too.
  ReadyBatches batches;
  for (int i = 0; i < 3; ++i) AddNew(batches, 10'000 * (i + 1));
  AddNew(batches, 50'000, {bad});
  for (int i = 0; i < 3; ++i) AddNew(batches, 10'000 * (i + 6));

  EXPECT_THAT(AppendAll(batches),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));

  EXPECT_EQ(Head(), absl::StrCat(2 + batches.told().size()));
  EXPECT_EQ(batches.told().size() % kBatchEvents, 0);
  EXPECT_LE(batches.told().size(), 3 * kBatchEvents);
  const auto next = Append(writer_, {AnEvent(3)});
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->front().position(), static_cast<int64_t>(batches.told().size()) + 3);
}

TEST_F(AppendEachTest, RepeatsWhatWasEndedBeforeItsCommit) {
  OnFirstInsertOf(kInFourth, kBefore, kDies);
  ExpectAllNewStored();
}

TEST_F(AppendEachTest, RepeatsWhatWasEndedWhileItCommitted) {
  OnFirstInsertOf(kInFourth, kAtCommit, kDies);
  ExpectAllNewStored();
}

// A commit that waits for a standby which there is not has been done, and is ended unanswered.
TEST_F(AppendEachTest, FindsWhatWasCommittedButNotToldWhereItBelongs) {
  ReadyBatches batches;
  AddAllNew(batches);
  Sql(database_, "ALTER SYSTEM SET synchronous_standby_names = 'none'");
  Sql(database_, "SELECT pg_reload_conf()");
  std::future<absl::Status> appending =
      std::async(std::launch::async, [&] { return AppendAll(batches); });
  const bool is_waiting = testing::Eventually([this] {
    return Sql(database_,
               "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND "
               "datname = current_database()") == "1";
  });
  Sql(database_, "ALTER SYSTEM RESET synchronous_standby_names");
  const std::string waiting =
      Sql(database_, "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' LIMIT 1");
  Sql(database_, absl::StrCat("SELECT pg_terminate_backend(", waiting, ")"));
  Sql(database_, "SELECT pg_reload_conf()");

  EXPECT_TRUE(is_waiting);
  ASSERT_THAT(appending.get(), IsOk());
  ExpectAllStoredFrom3();
  ExpectToldAsStoredFrom3(batches);
}

TEST_F(AppendEachTest, StoresNothingOfATransactionWhoseCommitIsRefusedNorWhatComesAfterIt) {
  OnFirstInsertOf(kInFourth, kAtCommit, "RAISE 'no';");
  ReadyBatches batches;
  AddAllNew(batches);

  EXPECT_THAT(AppendAll(batches),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));

  EXPECT_EQ(Head(), absl::StrCat(2 + batches.told().size()));
  ReadyBatches again;
  AddAllNew(again);
  ASSERT_THAT(AppendAll(again), IsOk());
  ExpectAllStoredFrom3();
}

// One batch after the other for as long as somebody else waits to append.
TEST_F(AppendEachTest, LetsInWhoElseWaits) {
  std::future<absl::StatusOr<std::vector<AppendOutcome>>> other;
  const auto is_done = [&other] {
    return other.valid() && other.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  };
  int number = 10'000;
  while (!is_done()) {
    ReadyBatches batches;
    for (int i = 0; i < 20; ++i) batches.Add({AnEvent(number++)});
    if (!other.valid()) {
      batches.Before(1, [&] {
        other = std::async(std::launch::async, [&] { return Append(writer_, {AnEvent(3)}); });
      });
    }
    ASSERT_THAT(AppendAll(batches), IsOk());
  }
  const auto outcomes = other.get();
  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
}

// Two programs import at the same time, while somebody ends their connections.
TEST_F(AppendEachTest, KeepsTheOrderOfTwoProgramsWhoseConnectionsEnd) {
  constexpr int kImports = 8;
  constexpr int kSmallBatches = 24;
  constexpr int kSmallEvents = 96;
  std::atomic<int> programs = 2;
  const auto import_all = [&](int program) {
    ConnectionPool pool({.connection_string = database_});
    LogWriter writer(pool);
    for (int i = 0; i < kImports; ++i) {
      absl::Status status = absl::UnavailableError("not tried yet");
      while (absl::IsUnavailable(status)) {
        ReadyBatches batches;
        for (int batch = 0; batch < kSmallBatches; ++batch) {
          std::vector<event::v1::Event> events;
          for (int n = 0; n < kSmallEvents; ++n) {
            events.push_back(
                AnEvent(100'000 * program + (i * kSmallBatches + batch) * kSmallEvents + n));
          }
          batches.Add(events);
        }
        do {
          status = writer.AppendEach(
              batches, [] { return kNow; }, Deadline());
        } while (status.ok() && !batches.is_empty());
        if (!status.ok()) continue;
        EXPECT_EQ(batches.told().size(), kSmallBatches * kSmallEvents);
        for (size_t n = 1; n < batches.told().size(); ++n) {
          EXPECT_LT(batches.told()[n - 1].position(), batches.told()[n].position());
        }
      }
      EXPECT_THAT(status, IsOk());
    }
    --programs;
  };
  std::vector<std::future<void>> importing;
  for (const int program : {1, 2}) {
    importing.push_back(std::async(std::launch::async, import_all, program));
  }
  for (int round = 0; programs > 0; ++round) {
    Sql(database_, round % 8 == 0
                       ? "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM "
                         "pg_stat_activity WHERE datname = current_database() AND pid <> "
                         "pg_backend_pid() ORDER BY random() LIMIT 1) AS one"
                       : "SELECT 1");
  }
  for (std::future<void>& one : importing) one.get();

  constexpr int kAll = 2 + 2 * kImports * kSmallBatches * kSmallEvents;
  EXPECT_EQ(Sql(database_,
                "SELECT count(DISTINCT event_id) || ' ' || count(*) || ' ' || "
                "max(position) FROM event_store.event"),
            absl::StrCat(kAll, " ", kAll, " ", kAll));
  EXPECT_EQ(Head(), absl::StrCat(kAll));
  EXPECT_EQ(Sql(database_,
                "SELECT count(*) FROM event_store.event e JOIN event_store.event d ON "
                "d.event_id = e.near_duplicate_of WHERE d.position >= e.position"),
            "0");
}

}  // namespace
}  // namespace sennight::event_store
