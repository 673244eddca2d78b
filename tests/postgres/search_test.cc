// Lists with filters and searches in PostgreSQL: what the conformance suite cannot see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/adapters/postgres/search_events.h"
#include "services/event_store/adapters/postgres/search_index.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
using ::testing::SizeIs;
using testing::StatusIs;

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

SearchQuery QueryOf(const std::string& words) {
  return {.topic = "cell-gene-therapy", .words = *ParseSearchWords(words), .limit = 100};
}

SearchQuery TextQueryOf(const std::string& words, absl::CivilDay first_day, int days) {
  SearchQuery query = QueryOf(words);
  query.in_bodies = true;
  query.first_day = first_day;
  query.end_day = first_day + days;
  return query;
}

std::vector<int64_t> Found(EventLog& log, SearchQuery query, int64_t as_of = 0) {
  std::vector<int64_t> positions;
  do {
    const absl::StatusOr<SearchPage> page = log.Search(query, as_of, Soon());
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {-1};
    for (const auto& hit : page->hits) positions.push_back(hit.event().position());
    query.after = page->next;
  } while (query.after.has_value());
  return positions;
}

std::vector<int64_t> Listed(EventLog& log, const std::string& filter, int64_t as_of = 0) {
  ListQuery query{.topic = "cell-gene-therapy", .limit = 50, .filter = *ParseFilter(filter)};
  std::vector<int64_t> positions;
  for (bool has_more = true; has_more;) {
    const absl::StatusOr<EventPage> page = log.List(query, as_of, Soon());
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {-1};
    for (const Event& event : page->events) positions.push_back(event.position());
    query.after_position = page->last_position;
    has_more = page->has_more;
  }
  return positions;
}

class PostgresSearchTest : public ::testing::Test {
 protected:
  PostgresSearchTest() { log_.SetReady(); }

  std::string database_ = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool_{{.connection_string = database_ +
                                             " options='-c session_preload_libraries=auto_explain "
                                             "-c auto_explain.log_min_duration=0'",
                        .size = 1}};
  PostgresEventLog log_{pool_};
};

// Texts of few characters, among them all that folding changes, so that there are many near misses.
class Texts {
 public:
  std::string Next(int most) {
    static constexpr const char* kParts[] = {"基",  "因", "編", "编", "药", "藥", "a", "B",
                                             "ab",  "Ｂ", " ",  "-",  "－", "™",  "Ⅱ", "1",
                                             "10⁶", "。", "%",  "_",  "\\", "é",  "É", "e\u0301"};
    std::string text = "t";
    for (int n = std::uniform_int_distribution(1, most)(random_); n > 0; --n) {
      text += kParts[std::uniform_int_distribution<size_t>(0, std::size(kParts) - 1)(random_)];
    }
    return text;
  }
  int Number(int most) { return std::uniform_int_distribution(0, most)(random_); }

 private:
  std::mt19937 random_{20251216};
};

std::vector<Event> SomeEvents(Texts& texts, int count, int first = 0) {
  std::vector<Event> events;
  for (int n = first; n < first + count; ++n) {
    Event event = AnEvent(n);
    event.set_title(texts.Next(8));
    event.set_body(texts.Next(30));
    event.mutable_occurred()->set_start(absl::StrCat("2025-12-1", texts.Number(9)));
    event.set_category(texts.Number(2) == 0 ? "policy" : "approval");
    event.set_language(texts.Number(2) == 0 ? "zh-CN" : "en");
    if (texts.Number(4) == 0) event.set_topic("offshore-wind");
    events.push_back(event);
  }
  return events;
}

std::string RareWord(int n) {
  return n % 2 == 0 ? absl::StrCat(" rare", n) : absl::StrCat("，稀有", n);
}

TEST_F(PostgresSearchTest, FindsAndListsWhatTheReferenceDoes) {
  InMemoryEventLog reference;
  Texts texts;
  const std::vector<Event> events = SomeEvents(texts, 400);
  ASSERT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
  ASSERT_THAT(AppendTo(reference, events, {kNow}, Soon()), IsOk());

  int hits = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string word = texts.Next(3).substr(1);
    if (!ParseSearchWords(word).ok()) continue;
    SearchQuery query =
        i % 2 == 0 ? QueryOf(word) : TextQueryOf(word, absl::CivilDay(2025, 12, 11), 7);
    query.best_first = i % 3 == 0;
    query.limit = 1 + texts.Number(60);
    if (i % 5 == 0) query.filter = *ParseFilter("category = policy OR language = zh");
    const std::vector<int64_t> expected = Found(reference, query, 350);
    EXPECT_EQ(Found(log_, query, 350), expected) << word;
    hits += static_cast<int>(expected.size());
  }
  EXPECT_GT(hits, 1000);
  for (const char* filter :
       {"category = policy", "language = zh OR category = policy", "occurred > 2025-12-14",
        "NOT (occurred > 2025-12-14 OR language = en)", "reported < 2025-12-14",
        "category = policy AND occurred <= 2025-12-12 AND recorded = 2025-12-16"}) {
    EXPECT_EQ(Listed(log_, filter), Listed(reference, filter)) << filter;
  }
}

// So many that the index is asked, not only the newest events looked through.
TEST_F(PostgresSearchTest, FindsTheSameTitlesWhetherTheyAreSortedInYetOrNot) {
  constexpr int kEvents = 3200;
  InMemoryEventLog reference;
  Texts texts;
  for (int n = 0; n < kEvents; n += 400) {
    const std::vector<Event> events = SomeEvents(texts, 400, n);
    ASSERT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
    ASSERT_THAT(AppendTo(reference, events, {kNow}, Soon()), IsOk());
  }
  std::vector<SearchQuery> queries;
  while (queries.size() < 60) {
    const std::string word = texts.Next(4).substr(1);
    if (!ParseSearchWords(word).ok()) continue;
    queries.push_back(QueryOf(word));
    queries.back().best_first = queries.size() % 3 == 0;
    if (queries.size() % 5 == 0) queries.back().filter = *ParseFilter("category = policy");
  }
  std::vector<std::vector<int64_t>> expected;
  size_t hits = 0;
  for (const SearchQuery& query : queries) {
    expected.push_back(Found(reference, query, kEvents - 50));
    hits += expected.back().size();
  }
  EXPECT_GT(hits, 1000);

  for (const int64_t indexed_to : {0, 1000, 2000, 3000, kEvents, kEvents}) {
    EXPECT_EQ(Sql(database_, "SELECT done_to FROM event_store.search_backfill"),
              absl::StrCat(indexed_to));
    for (size_t i = 0; i < queries.size(); ++i) {
      EXPECT_EQ(Found(log_, queries[i], kEvents - 50), expected[i]) << i << " " << indexed_to;
    }
    EXPECT_THAT(log_.IndexForSearch(Soon()), IsOk());
  }
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.title_terms"), absl::StrCat(kEvents));
}

// The filters of texts are made a thousand events at a time; with pages of the newest and of the
// best, and as of an earlier position.
TEST_F(PostgresSearchTest, FindsTheSameTextsWhetherTheyHaveFiltersOrNot) {
  constexpr int kEvents = 3200;
  InMemoryEventLog reference;
  Texts texts;
  for (int n = 0; n < kEvents; n += 400) {
    std::vector<Event> events = SomeEvents(texts, 400, n);
    // Of words that few texts have, and of texts that are too long for a filter.
    for (Event& event : events) {
      if (texts.Number(9) == 0) event.set_body(event.body() + RareWord(texts.Number(9)));
    }
    events[0].set_body(std::string(20'000, 'x') + " rare3 稀有3");
    ASSERT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
    ASSERT_THAT(AppendTo(reference, events, {kNow}, Soon()), IsOk());
  }
  std::vector<SearchQuery> queries;
  while (queries.size() < 60) {
    const int rare = texts.Number(9);
    const std::string word = queries.size() % 2 == 0 ? texts.Next(4).substr(1) : RareWord(rare);
    if (!ParseSearchWords(word).ok()) continue;
    queries.push_back(TextQueryOf(word, absl::CivilDay(2025, 12, 11), 7));
    queries.back().best_first = queries.size() % 3 == 0;
    queries.back().limit = 1 + texts.Number(200);
    if (queries.size() % 5 == 0) queries.back().filter = *ParseFilter("category = policy");
  }
  std::vector<std::vector<int64_t>> expected;
  size_t hits = 0;
  for (const SearchQuery& query : queries) {
    expected.push_back(Found(reference, query, kEvents - 50));
    hits += expected.back().size();
  }
  EXPECT_GT(hits, 1000u);

  for (const int64_t filtered_to : {0, 1000, 2000, 3000, 3000}) {
    EXPECT_EQ(Sql(database_, "SELECT filtered_to FROM event_store.search_backfill"),
              absl::StrCat(filtered_to));
    for (size_t i = 0; i < queries.size(); ++i) {
      EXPECT_EQ(Found(log_, queries[i], kEvents - 50), expected[i]) << i << " " << filtered_to;
    }
    EXPECT_THAT(log_.IndexForSearch(Soon()), IsOk());
  }
  EXPECT_EQ(Sql(database_,
                "SELECT count(*) = 3000 AND count(DISTINCT position) = 3000 "
                "FROM (SELECT unnest(positions) AS position FROM event_store.text_filter) p"),
            "t");
  EXPECT_EQ(Sql(database_,
                "SELECT sum(cardinality(positions)) FROM event_store.text_filter "
                "WHERE filter IS NULL"),
            "8")
      << "the long ones, alone";
}

TEST_F(PostgresSearchTest, LooksThroughNoTextOfWhichAFilterSaysThatTheWordIsNotThere) {
  std::vector<Event> events;
  for (int n = 1; n <= 1001; ++n) {
    events.push_back(AnEvent(n));
    events.back().set_body(n % 500 == 0 || n == 1001 ? "稀有 Rare" : "x");
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
  while (log_.IndexForSearch(Soon())->indexed_to < 1001) continue;
  const auto found = [this](const std::string& words) {
    return Found(log_, TextQueryOf(words, absl::CivilDay(2025, 12, 1), 31));
  };
  EXPECT_THAT(found("稀有"), ElementsAre(1001, 1000, 500));
  EXPECT_THAT(found("rare"), ElementsAre(1001, 1000, 500));

  // Filters that say of all words that they are not there: only what has no filter yet is found.
  Sql(database_, "UPDATE event_store.text_filter SET filter = '\\x0000'");
  EXPECT_THAT(found("稀有"), ElementsAre(1001));
  EXPECT_THAT(found("rare"), ElementsAre(1001));
  EXPECT_THAT(found("有"), ElementsAre(1001, 1000, 500)) << "no filter knows it";

  Sql(database_, "UPDATE event_store.text_filter SET filter = NULL");
  EXPECT_THAT(found("稀有"), ElementsAre(1001, 1000, 500));
}

// Titles or texts of which a search has read that they are not sorted in, and which are by then.
class SearchMeanwhile : public PostgresSearchTest,
                        public ::testing::WithParamInterface<const char*> {};

TEST_P(SearchMeanwhile, FindsWhatIsSortedInOnce) {
  constexpr int kEvents = 3500;
  const bool in_bodies = std::string(GetParam()) == "text_filter";
  std::vector<Event> events;
  std::vector<int64_t> expected;
  for (int n = 1; n <= kEvents; ++n) {
    events.push_back(AnEvent(n));
    events.back().set_body("x");
    if (n % 500 != 7) continue;
    events.back().set_title(in_bodies ? "t" : "稀有");
    events.back().set_body(in_bodies ? "稀有" : "x");
    expected.insert(expected.begin(), n);
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
  ASSERT_THAT(log_.IndexForSearch(Soon()), IsOk());
  ConnectionPool others({.connection_string = database_});
  std::future<std::vector<int64_t>> found;

  const absl::Status indexed = InTransaction(others, Soon(), [&](Transaction& transaction) {
    // No search gets at them until the commit.
    transaction.RunOnce(
        absl::StrCat("LOCK TABLE event_store.", GetParam(), " IN ACCESS EXCLUSIVE MODE").c_str());
    found = std::async(std::launch::async, [&] {
      SearchQuery query =
          in_bodies ? TextQueryOf("稀有", absl::CivilDay(2025, 12, 1), 31) : QueryOf("稀有");
      return Found(log_, query);
    });
    EXPECT_TRUE(testing::Eventually([this] {
      return Sql(database_,
                 "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                 "datname = current_database()") == "1";
    }));
    return IndexForSearch(transaction).status();
  });

  EXPECT_THAT(indexed, IsOk());
  EXPECT_EQ(found.get(), expected);
  EXPECT_EQ(Sql(database_, "SELECT done_to || ' ' || filtered_to FROM event_store.search_backfill"),
            "2000 2000");
}

INSTANTIATE_TEST_SUITE_P(TitlesAndTexts, SearchMeanwhile,
                         ::testing::Values("title_terms", "text_filter"));

TEST_F(PostgresSearchTest, LeavesTheSortingInToTheProgramThatIsAtIt) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, Soon()), IsOk());
  pqxx::connection other(database_);
  pqxx::work theirs(other);
  theirs.exec("SELECT FROM event_store.search_backfill FOR UPDATE");
  const absl::StatusOr<IndexProgress> meanwhile = log_.IndexForSearch(Soon());
  ASSERT_THAT(meanwhile, IsOk());
  EXPECT_EQ(meanwhile->indexed_to, 0);
  EXPECT_EQ(meanwhile->head, 1);
  theirs.abort();

  // Also what a program of before migration 5 has sorted in itself.
  Sql(database_,
      "INSERT INTO event_store.title_terms (log_id, position, topic_id, listed_on, terms) "
      "SELECT log_id, position, topic_id, listed_on, '{1}' FROM event_store.event");
  const absl::StatusOr<IndexProgress> then = log_.IndexForSearch(Soon());
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(then->indexed_to, 1);
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.title_terms"), "1");
}

TEST_F(PostgresSearchTest, MakesEventsOfBeforeSearchable) {
  std::vector<Event> events;
  for (int n = 1; n <= 2100; ++n) {
    events.push_back(AnEvent(n));
    events.back().set_title(n % 1000 == 0 ? "基因編輯" : "无");
    events.back().set_body("x");
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
  // As if they had been stored before migration 4.
  Sql(database_,
      "DELETE FROM event_store.folded_text; "
      "UPDATE event_store.search_backfill SET until = 2050");
  const absl::CivilDay day(2025, 12, 10);

  const auto indexed_to = [this] {
    const absl::StatusOr<IndexProgress> progress = log_.IndexForSearch(Soon());
    return progress.ok() ? progress->indexed_to : -1;
  };
  EXPECT_EQ(indexed_to(), 1000);
  EXPECT_EQ(indexed_to(), 2000);
  const absl::Status status = log_.Search(QueryOf("基因"), 0, Soon()).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "titles are still being made"));
  EXPECT_EQ(ReasonOf(status), "SEARCH_NOT_READY");

  EXPECT_EQ(indexed_to(), 2100);
  EXPECT_EQ(indexed_to(), 2100);
  EXPECT_THAT(Found(log_, QueryOf("基因")), ElementsAre(2000, 1000));
  EXPECT_THAT(Found(log_, TextQueryOf("编辑", day, 1)), ElementsAre(2000, 1000));
  EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.folded_text"), "2");

  // As if they had been stored before migration 10.
  Sql(database_,
      "TRUNCATE event_store.text_filter; UPDATE event_store.search_backfill SET filtered_to = 0");
  EXPECT_EQ(indexed_to(), 1000);
  EXPECT_THAT(Found(log_, TextQueryOf("编辑", day, 1)), ElementsAre(2000, 1000));
  EXPECT_EQ(indexed_to(), 2100) << "the last hundred have no filters yet";
  EXPECT_EQ(Sql(database_, "SELECT sum(cardinality(positions)) FROM event_store.text_filter"),
            "2000");
}

// A day with more events than a page looks at.
class CrowdedDay : public PostgresSearchTest {
 protected:
  static constexpr int kEvents = 110'000;
  static constexpr int kOfAPage = kMaxSearchedEvents + 2000;  // With the first look.
  static constexpr int kOfAFilter = 16;

  CrowdedDay() {
    Event event = AnEvent(1);
    event.set_title("t");
    event.set_body("x rare");
    EXPECT_THAT(AppendTo(log_, {event}, {kNow}, Soon()), IsOk());
    // As the first one, which is quicker than to append them; one in the middle is rare too.
    Sql(database_,
        absl::StrCat(
            "SET session_replication_role = 'replica'; INSERT INTO event_store.event (log_id, "
            "position, topic_id, event_id, revision, op, occurred_first, occurred_last, "
            "occurred_precision, listed_on, recorded_at, language, category, title, body, payload, "
            "content_hash, size_bytes) SELECT log_id, n, topic_id, md5(n::text)::uuid, 1, 1, "
            "occurred_first, occurred_last, occurred_precision, listed_on, recorded_at, language, "
            "category, title, CASE n WHEN 60000 THEN 'x rare' ELSE 'x' END, payload, content_hash, "
            "size_bytes FROM event_store.event, generate_series(2, ",
            kEvents, ") AS n; UPDATE event_store.log SET head = ", kEvents,
            "; ANALYZE event_store.event"));
  }

  SearchPage Page(EventLog& log, const std::string& word,
                  const std::optional<SearchCursor>& after = std::nullopt) {
    SearchQuery query = TextQueryOf(word, absl::CivilDay(2025, 12, 10), 1);
    query.after = after;
    const absl::StatusOr<SearchPage> page = log.Search(query, 0, Soon());
    EXPECT_THAT(page, IsOk());
    return page.ok() ? *page : SearchPage();
  }

  void ExpectPagesWithinTheirBounds(EventLog& log) {
    const SearchPage first = Page(log, "rare");
    ASSERT_THAT(first.hits, SizeIs(1));
    EXPECT_EQ(first.hits[0].event().position(), 60'000);
    ASSERT_TRUE(first.next.has_value());
    EXPECT_EQ(first.next->position, kEvents - kOfAPage + 1);
    const SearchPage second = Page(log, "rare", first.next);
    ASSERT_THAT(second.hits, SizeIs(1));
    EXPECT_EQ(second.hits[0].event().position(), 1);
    EXPECT_EQ(second.next, std::nullopt);

    const SearchPage of_all = Page(log, "x");
    ASSERT_THAT(of_all.hits, SizeIs(100));
    EXPECT_EQ(of_all.hits.back().event().position(), kEvents - 99);
    EXPECT_EQ(of_all.next->position, kEvents - 99);
  }

  // How many rows of filters have been read through indexes.
  int64_t FiltersRead() {
    return std::stoll(Sql(database_,
                          "SELECT coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE "
                          "relname = 'text_filter'"));
  }
};

TEST_F(CrowdedDay, IsSearchedPageByPage) { ExpectPagesWithinTheirBounds(log_); }

// A round reads the filters of its events, not those of all that are newer on the same day.
TEST_F(CrowdedDay, IsSearchedPageByPageWithFiltersOfWhichEachIsReadOnce) {
  for (int64_t indexed_to = 0; indexed_to < kEvents;) {
    const absl::StatusOr<IndexProgress> progress = log_.IndexForSearch(Soon());
    ASSERT_THAT(progress, IsOk());
    indexed_to = progress->indexed_to;
  }
  const int64_t before = FiltersRead();
  {
    // The server counts what a connection has read when it ends.
    ConnectionPool pool({.connection_string = database_, .size = 1});
    PostgresEventLog log(pool);
    log.SetReady();
    ExpectPagesWithinTheirBounds(log);
  }
  ASSERT_TRUE(testing::Eventually([&] { return FiltersRead() > before; }));
  EXPECT_LT(FiltersRead() - before, 2 * kEvents / kOfAFilter);
}

std::filesystem::path ServerLog() {
  return PostgresCluster::Shared().server().directory() / "postgres.log";
}

// What the server has logged since it had `before` bytes.
std::string LoggedSince(uintmax_t before) {
  std::ifstream file(ServerLog(), std::ios::binary);
  file.seekg(static_cast<std::streamoff>(before));
  std::ostringstream logged;
  logged << file.rdbuf();
  return logged.str();
}

// One connection prepares its statements while the tables are empty; then they grow, and nobody
// tells the planner (ANALYZE).
TEST_F(PostgresSearchTest, FindsItsRowsThroughIndexesAlsoWhenTheTablesHaveGrown) {
  Sql(database_,
      "ALTER TABLE event_store.event SET (autovacuum_enabled = off); "
      "ALTER TABLE event_store.title_terms SET (autovacuum_enabled = off); "
      "ALTER TABLE event_store.folded_text SET (autovacuum_enabled = off); "
      "ALTER TABLE event_store.text_filter SET (autovacuum_enabled = off)");
  const auto search = [this] {
    const absl::CivilDay day(2025, 6, 1);
    Found(log_, QueryOf("稀有"));
    Found(log_, TextQueryOf("稀有", day, 7));
    Found(log_, TextQueryOf("rare", day, 7));
    Listed(log_, "labels:x AND category = policy");
  };
  for (int i = 0; i < 8; ++i) search();
  std::vector<Event> batch;
  for (int n = 0; n < 12000; ++n) {
    batch.push_back(AnEvent(n));
    batch.back().set_title(absl::StrCat("报道", n % 700, "号"));
    batch.back().mutable_occurred()->set_start(
        absl::StrCat("2025-", absl::Dec(1 + n % 12, absl::kZeroPad2), "-",
                     absl::Dec(1 + n / 12 % 28, absl::kZeroPad2)));
    if (batch.size() < 500) continue;
    ASSERT_THAT(AppendTo(log_, batch, {kNow}, Soon()), IsOk());
    batch.clear();
    // The last 2,000 titles are left for the searches to look through.
    if (n >= 10000) continue;
    ASSERT_THAT(log_.IndexForSearch(Soon()), IsOk());
  }

  const auto before = std::filesystem::file_size(ServerLog());
  search();
  const std::string plans = LoggedSince(before);
  for (const char* index :
       {"title_terms_by_term", "event_by_listed_day", "folded_text_pkey", "text_filter_pkey",
        "event_by_topic", "event_pkey", "supersession_pkey"}) {
    EXPECT_THAT(plans, HasSubstr(index));
  }
  for (const char* table :
       {"event ", "title_terms", "folded_text", "text_filter", "supersession"}) {
    EXPECT_THAT(plans, Not(HasSubstr(absl::StrCat("Seq Scan on ", table))));
  }
  EXPECT_THAT(plans, Not(HasSubstr("event_by_reported")));
  // With a second bound to one side an index is gone through from there: for a week of last year
  // all that came since.
  EXPECT_THAT(plans, ContainsRegex("event_by_listed_day [^\n]*\n[^\n]*Index Cond: [^\n]*ROW"));
  EXPECT_THAT(
      plans,
      Not(ContainsRegex("event_by_listed_day [^\n]*\n[^\n]*Index Cond: [^\n]*[(]listed_on [<>]")));

  // A page looks at 10,000 events at most.
  ListQuery query{.topic = "cell-gene-therapy", .limit = 10, .filter = *ParseFilter("labels:x")};
  const absl::StatusOr<EventPage> page = log_.List(query, 0, Soon());
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(page->events, IsEmpty());
  EXPECT_TRUE(page->has_more);
  EXPECT_EQ(page->last_position, 10000);
}

}  // namespace
}  // namespace sennight::event_store
