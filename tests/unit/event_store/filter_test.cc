#include "services/event_store/domain/filter.h"

#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/format_filter.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

Event TheEvent() {
  return ParseText<Event>(R"pb(
    event_id: "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"
    topic: "cell-gene-therapy"
    title: "Title"
    language: "zh-CN"
    occurred { start: "2025-12-08" end: "2025-12-10" }
    reported_time { seconds: 1765324799 }  # 2025-12-09 23:59:59 UTC
    recorded_time { seconds: 1765872000 }  # 2025-12-16 08:00:00 UTC
    sources { canonical_url: "https://www.fda.gov/a" }
    sources { canonical_url: "https://xn--bcher-kva.example/b" }
    sources { publisher: "No address" }
    category: "approval"
    entities { entity_id: "casgevy" name: "Casgevy" }
    entities { name: "基因編輯" }
    labels { key: "desk" value: "A \"b\" \\ c" }
    labels { key: "with.dot-and space" value: "" }
    state: EVENT_STATE_ACTIVE
  )pb");
}

bool LetsThrough(const std::string& text, const Event& event = TheEvent()) {
  const absl::StatusOr<Filter> filter = ParseFilter(text);
  EXPECT_THAT(filter, IsOk()) << text;
  return filter.ok() && Matches(*filter, event);
}

TEST(FilterTest, LetsThroughWhatMatches) {
  const struct {
    const char* filter;
    bool matches;
  } cases[] = {
      {"", true},
      {"   ", true},
      {R"(category = "approval")", true},
      {R"(category="approval")", true},
      {"category = approval", true},
      {"category = 'approval'", true},
      {R"(category = "Approval")", false},
      {R"(category = "")", false},
      {R"(category != "approval")", false},
      {R"(category != "policy")", true},
      {R"(language = "zh")", true},
      {R"(language = "ZH-cn")", true},
      {R"(language = "zh-TW")", false},
      {R"(language = "z")", false},
      {R"(language = "en")", false},
      {R"(language != "en")", true},
      {R"(source_host = "www.fda.gov")", true},
      {R"(source_host = "WWW.FDA.gov")", true},
      {R"(source_host = "fda.gov")", false},
      {R"(source_host = "*.fda.gov")", true},
      {R"(source_host = "*.gov")", true},
      {R"(source_host = "*.www.fda.gov")", false},
      {R"(source_host = "*.a.gov")", false},
      {R"(source_host = "bücher.example")", true},
      {R"(source_host != "fda.gov")", true},
      {R"(entity:"Casgevy")", true},
      {R"(entity:"CASGEVY")", true},
      {R"(entity:casgevy)", true},
      {R"(entity:"基因编辑")", true},
      {R"(entity:"Casg")", false},
      {R"(labels.desk = "A \"b\" \\ c")", true},
      {R"(labels.desk = 'A "b" \\ c')", true},
      {R"(labels.desk = "x")", false},
      {R"(labels.desk != "x")", true},
      {R"(labels.other != "x")", true},
      {R"(labels."with.dot-and space" = "")", true},
      {R"(labels:desk)", true},
      {R"(labels:"with.dot-and space")", true},
      {R"(labels:other)", false},
      {R"(state = "ACTIVE")", true},
      {R"(state = ACTIVE)", true},
      {R"(state = "RETRACTED")", false},
      {R"(state != "RETRACTED")", true},
      // The last day that the occurred date may mean.
      {R"(occurred >= "2025-12-10")", true},
      {R"(occurred > "2025-12-10")", false},
      {R"(occurred = "2025-12-10")", true},
      {R"(occurred = "2025-12-08")", false},
      {R"(occurred <= 2025-12-10)", true},
      {R"(occurred < "2025-12-10")", false},
      {R"(reported = "2025-12-09")", true},
      {R"(reported < "2025-12-10")", true},
      {R"(reported >= "2025-12-10")", false},
      {R"(recorded = "2025-12-16")", true},
      {R"(NOT category = "policy")", true},
      {R"(-category = "policy")", true},
      {R"(NOT (category = "approval"))", false},
      {R"(category = "policy" OR language = "zh")", true},
      {R"(category = "approval" AND language = "en")", false},
      {R"((category = "policy" OR category = "approval") AND -labels:other)", true},
  };
  for (const auto& [filter, matches] : cases) EXPECT_EQ(LetsThrough(filter), matches) << filter;
}

TEST(FilterTest, BindsOrTighterThanAnd) {
  // As (a AND (b OR c)), not as ((a AND b) OR c).
  EXPECT_FALSE(LetsThrough("category = policy AND category = x OR language = zh"));
  EXPECT_TRUE(LetsThrough("(category = policy AND category = x) OR language = zh"));
  EXPECT_TRUE(LetsThrough("language = zh OR category = x AND category = approval"));
  EXPECT_TRUE(LetsThrough("NOT category = x OR category = y AND language = zh"));
}

TEST(FilterTest, ComparesNoDateThatIsNotThere) {
  Event event = AnEvent(1);
  event.clear_occurred();
  for (const char* filter :
       {"occurred < 2999-01-01", "occurred >= 1900-01-01", "reported = 2025-12-10"}) {
    EXPECT_FALSE(LetsThrough(filter, event)) << filter;
    EXPECT_TRUE(LetsThrough(absl::StrCat("NOT ", filter), event)) << filter;
  }
}

TEST(FilterTest, TakesTheLastDayOfADateOfReducedPrecision) {
  Event event = AnEvent(1);
  event.mutable_occurred()->set_start("2025-11");
  EXPECT_TRUE(LetsThrough("occurred = 2025-11-30", event));
}

TEST(FilterTest, TellsWhetherItAsksForTheState) {
  const struct {
    const char* filter;
    bool asks;
  } cases[] = {{"", false},
               {"category = state", false},
               {"state = ACTIVE", true},
               {"category = x AND NOT (language = zh OR -state = RETRACTED)", true}};
  for (const auto& [text, asks] : cases) {
    const absl::StatusOr<Filter> filter = ParseFilter(text);
    ASSERT_THAT(filter, IsOk());
    EXPECT_EQ(AsksForState(*filter), asks) << text;
  }
}

TEST(FilterTest, SaysWhereItIsWrongAndWhatWasExpected) {
  const struct {
    const char* filter;
    const char* wrong;
  } cases[] = {
      {"x = 1", "column 1: want category, language"},
      {"Category = x", "column 1: want category, language"},
      {"category", "column 9: want = or !="},
      {"category > x", "column 10: want = or !="},
      {"category : x", "column 10: want = or !="},
      {"category =", "column 11: want a value"},
      {"category = -x", "column 12: want a value"},
      {"category = ,", "column 12: want a value"},
      {"category = \"x", "column 14: want \""},
      {"category = 'x\"", "column 15: want '"},
      {"category = \"\\x\"", "column 14: want a quotation mark or a backslash"},
      {"category = \"\\", "column 14: want a quotation mark or a backslash"},
      {"category = a b", "column 14: want AND, OR or the end"},
      {"category = a and language = b", "column 14: want AND, OR or the end"},
      {"category = a language = b", "column 14: want AND, OR or the end"},
      {"category = a)", "column 13: want AND, OR or the end"},
      {"category = 药 x", "column 14: want AND, OR or the end"},
      {"category = a AND", "column 17: want category, language"},
      {"category = a AND OR", "column 18: want category, language"},
      {"NOT", "column 4: want category, language"},
      {"NOT NOT category = a", "column 5: want category, language"},
      {"()", "column 2: want category, language"},
      {"(category = a", "column 14: want AND, OR or )"},
      {"category.x = a", "column 1: want no dot in this field"},
      {"language = \"\"", "column 12: want a language"},
      {"source_host = \"a b\"", "column 15: want a host"},
      {"source_host = \"https://fda.gov\"", "column 15: want a host"},
      {"source_host = \"fda.gov/x\"", "column 15: want a host"},
      {"source_host = \"a.*.gov\"", "column 15: want a host"},
      {"source_host = \"\"", "column 15: want a host"},
      {"source_host = *.", "column 15: want a host"},
      {"entity = x", "column 8: want :"},
      {"entity:\"\"", "column 8: want the id or the name of an entity"},
      {"labels = x", "column 8: want : or a dot and a key"},
      {"labels:\"\"", "column 8: want the key of a label"},
      {"labels. = x", "column 8: want a value"},
      {"labels.\"\" = x", "column 8: want the key of a label"},
      {"labels.a : x", "column 10: want = or !="},
      {"state = active", "column 9: want ACTIVE, RETRACTED or ERASED"},
      {"occurred >= 2025-12", "column 13: want a date such as 2025-12-08"},
      {"occurred >= 2025-13-01", "column 13: want a date such as 2025-12-08"},
      {"occurred != 2025-12-01", "column 10: want <, <=, =, >= or >"},
      {"reported : 2025-12-01", "column 10: want <, <=, =, >= or >"},
  };
  for (const auto& [filter, wrong] : cases) {
    const absl::StatusOr<Filter> parsed = ParseFilter(filter);
    EXPECT_THAT(parsed, StatusIs(kInvalid, wrong)) << filter;
    ASSERT_EQ(BadRequestOf(parsed.status()).field_violations_size(), 1);
    EXPECT_EQ(BadRequestOf(parsed.status()).field_violations(0).field(), "filter");
  }
}

std::string Repeated(int times, const std::string& text, const std::string& separator) {
  std::string all;
  for (int i = 0; i < times; ++i) absl::StrAppend(&all, i == 0 ? "" : separator, text);
  return all;
}

TEST(FilterTest, HasBounds) {
  EXPECT_THAT(ParseFilter(Repeated(64, "labels:a", " OR ")), IsOk());
  EXPECT_THAT(ParseFilter(Repeated(65, "labels:a", " OR ")),
              StatusIs(kInvalid, "column 769: want at most 64 terms"));
  EXPECT_THAT(ParseFilter(std::string(16, '(') + "labels:a" + std::string(16, ')')), IsOk());
  EXPECT_THAT(ParseFilter(std::string(17, '(') + "labels:a" + std::string(17, ')')),
              StatusIs(kInvalid, "column 17: want at most 16 parentheses"));
  EXPECT_THAT(ParseFilter("labels:a" + std::string(2040, ' ')), IsOk());
  EXPECT_THAT(ParseFilter("labels:a" + std::string(2041, ' ')),
              StatusIs(kInvalid, "want at most 2048 bytes, got 2049"));
  EXPECT_THAT(ParseFilter("labels:\"\xFF\""), StatusIs(kInvalid, "want UTF-8"));
  EXPECT_THAT(ParseFilter(std::string_view("category = \"a\0b\"", 16)),
              StatusIs(kInvalid, "want no zero characters"));
}

TEST(FilterTest, ReadsWhatItWrote) {
  const struct {
    const char* filter;
    const char* written;
  } cases[] = {
      {"", ""},
      {"category=approval", R"(category = "approval")"},
      {"((category = a))", R"(category = "a")"},
      {"category = a OR category = b AND -labels:c",
       R"(category = "a" OR category = "b" AND NOT labels : "c")"},
      {"(category = a AND category = b) OR category = c",
       R"((category = "a" AND category = "b") OR category = "c")"},
      {"NOT (NOT category = a)", R"(NOT (NOT category = "a"))"},
      {R"(labels.a-b.c = "\"\\'")", R"(labels."a-b.c" = "\"\\'")"},
      {"occurred >= 2025-12-08", R"(occurred >= "2025-12-08")"},
      {"source_host = *.BÜCHER.example", R"(source_host = "*.xn--bcher-kva.example")"},
  };
  for (const auto& [text, written] : cases) {
    const absl::StatusOr<Filter> filter = ParseFilter(text);
    ASSERT_THAT(filter, IsOk());
    EXPECT_EQ(FormatFilter(*filter), written);
    const absl::StatusOr<Filter> again = ParseFilter(written);
    ASSERT_THAT(again, IsOk());
    EXPECT_TRUE(*again == *filter) << text;
  }
}

}  // namespace
}  // namespace sennight::event_store
