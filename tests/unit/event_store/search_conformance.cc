// What lists with a filter and searches must do in every event log.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/event_log_conformance.h"
#include "tests/unit/event_store/revision_conformance.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::StatusIs;

Event Titled(int n, const std::string& title, const std::string& day = "2025-12-10") {
  Event event = AnEvent(n);
  event.set_title(title);
  event.set_body(absl::StrCat("Body ", n));
  event.mutable_occurred()->set_start(day);
  return event;
}

SearchQuery QueryOf(const std::string& words) {
  const absl::StatusOr<std::vector<std::u32string>> parsed = ParseSearchWords(words);
  EXPECT_THAT(parsed, IsOk());
  return {.topic = "cell-gene-therapy", .words = *parsed, .limit = 100};
}

SearchQuery TextQueryOf(const std::string& words) {
  SearchQuery query = QueryOf(words);
  query.in_bodies = true;
  query.first_day = absl::CivilDay(2025, 12, 1);
  query.end_day = absl::CivilDay(2025, 12, 31);
  return query;
}

// The positions of all hits, page by page.
std::vector<int64_t> Found(EventLog& log, SearchQuery query, int64_t as_of = 0) {
  std::vector<int64_t> positions;
  do {
    const absl::StatusOr<SearchPage> page =
        log.Search(query, as_of, absl::Now() + absl::Seconds(30));
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {-1};
    for (const auto& hit : page->hits) positions.push_back(hit.event().position());
    as_of = page->as_of_position;
    query.after = page->next;
    query.epoch = page->epoch;
  } while (query.after.has_value());
  return positions;
}

// The positions of a list with a filter, page by page.
std::vector<int64_t> FilteredBy(EventLog& log, const std::string& filter, int limit = 100) {
  ListQuery query{.topic = "cell-gene-therapy", .limit = limit, .filter = *ParseFilter(filter)};
  std::vector<int64_t> positions;
  for (bool has_more = true; has_more;) {
    const absl::StatusOr<EventPage> page = log.List(query, 0, absl::Now() + absl::Seconds(30));
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {-1};
    EXPECT_LE(static_cast<int>(page->events.size()), limit);
    for (const Event& event : page->events) positions.push_back(event.position());
    query.after_position = page->last_position;
    has_more = page->has_more;
  }
  return positions;
}

TEST_P(EventLogConformance, ListsWhatAFilterLetsThrough) {
  std::vector<Event> events = {AnEvent(1), AnEvent(2), AnEvent(3), AnEvent(4)};
  events[1].set_category("policy");
  events[1].set_language("zh-CN");
  events[2].mutable_sources(0)->set_url("https://www.fda.gov/x");
  (*events[2].mutable_labels())["desk"] = "x";
  events[2].add_entities()->set_name("Casgevy");
  events[3].clear_occurred();
  *events[3].mutable_reported_time() = Seconds(absl::CivilSecond(2025, 12, 1, 23, 59, 59));
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());

  EXPECT_THAT(FilteredBy(log_, ""), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(FilteredBy(log_, "category = policy"), ElementsAre(2));
  EXPECT_THAT(FilteredBy(log_, "category != policy", 1), ElementsAre(1, 3, 4));
  EXPECT_THAT(FilteredBy(log_, "language = zh"), ElementsAre(2));
  EXPECT_THAT(FilteredBy(log_, "language = ZH-tw"), IsEmpty());
  EXPECT_THAT(FilteredBy(log_, "source_host = *.fda.gov"), ElementsAre(3));
  EXPECT_THAT(FilteredBy(log_, "entity:casgevy OR category = policy"), ElementsAre(2, 3));
  EXPECT_THAT(FilteredBy(log_, "labels.desk = x AND -category = policy"), ElementsAre(3));
  EXPECT_THAT(FilteredBy(log_, "occurred >= 2025-12-10 AND occurred < 2025-12-11"),
              ElementsAre(1, 2, 3));
  EXPECT_THAT(FilteredBy(log_, "NOT occurred >= 2025-12-10"), ElementsAre(4));
  EXPECT_THAT(FilteredBy(log_, "reported = 2025-12-01"), ElementsAre(4));
  EXPECT_THAT(FilteredBy(log_, "recorded = 2025-12-16", 3), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(FilteredBy(log_, "recorded < 2025-12-16"), IsEmpty());
  EXPECT_THAT(FilteredBy(log_, "state = ACTIVE"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(FilteredBy(log_, "state = RETRACTED"), IsEmpty());
  EXPECT_THAT(FilteredBy(log_, "category = a AND category = b"), IsEmpty());
}

TEST_P(EventLogConformance, FindsTitlesHoweverTheyAreWritten) {
  std::vector<Event> events = {
      Titled(1, "首个基因编辑疗法获批"),   Titled(2, "基因編輯新藥"),
      Titled(3, "Casgevy™ wins approval"), Titled(4, "ＣＡＲ－Ｔ细胞疗法：Ⅱ期临床"),
      Titled(5, "Oncogene studied"),       Titled(6, "基因 编辑")};
  events.push_back(Titled(7, "基因编辑"));
  events.back().set_topic("offshore-wind");
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());

  const struct {
    const char* query;
    std::vector<int64_t> positions;
  } cases[] = {
      {"基因", {6, 2, 1}},
      {"基因编辑", {2, 1}},
      {"基因編輯", {2, 1}},
      {"疗法 基因", {1}},
      {"CASGEVY", {3}},
      {"casgevy approv", {3}},
      {"a", {3}},
      {"app", {3}},
      {"gene", {}},
      {"car-t", {4}},
      {"t", {4}},
      {"ii期", {4}},
      {"药", {2}},
      {"编", {6, 2, 1}},
      {"casgevytm", {3}},
      {"body", {}},
      {"基因疗法", {}},
      {"\"基因 编辑\"", {6}},
      {"%", {}},
      {"_", {}},
  };
  for (const auto& [query, positions] : cases) {
    EXPECT_EQ(Found(log_, QueryOf(query)), positions) << query;
  }
}

TEST_P(EventLogConformance, SaysWhereTheWordsStand) {
  ASSERT_THAT(AppendTo(log_, {Titled(1, "🧬 Gene 与基因")}, {kNow}, deadline_), IsOk());

  const absl::StatusOr<SearchPage> page = log_.Search(QueryOf("基因 gene"), 0, deadline_);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->hits.size(), 1);
  ASSERT_EQ(page->hits[0].matches_size(), 2);
  EXPECT_EQ(page->hits[0].matches(0).start(), 2);
  EXPECT_EQ(page->hits[0].matches(0).end(), 6);
  EXPECT_EQ(page->hits[0].matches(1).start(), 8);
  EXPECT_EQ(page->hits[0].matches(1).end(), 10);
  EXPECT_EQ(page->hits[0].event().event_id(), IdOf(1));
}

TEST_P(EventLogConformance, FindsWordsInTextsWithinTheDaysAskedFor) {
  std::vector<Event> events = {Titled(1, "Title"), Titled(2, "标题"), Titled(3, "Other"),
                               Titled(4, "Early", "2025-11-30"), Titled(5, "Late", "2025-12-31")};
  for (Event& event : events) event.set_body("第一段。\nThe Gene therapy 治療了患者。");
  events[2].set_body("Ｇｅｎｅ");
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());

  EXPECT_THAT(Found(log_, TextQueryOf("gene")), ElementsAre(3, 2, 1));
  EXPECT_THAT(Found(log_, TextQueryOf("治疗")), ElementsAre(2, 1));
  EXPECT_THAT(Found(log_, TextQueryOf("治療 title")), ElementsAre(1));
  EXPECT_THAT(Found(log_, TextQueryOf("者。")), ElementsAre(2, 1));
  EXPECT_THAT(Found(log_, TextQueryOf("\"段。 the\"")), ElementsAre(2, 1));
  EXPECT_THAT(Found(log_, TextQueryOf("ene")), IsEmpty());
  EXPECT_THAT(Found(log_, TextQueryOf("early")), IsEmpty());
}

TEST_P(EventLogConformance, TellsTheNewestHitsFirstPageByPage) {
  std::vector<Event> events;
  for (int n = 1; n <= 12; ++n) {
    events.push_back(Titled(n, absl::StrCat("基因 ", n), absl::StrCat("2025-12-", 10 + n % 3)));
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());
  const std::vector<int64_t> newest = {11, 8, 5, 2, 10, 7, 4, 1, 12, 9, 6, 3};

  for (const int limit : {1, 4, 5, 12, 100}) {
    SearchQuery query = QueryOf("基因");
    query.limit = limit;
    EXPECT_EQ(Found(log_, query), newest) << limit;
    query.words = {U"因"};  // Too short for an index of pairs.
    EXPECT_EQ(Found(log_, query), newest) << limit;
  }
  SearchQuery query = QueryOf("基因");
  query.first_day = absl::CivilDay(2025, 12, 11);
  query.end_day = absl::CivilDay(2025, 12, 12);
  query.filter = *ParseFilter("NOT labels:x");
  EXPECT_THAT(Found(log_, query), ElementsAre(10, 7, 4, 1));
  query.filter = *ParseFilter("labels:x");
  EXPECT_THAT(Found(log_, query), IsEmpty());
}

TEST_P(EventLogConformance, TellsTheBestHitsFirstPageByPage) {
  std::vector<Event> events = {Titled(1, "基因与基因"), Titled(2, "基因", "2025-12-09"),
                               Titled(3, "基因"), Titled(4, "无"), Titled(5, "无")};
  events[3].set_body("基因");
  events[4].set_body("基因，基因");
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());

  for (const int limit : {1, 2, 100}) {
    SearchQuery query = TextQueryOf("基因");
    query.best_first = true;
    query.limit = limit;
    EXPECT_THAT(Found(log_, query), ElementsAre(1, 3, 2, 5, 4)) << limit;
  }
}

TEST_P(EventLogConformance, SearchesAsOfAPosition) {
  ASSERT_THAT(AppendTo(log_, {Titled(1, "基因 1")}, {kNow}, deadline_), IsOk());
  ASSERT_THAT(AppendTo(log_, {Titled(2, "基因 2")}, {kNow}, deadline_), IsOk());

  EXPECT_THAT(Found(log_, QueryOf("基因"), 1), ElementsAre(1));
  EXPECT_THAT(Found(log_, QueryOf("因"), 1), ElementsAre(1));
  EXPECT_THAT(Found(log_, TextQueryOf("基因"), 1), ElementsAre(1));
  EXPECT_THAT(Found(log_, QueryOf("基因")), ElementsAre(2, 1));
  EXPECT_THAT(log_.Search(QueryOf("基因"), 3, deadline_),
              StatusIs(absl::StatusCode::kOutOfRange, "want a position of at most 2"));
}

TEST_P(RevisionConformance, FindsAndListsWhatStoodAtAPosition) {
  Append({Titled(1, "基因治疗"), Titled(2, "基因治疗"), Titled(3, "基因治疗")});
  ASSERT_THAT(Revise(Titled(1, "药物", "2025-12-11"), 1), IsOk());  // At 4.
  ASSERT_THAT(Retract(2, 1), IsOk());                               // At 5.

  for (const char* word : {"基因", "因"}) {
    EXPECT_THAT(Found(log_, QueryOf(word)), ElementsAre(3)) << word;
    EXPECT_THAT(Found(log_, QueryOf(word), 4), ElementsAre(3, 2)) << word;
    EXPECT_THAT(Found(log_, QueryOf(word), 3), ElementsAre(3, 2, 1)) << word;
  }
  EXPECT_THAT(Found(log_, QueryOf("药物")), ElementsAre(4));
  EXPECT_THAT(Found(log_, TextQueryOf("body")), ElementsAre(4, 3));
  EXPECT_THAT(Found(log_, TextQueryOf("body"), 3), ElementsAre(3, 2, 1));
  SearchQuery retracted = QueryOf("基因");
  retracted.filter = *ParseFilter("state = RETRACTED");
  EXPECT_THAT(Found(log_, retracted), IsEmpty());

  EXPECT_THAT(FilteredBy(log_, "category = approval"), ElementsAre(3, 4));
  EXPECT_THAT(FilteredBy(log_, "state = RETRACTED"), ElementsAre(5));
  EXPECT_THAT(FilteredBy(log_, "state = RETRACTED OR category = approval"), ElementsAre(3, 4, 5));
}

TEST_P(EventLogConformance, RefusesASearchOfAnotherEpoch) {
  SearchQuery query = QueryOf("基因");
  query.epoch = 2;
  EXPECT_THAT(log_.Search(query, 0, deadline_),
              StatusIs(absl::StatusCode::kOutOfRange, "of epoch 2"));
}

TEST_P(EventLogConformance, FindsNothingInAnUnknownTopic) {
  SearchQuery query = QueryOf("基因");
  query.topic = "unknown";
  EXPECT_THAT(Found(log_, query), IsEmpty());
}

TEST_P(EventLogConformance, EndsAPageOfHitsBeforeItIsTooLarge) {
  std::vector<Event> events;
  for (int n = 1; n <= 10; ++n) {
    events.push_back(Titled(n, "基因"));
    events.back().set_body(std::string(250'000, 'x'));
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());
  for (const bool best_first : {false, true}) {
    SearchQuery query = QueryOf("基因");
    query.best_first = best_first;
    const absl::StatusOr<SearchPage> page = log_.Search(query, 0, deadline_);
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->hits.size(), 8);
    EXPECT_EQ(Found(log_, query).size(), 10);
  }
}

}  // namespace
}  // namespace sennight::event_store
