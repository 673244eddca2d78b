// What is appended on a presumption: that the log is as it was left, and knows nothing of the
// batch.
#include "services/event_store/adapters/postgres/log_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "tests/postgres/ending_relay.h"
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
using Outcomes = absl::StatusOr<std::vector<AppendOutcome>>;

// A writer of a process of its own.
class Writer {
 public:
  explicit Writer(const std::string& database) : pool_({.connection_string = database}) {}

  Outcomes Append(const std::vector<event::v1::Event>& events) {
    std::vector<PreparedEvent> batch;
    for (const event::v1::Event& event : events) batch.push_back(Prepare(event, "a test"));
    return writer_.Append(batch, kNow, absl::Now() + absl::Minutes(1));
  }

  ConnectionPool& pool() { return pool_; }

 private:
  ConnectionPool pool_;
  LogWriter writer_{pool_};
};

class LogWriterTest : public ::testing::Test {
 protected:
  // Has the next batch presumed: it was as presumed before. Stores events 1 and 2.
  void Warm(Writer& writer) {
    ASSERT_THAT(writer.Append({AnEvent(1)}), IsOk());
    ASSERT_THAT(writer.Append({AnEvent(2)}), IsOk());
  }

  std::string Head() { return Sql(database_, "SELECT head FROM event_store.log"); }

  std::string TopicAt(int64_t position) {
    return Sql(database_, absl::StrCat("SELECT t.name FROM event_store.event e JOIN "
                                       "event_store.topic t USING (topic_id) WHERE position = ",
                                       position));
  }

  // Makes `sql` the body of a trigger for rows of event.
  void OnInsert(const std::string& when, const std::string& sql) {
    Sql(database_,
        absl::StrCat("CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ", sql,
                     " RETURN NEW; END $$; CREATE ", when, " FOR EACH ROW EXECUTE FUNCTION act()"));
  }

  std::string database_ = PostgresCluster::Shared().NewDatabase();
  Writer writer_{database_};
};

constexpr char kBefore[] = "TRIGGER act BEFORE INSERT ON event_store.event";
constexpr char kAtCommit[] =
    "CONSTRAINT TRIGGER act AFTER INSERT ON event_store.event DEFERRABLE INITIALLY DEFERRED";
constexpr char kDies[] = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60);";

TEST_F(LogWriterTest, AppendsWhatIsNewByOneStatement) {
  const std::filesystem::path log = PostgresCluster::Shared().server().directory() / "postgres.log";
  Writer logged(database_ + " options='-c log_statement=all'");
  Warm(logged);
  const auto before = std::filesystem::file_size(log);

  ASSERT_THAT(logged.Append({AnEvent(3), AnEvent(4)}), IsOk());

  std::ifstream file(log, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(before));
  int statements = 0;
  for (std::string line; std::getline(file, line);) {
    if (absl::StrContains(line, "LOG:  execute") || absl::StrContains(line, "LOG:  statement")) {
      ++statements;
    }
  }
  EXPECT_EQ(statements, 1);
  EXPECT_EQ(Head(), "4");
}

TEST_F(LogWriterTest, DecidesAboutEventsOfOneBatchAmongThemselves) {
  Warm(writer_);
  event::v1::Event copy = AnEvent(3);
  copy.set_event_id(IdOf(33));
  event::v1::Event other = AnEvent(3);
  other.set_title("Another title");

  const Outcomes outcomes = writer_.Append({AnEvent(3), AnEvent(3), copy, other, AnEvent(4)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->at(0).status(), APPEND_STATUS_STORED);
  EXPECT_EQ(outcomes->at(1).status(), APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(outcomes->at(2).stored_event_id(), IdOf(3));
  EXPECT_EQ(outcomes->at(3).status(), APPEND_STATUS_CONFLICT);
  EXPECT_EQ(outcomes->at(4).position(), 4);
  EXPECT_EQ(Head(), "4");
}

// A batch with so many other events, all new: of one statement, and of several in a transaction.
class PresumedBatch : public LogWriterTest, public ::testing::WithParamInterface<int> {
 protected:
  // Appends reports of which the log has, from position 3: event 10, event 11, one of another
  // topic.
  void ExpectDecidedAboutThoseFrom3(Writer& writer) {
    event::v1::Event copy = AnEvent(10);
    copy.set_event_id(IdOf(7));
    event::v1::Event other = AnEvent(11);
    other.set_title("Another title");
    std::vector<event::v1::Event> batch = {AnEvent(1), copy, other, AnEvent(12)};
    for (int n = 0; n < GetParam(); ++n) batch.push_back(AnEvent(1000 + n));

    const Outcomes outcomes = writer.Append(batch);

    ASSERT_THAT(outcomes, IsOk());
    const auto is = [&outcomes](size_t i, eventstore::v1::AppendStatus status, int64_t position) {
      EXPECT_EQ(outcomes->at(i).status(), status) << i;
      EXPECT_EQ(outcomes->at(i).position(), position) << i;
    };
    is(0, APPEND_STATUS_DUPLICATE, 1);
    is(1, APPEND_STATUS_DUPLICATE, 3);
    is(2, APPEND_STATUS_CONFLICT, 4);
    is(3, APPEND_STATUS_STORED, 5);
    for (int n = 0; n < GetParam(); ++n) {
      is(4 + static_cast<size_t>(n), APPEND_STATUS_STORED, 6 + n);
    }
    EXPECT_EQ(Head(), absl::StrCat(5 + GetParam()));
  }
};

INSTANTIATE_TEST_SUITE_P(OfOneStatementAndOfMore, PresumedBatch, ::testing::Values(0, 700));

TEST_P(PresumedBatch, SeesWhatItsOwnProgramHasStored) {
  Warm(writer_);
  ASSERT_THAT(writer_.Append({AnEvent(10), AnEvent(11)}), IsOk());
  ExpectDecidedAboutThoseFrom3(writer_);
}

TEST_P(PresumedBatch, SeesWhatAnotherProgramHasAppendedSince) {
  Warm(writer_);
  Writer other(database_);
  ASSERT_THAT(other.Append({AnEvent(10), AnEvent(11)}), IsOk());
  ExpectDecidedAboutThoseFrom3(writer_);
}

TEST_P(PresumedBatch, SeesWhatAnotherProgramAppendedWhileItWaited) {
  Warm(writer_);
  Writer other(database_);
  NearDuplicates texts;
  std::future<void> waiting;

  const absl::Status first =
      InTransaction(other.pool(), absl::Now() + absl::Minutes(1), [&](Transaction& transaction) {
        AppendBatch(transaction, {{Prepare(AnEvent(10), ""), Prepare(AnEvent(11), "")}}, kNow,
                    texts);
        waiting = std::async(std::launch::async, [&] { ExpectDecidedAboutThoseFrom3(writer_); });
        EXPECT_TRUE(testing::Eventually([this] {
          return Sql(database_,
                     "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                     "datname = current_database()") == "1";
        }));
        return absl::OkStatus();
      });

  EXPECT_THAT(first, IsOk());
  waiting.get();
}

TEST_P(PresumedBatch, IsStoredUnderItsTopicThoughTheTopicHasAnotherIdNow) {
  Warm(writer_);
  // Nobody but a superuser can: as if another store had been put in this one's place.
  Sql(database_,
      "SET session_replication_role = 'replica'; UPDATE event_store.topic SET name = 'renamed'");
  std::vector<event::v1::Event> batch = {AnEvent(3)};
  for (int n = 0; n < GetParam(); ++n) batch.push_back(AnEvent(1000 + n));
  event::v1::Event of_new_topic = AnEvent(4);
  of_new_topic.set_topic("another-topic");

  ASSERT_THAT(writer_.Append(batch), IsOk());
  ASSERT_THAT(writer_.Append({AnEvent(5)}), IsOk());
  ASSERT_THAT(writer_.Append({of_new_topic}), IsOk());
  ASSERT_THAT(writer_.Append({AnEvent(6)}), IsOk());

  EXPECT_EQ(TopicAt(1), "renamed");
  EXPECT_EQ(TopicAt(3), "cell-gene-therapy");
  EXPECT_EQ(TopicAt(4 + GetParam()), "cell-gene-therapy");
  EXPECT_EQ(TopicAt(5 + GetParam()), "another-topic");
  EXPECT_EQ(TopicAt(6 + GetParam()), "cell-gene-therapy");
}

TEST_P(PresumedBatch, IsStoredThoughAnotherEpochHasBegunSince) {
  Warm(writer_);
  Sql(database_, "UPDATE event_store.log SET epoch = 2");
  std::vector<event::v1::Event> batch = {AnEvent(3)};
  for (int n = 0; n < GetParam(); ++n) batch.push_back(AnEvent(1000 + n));

  const Outcomes outcomes = writer_.Append(batch);

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().position(), 3);
  EXPECT_EQ(Head(), absl::StrCat(3 + GetParam()));
}

// What was decided about and not stored is no earlier report of anything.
TEST_P(PresumedBatch, LeavesNothingWhenItFails) {
  Warm(writer_);
  event::v1::Event first = AnEvent(3);
  first.set_body(std::string(400, 'x') + " and a text that two agencies have in common.");
  event::v1::Event bad = AnEvent(4);
  bad.clear_title();  // The contract refuses it, and the database too.
  std::vector<event::v1::Event> batch = {first};
  for (int n = 0; n < GetParam(); ++n) batch.push_back(AnEvent(1000 + n));
  batch.push_back(bad);
  event::v1::Event second = AnEvent(5);
  second.set_body(first.body());

  EXPECT_THAT(writer_.Append(batch),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));
  EXPECT_EQ(Head(), "2");
  for (const event::v1::Event& event : {second, AnEvent(6), AnEvent(7)}) {
    const Outcomes outcomes = writer_.Append({event});
    ASSERT_THAT(outcomes, IsOk());
    EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
    EXPECT_EQ(outcomes->front().near_duplicate_of(), "");
  }
  const Outcomes again = writer_.Append({first});
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->front().position(), 6);
  EXPECT_EQ(again->front().near_duplicate_of(), IdOf(5));
}

TEST_F(LogWriterTest, DoesNotNoticeThatItsIdleConnectionWasEnded) {
  Warm(writer_);
  Sql(database_,
      "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = "
      "current_database() AND pid <> pg_backend_pid()");

  const Outcomes outcomes = writer_.Append({AnEvent(3)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
}

// The client has read that the connection ends, and not yet its end, when it sends a statement:
// nobody will ever read that.
TEST_F(LogWriterTest, RepeatsAStatementToAServerThatHadSaidThatItEnds) {
  EndingRelay relay(database_);
  Writer writer(relay.connection_string());
  Warm(writer);
  relay.SayTheEndAndStay();

  const Outcomes outcomes = writer.Append({AnEvent(3)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
  EXPECT_EQ(Head(), "3");
}

TEST_F(LogWriterTest, RepeatsAStatementThatIsAnsweredByTheEndOfTheConnection) {
  EndingRelay relay(database_);
  Writer writer(relay.connection_string());
  Warm(writer);
  relay.EndAtNextStatement(/*with_words=*/true);

  const Outcomes outcomes = writer.Append({AnEvent(3)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
  EXPECT_EQ(Head(), "3");
}

TEST_F(LogWriterTest, AppendsAgainAfterAConnectionThatEndedWithoutAWord) {
  EndingRelay relay(database_);
  Writer writer(relay.connection_string());
  Warm(writer);
  relay.EndAtNextStatement(/*with_words=*/false);

  const Outcomes outcomes = writer.Append({AnEvent(3)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
  EXPECT_EQ(Head(), "3");
}

// Each ends its connection the first time: what a sequence has counted is never rolled back.
TEST_F(LogWriterTest, RepeatsAStatementThatWasEndedBeforeItsCommit) {
  Warm(writer_);
  Sql(database_, "CREATE SEQUENCE times");
  OnInsert(kBefore, absl::StrCat("IF nextval('times') = 1 THEN ", kDies, " END IF;"));

  const Outcomes outcomes = writer_.Append({AnEvent(3)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
  EXPECT_EQ(outcomes->front().position(), 3);
  EXPECT_EQ(Head(), "3");
}

TEST_F(LogWriterTest, RepeatsAStatementThatWasEndedWhileItCommitted) {
  Warm(writer_);
  Sql(database_, "CREATE SEQUENCE times");
  OnInsert(kAtCommit, absl::StrCat("IF nextval('times') = 1 THEN ", kDies, " END IF;"));

  const Outcomes outcomes = writer_.Append({AnEvent(3)});

  ASSERT_THAT(outcomes, IsOk());
  EXPECT_EQ(outcomes->front().status(), APPEND_STATUS_STORED);
  EXPECT_EQ(outcomes->front().position(), 3);
  EXPECT_EQ(Head(), "3");
}

TEST_F(LogWriterTest, LeavesACommitInDoubtToTheClientWhoMayRepeatItIfItIsEndedAgain) {
  Warm(writer_);
  Sql(database_, "CREATE SEQUENCE times");
  OnInsert(kAtCommit, absl::StrCat("IF nextval('times') <= 2 THEN ", kDies, " END IF;"));

  EXPECT_THAT(writer_.Append({AnEvent(3)}),
              StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));

  const Outcomes again = writer_.Append({AnEvent(3)});
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->front().position(), 3);
  EXPECT_EQ(Head(), "3");
}

TEST_F(LogWriterTest, StoresNothingIfTheCommitIsRefused) {
  Warm(writer_);
  Sql(database_, "CREATE SEQUENCE times");
  OnInsert(kAtCommit, "IF nextval('times') = 1 THEN RAISE 'no'; END IF;");

  EXPECT_THAT(writer_.Append({AnEvent(3)}),
              StatusIs(absl::StatusCode::kInternal, "a database statement failed"));

  EXPECT_EQ(Head(), "2");
  const Outcomes again = writer_.Append({AnEvent(3)});
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->front().status(), APPEND_STATUS_STORED);
}

TEST_F(LogWriterTest, PresumesNothingWhileAnotherProgramWritesToo) {
  Writer other(database_);
  for (int n = 1; n < 40; n += 2) {
    const Outcomes ours = writer_.Append({AnEvent(n)});
    const Outcomes theirs = other.Append({AnEvent(n + 1), AnEvent(n)});
    ASSERT_THAT(ours, IsOk());
    ASSERT_THAT(theirs, IsOk());
    EXPECT_EQ(ours->front().position(), n);
    EXPECT_EQ(theirs->at(0).position(), n + 1);
    EXPECT_EQ(theirs->at(1).status(), APPEND_STATUS_DUPLICATE);
  }
}

}  // namespace
}  // namespace sennight::event_store
