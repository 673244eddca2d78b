// Each way in which a store can be wrong is found, and named with its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/event_store/operations.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/sample_store.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::StatusIs;
using ::testing::UnorderedElementsAre;

TEST(StoreCheckTest, FindsNothingInAStoreThatIsWell) {
  const std::string database = AStore();

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, IsEmpty())
      << report->findings.front().rule << " " << report->findings.front().what;
  EXPECT_EQ(report->head, 7);
  EXPECT_EQ(report->revisions, 7);
  EXPECT_EQ(report->epoch, 1);
  EXPECT_EQ(report->log_hash.size(), 64u);
  EXPECT_EQ(Sql(database,
                "SELECT near_duplicate_of IS NOT NULL FROM event_store.event "
                "WHERE position = 5"),
            "t");
  EXPECT_EQ(Sql(database, "SELECT count(*) > 0 FROM event_store.folded_text"), "t");
}

TEST(StoreCheckTest, FindsNothingInAnEmptyStore) {
  const absl::StatusOr<StoreReport> report = CheckStore(PostgresCluster::Shared().NewDatabase());

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->finding_count, 0);
  EXPECT_EQ(report->head, 0);
}

// Programs of before took reported times of all years that a Timestamp has.
TEST(StoreCheckTest, FindsNothingInEventsThatWereReportedInTheYears1To9999) {
  const std::string database = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool({.connection_string = database});
  PostgresEventLog log(pool);
  log.SetReady();
  std::vector<event::v1::Event> events;
  for (const int year : {1, 1850, 1899, 3000, 9999}) {
    event::v1::Event event = AnEvent(static_cast<int>(events.size()) + 1);
    event.clear_occurred();
    *event.mutable_reported_time() = Seconds(absl::CivilSecond(year));
    events.push_back(event);
  }
  ASSERT_THAT(AppendTo(log, events, {kNow}, Soon()), IsOk());

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, IsEmpty()) << report->findings.front().what;
}

TEST(StoreCheckTest, NeedsTheSchemaOfTheProgram) {
  EXPECT_THAT(CheckStore(PostgresCluster::Shared().NewEmptyDatabase()),
              StatusIs(absl::StatusCode::kUnavailable, "at version 0"));
  EXPECT_THAT(CheckStore("host=/nonexistent"),
              StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));
}

// What a superuser does to a store behind the triggers' back, and what is found then.
struct Tampering {
  const char* name;
  const char* sql;
  const char* rule;
  int64_t position;
  const char* event_id;  // Its last digit; empty: none.
};
void PrintTo(const Tampering& tampering, std::ostream* out) { *out << tampering.name; }

constexpr Tampering kTamperings[] = {
    {"AnEventIsGone", "DELETE FROM event_store.event WHERE position = 4", "position-gap", 4, ""},
    {"TheKeysOfAnEventThatIsGoneAreLeft", "DELETE FROM event_store.event WHERE position = 4",
     "revision-row", 4, "4"},
    {"TheLastEventIsGone", "DELETE FROM event_store.event WHERE position = 7", "head", 7, ""},
    {"TheHeadIsTooFar", "UPDATE event_store.log SET head = 9", "head", 9, ""},
    {"TheHeadIsBehind", "UPDATE event_store.log SET head = 6", "head", 6, ""},
    {"TheLogSaysAnotherTime", "UPDATE event_store.log SET recorded_at = now()", "head", 7, ""},
    {"ATitleIsChanged", "UPDATE event_store.event SET title = 'No' WHERE position = 1",
     "content-hash", 1, "1"},
    {"ATextIsChanged", "UPDATE event_store.event SET body = 'No' WHERE position = 1",
     "content-hash", 1, "1"},
    {"AHashIsChanged",
     "UPDATE event_store.event SET content_hash = decode(repeat('00', 32), 'hex') "
     "WHERE position = 6",
     "content-hash", 6, "2"},
    {"APayloadIsChanged", "UPDATE event_store.event SET payload = '\\xffff' WHERE position = 2",
     "unreadable", 2, "2"},
    {"ATopicIsGone", "UPDATE event_store.event SET topic_id = 77 WHERE position = 3", "unreadable",
     3, "3"},
    {"AnEventChangesItsId",
     "UPDATE event_store.event SET event_id = '00000000-0000-4000-8000-000000000009' "
     "WHERE position = 1",
     "revision-row", 1, "9"},
    {"ARevisionHasNoRow", "DELETE FROM event_store.event_revision WHERE position = 1",
     "revision-row", 1, "1"},
    {"ARevisionHasItsRowElsewhere",
     "UPDATE event_store.event_revision SET position = 3 WHERE position = 1", "revision-row", 1,
     "1"},
    {"ARevisionIsMadeUp",
     "INSERT INTO event_store.event_revision VALUES "
     "('00000000-0000-4000-8000-000000000001', 2, 99)",
     "revision-row", 99, "1"},
    {"ARevisionIsLeftOut",
     "UPDATE event_store.event SET revision = 3 WHERE position = 6;"
     "UPDATE event_store.event_revision SET revision = 3 WHERE position = 6",
     "revision-gap", 6, "2"},
    {"AFirstRevisionIsARetraction", "UPDATE event_store.event SET op = 3 WHERE position = 1",
     "revision-kind", 1, "1"},
    {"ARevisionBecomesARetraction", "UPDATE event_store.event SET op = 3 WHERE position = 6",
     "retraction", 6, "2"},
    {"ASupersessionIsGone", "DELETE FROM event_store.supersession WHERE old_position = 2",
     "supersession", 2, "2"},
    {"ASupersessionIsMadeUp", "INSERT INTO event_store.supersession VALUES (1, 1, 5)",
     "supersession", 1, "1"},
    {"ASupersessionIsOfNoEvent", "INSERT INTO event_store.supersession VALUES (1, 50, 51)",
     "supersession", 50, ""},
    {"AKeyIsGone", "UPDATE event_store.event_revision SET content_key = NULL WHERE position = 4",
     "content-key", 4, "4"},
    {"AKeyIsChanged",
     "UPDATE event_store.event_revision SET content_key = "
     "'00000000-0000-4000-8000-000000000001' WHERE position = 7",
     "content-key", 7, "3"},
    {"ADayIsChanged", "UPDATE event_store.event SET listed_on = '2025-01-01' WHERE position = 1",
     "dates", 1, "1"},
    {"ADateIsChanged",
     "UPDATE event_store.event SET occurred_last = '2025-12-11' WHERE position = 1", "dates", 1,
     "1"},
    {"ATimeIsTurnedBack",
     "UPDATE event_store.event SET recorded_at = '2001-01-01' WHERE position = 5", "recorded-time",
     5, "5"},
    {"AnOriginalIsLater",
     "UPDATE event_store.event SET near_duplicate_of = "
     "'00000000-0000-4000-8000-000000000005' WHERE position = 1",
     "near-duplicate", 1, "1"},
    {"AnOriginalIsNotThere",
     "UPDATE event_store.event SET near_duplicate_of = "
     "'00000000-0000-4000-8000-000000000099' WHERE position = 5",
     "near-duplicate", 5, "5"},
    {"TermsAreGone", "DELETE FROM event_store.title_terms WHERE position = 1", "search-terms", 1,
     "1"},
    {"TermsAreChanged", "UPDATE event_store.title_terms SET terms = '{1,2}' WHERE position = 1",
     "search-terms", 1, "1"},
    {"TermsAreOfNoEvent",
     "INSERT INTO event_store.title_terms VALUES (1, 99, 1, '2025-12-10', '{1}')", "search-terms",
     99, ""},
    {"AFoldedTextIsGone", "DELETE FROM event_store.folded_text WHERE position = 2", "folded-text",
     2, "2"},
    {"AFoldedTextIsChanged", "UPDATE event_store.folded_text SET title = 'x' WHERE position = 2",
     "folded-text", 2, "2"},
    {"WhatTellsOfTheIndexIsGone", "DELETE FROM event_store.search_backfill", "search-backfill", 0,
     ""},
    {"AFilterIsGone", "UPDATE event_store.search_backfill SET filtered_to = 1", "text-filter", 1,
     "1"},
    {"AnEventIsInTwoFilters",
     "INSERT INTO event_store.text_filter SELECT topic_id, listed_on, n, ARRAY[1] "
     "FROM event_store.event, generate_series(8, 9) AS n WHERE position = 1; "
     "UPDATE event_store.search_backfill SET filtered_to = 1",
     "text-filter", 1, "1"},
    {"AFoldedTextIsOfNoEvent",
     "INSERT INTO event_store.folded_text VALUES (1, '2025-12-10', 99, 't', 'b')", "folded-text",
     99, ""},
};

// The same of filters: one of positions 1 to 4, one of the rest.
constexpr Tampering kTamperingsWithFilters[] = {
    {"AFilterHasAnotherByte",
     "UPDATE event_store.text_filter SET filter = set_byte(filter, 7, 255 - get_byte(filter, 7)) "
     "WHERE last_position = 4",
     "text-filter", 1, ""},
    {"AFilterHasABitTooMany",
     "UPDATE event_store.text_filter SET filter = set_byte(filter, 7, get_byte(filter, 7) | 255) "
     "WHERE last_position = 7",
     "text-filter", 5, ""},
    {"AFilterIsCutOff",
     "UPDATE event_store.text_filter SET filter = substring(filter FOR 60) "
     "WHERE last_position = 7",
     "text-filter", 5, ""},
    {"AFilterIsOfOtherTexts",
     "UPDATE event_store.text_filter f SET filter = other.filter FROM event_store.text_filter "
     "other "
     "WHERE f.last_position = 4 AND other.last_position = 7",
     "text-filter", 1, ""},
    {"AFilteredTextIsChanged",
     "UPDATE event_store.event SET body = body || ' another word' WHERE position = 6",
     "text-filter", 5, ""},
    {"AFilterTellsOfAnErasedText",
     "UPDATE event_store.event SET op = 4, listed_on = '2025-12-20', title = '', body = '' "
     "WHERE position = 2",
     "text-filter", 1, ""},
    {"AFilterEndsElsewhere",
     "UPDATE event_store.text_filter SET last_position = 3 WHERE last_position = 4", "text-filter",
     1, ""},
    {"AFilterIsInDisorder",
     "UPDATE event_store.text_filter SET positions = '{5,7,6}', last_position = 6 "
     "WHERE last_position = 7",
     "text-filter", 5, ""},
    {"AFilterNamesWhatIsNotThere",
     "UPDATE event_store.text_filter SET positions = '{5,6,7,99}', last_position = 99, "
     "filter = NULL WHERE last_position = 7",
     "text-filter", 5, ""},
    {"AFilterReachesTooFar",
     "UPDATE event_store.event SET position = 1005 WHERE position = 7; "
     "UPDATE event_store.text_filter SET positions = '{5,6,1005}', last_position = 1005 "
     "WHERE last_position = 7",
     "text-filter", 5, ""},
    {"AFilterNamesNothing",
     "UPDATE event_store.text_filter SET positions = '{5,NULL,6,7}' WHERE last_position = 7",
     "text-filter", 5, ""},
    {"AFilterIsOfAnotherDay",
     "UPDATE event_store.text_filter SET listed_on = '2025-01-01' WHERE last_position = 4",
     "text-filter", 1, ""},
};

// The same when the second event has been erased: its revisions at 2 and 6, and what says so at 8.
constexpr Tampering kTamperingsWithErasure[] = {
    {"AnErasedRevisionHasALanguage",
     "UPDATE event_store.event SET language = 'a word' WHERE position = 2", "erasure", 2, "2"},
    {"AnErasedRevisionHasAReason",
     "UPDATE event_store.event SET reason = 'a word' WHERE position = 6", "erasure", 6, "2"},
    {"AnErasedRevisionIsLikeAnotherEvent",
     "UPDATE event_store.event SET near_duplicate_of = "
     "'00000000-0000-4000-8000-000000000001' WHERE position = 6",
     "erasure", 6, "2"},
    {"ATombstoneHasALanguage", "UPDATE event_store.event SET language = 'en' WHERE position = 8",
     "erasure", 8, "2"},
    {"TheRecordOfAnErasureIsGone", "DELETE FROM event_store.erasure", "erasure", 8, "2"},
};

// Tampers with a store and checks it.
void ExpectIsFound(const Tampering& tampering, const std::string& database) {
  Sql(database, absl::StrCat("SET session_replication_role = 'replica'; ", tampering.sql));

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  ASSERT_THAT(report, IsOk());
  const std::string id = *tampering.event_id == '\0' ? "" : IdOf(*tampering.event_id - '0');
  std::string all;
  for (const Finding& finding : report->findings) {
    absl::StrAppend(&all, finding.rule, " ", finding.position, " ", finding.event_id, ": ",
                    finding.what, "\n");
  }
  EXPECT_THAT(report->findings, Contains(AllOf(Field(&Finding::rule, tampering.rule),
                                               Field(&Finding::position, tampering.position),
                                               Field(&Finding::event_id, id))))
      << all;
  EXPECT_EQ(report->finding_count, static_cast<int64_t>(report->findings.size()));
}

class StoreCheckTampering : public ::testing::TestWithParam<Tampering> {};

TEST_P(StoreCheckTampering, IsFoundInItsPlace) { ExpectIsFound(GetParam(), AStore()); }

INSTANTIATE_TEST_SUITE_P(Each, StoreCheckTampering, ::testing::ValuesIn(kTamperings),
                         [](const auto& tested) { return std::string(tested.param.name); });

class StoreCheckErasureTampering : public ::testing::TestWithParam<Tampering> {};

TEST_P(StoreCheckErasureTampering, IsFoundInItsPlace) {
  const std::string database = AStore();
  ASSERT_THAT(EraseEvent(database, IdOf(2), "the officer", "court order"), IsOk());
  ASSERT_EQ(CheckStore(database)->finding_count, 0);
  ExpectIsFound(GetParam(), database);
}

INSTANTIATE_TEST_SUITE_P(Each, StoreCheckErasureTampering,
                         ::testing::ValuesIn(kTamperingsWithErasure),
                         [](const auto& tested) { return std::string(tested.param.name); });

class StoreCheckFilterTampering : public ::testing::TestWithParam<Tampering> {};

TEST_P(StoreCheckFilterTampering, IsFoundInItsPlace) {
  const std::string database = AStore();
  FilterTextsOfAll(database, {4, 7});
  ExpectIsFound(GetParam(), database);
}

INSTANTIATE_TEST_SUITE_P(Each, StoreCheckFilterTampering,
                         ::testing::ValuesIn(kTamperingsWithFilters),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(StoreCheckTest, FindsNothingInFiltersThatAreThoseOfTheirTextsOrLeaveThemOpen) {
  const std::string database = AStore();
  FilterTextsOfAll(database, {1, 4, 7});
  Sql(database, "UPDATE event_store.text_filter SET filter = NULL WHERE last_position = 4");

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, IsEmpty()) << report->findings.front().what;
}

TEST(StoreCheckTest, SaysOfWhichTextsAFilterIsWrong) {
  const std::string database = AStore();
  FilterTextsOfAll(database, {4, 7});
  Sql(database, "UPDATE event_store.text_filter SET filter = '\\x00'");

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings,
              UnorderedElementsAre(
                  Field(&Finding::what,
                        "the filter of positions 1 to 4, listed on 2025-12-10, is not that of "
                        "their texts"),
                  Field(&Finding::what,
                        "the filter of positions 5 to 7, listed on 2025-12-10, is not that of "
                        "their texts")));
}

TEST(StoreCheckTest, TellsByTheHashOfTheLogWhatNoRuleFinds) {
  const std::string database = AStore();
  const std::string before = CheckStore(database)->log_hash;
  Sql(database,
      "SET session_replication_role = 'replica';"
      "UPDATE event_store.event SET recorded_by = 'somebody else' WHERE position = 1");

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  EXPECT_EQ(report->finding_count, 0);
  EXPECT_NE(report->log_hash, before);
}

TEST(StoreCheckTest, CountsAllFindingsAndListsTheFirst) {
  const std::string database = PostgresCluster::Shared().NewDatabase();
  Sql(database,
      "SET session_replication_role = 'replica'; INSERT INTO event_store.supersession "
      "SELECT 1, n, n + 1 FROM generate_series(1, 3000) AS n");

  const absl::StatusOr<StoreReport> report = CheckStore(database);

  EXPECT_EQ(report->finding_count, 3000);
  EXPECT_EQ(report->findings.size(), kMostListedFindings);
}

}  // namespace
}  // namespace sennight::event_store
