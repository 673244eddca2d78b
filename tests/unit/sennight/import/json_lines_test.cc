#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/sennight/import/reading.h"

namespace sennight::importing {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::StatusIs;

event::v1::Event Event(const std::string& text) {
  return testing::ParseText<event::v1::Event>(text);
}

constexpr std::string_view kGood =
    R"({"title":"T","occurred":{"start":"2025-12-08"},"sources":[{"url":"https://a.com/"}]})";

TEST(JsonLinesTest, ReadsAnEventAndFillsWhatIsAbsent) {
  const Record record = ReadOne(
      R"({"title":"CAR-T获批","body":"第一段。\n第二段。","occurred":{"start":"2025-12-08"},)"
      R"("reportedTime":"2025-12-09T08:00:00+08:00",)"
      R"("sources":[{"url":"https://a.com/?utm_source=x","publisher":"A"}],"category":"approval"})");
  EXPECT_THAT(record.errors, IsEmpty());
  EXPECT_THAT(record.warnings, IsEmpty());
  ASSERT_TRUE(record.event.has_value());
  EXPECT_EQ(record.number, 1);
  EXPECT_THAT(*record.event, EqualsProto(Event(R"pb(
    event_id: "8dd3ec4c-0ff8-5e9b-8bc2-bdd595f8fa3f"
    topic: "t"
    title: "CAR-T获批"
    body: "第一段。\n第二段。"
    language: "zh-CN"
    occurred { start: "2025-12-08" }
    reported_time { seconds: 1765238400 }
    sources { url: "https://a.com/?utm_source=x" publisher: "A" }
    category: "approval")pb")));
}

TEST(JsonLinesTest, KeepsWhatTheLineGives) {
  const Record record =
      ReadOne(R"({"event_id":"0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d","topic":"t","title":"T",)"
              R"("language":"zh-Hant-TW","occurred":{"start":"2025-12"},"labels":{"k":"v"},)"
              R"("sources":[{"publisher":"A","kind":"SOURCE_KIND_JOURNAL"}]})");
  EXPECT_THAT(record.errors, IsEmpty());
  EXPECT_THAT(*record.event, EqualsProto(Event(R"pb(
    event_id: "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"
    topic: "t"
    title: "T"
    language: "zh-Hant-TW"
    occurred { start: "2025-12" }
    labels { key: "k" value: "v" }
    sources { publisher: "A" kind: SOURCE_KIND_JOURNAL })pb")));
}

TEST(JsonLinesTest, CountsLinesAndSkipsBlankOnes) {
  const std::string good(kGood);
  const Reading reading = Read("\xEF\xBB\xBF" + good + "\r\n\n  \n{\"title\"\n" + good);
  ASSERT_TRUE(reading.status.ok());
  EXPECT_EQ(reading.summary.records, 3);
  EXPECT_EQ(reading.summary.format, Format::kJsonLines);
  ASSERT_EQ(reading.records.size(), 3u);
  EXPECT_EQ(reading.records[0].number, 1);
  EXPECT_EQ(reading.records[1].number, 4);
  EXPECT_EQ(reading.records[2].number, 5);
  EXPECT_TRUE(reading.records[0].event.has_value());
  EXPECT_FALSE(reading.records[1].event.has_value());
  EXPECT_TRUE(reading.records[2].event.has_value());
}

struct BadLine {
  std::string line;
  std::vector<Remark> errors;
};

class BadLineTest : public ::testing::TestWithParam<BadLine> {};

TEST_P(BadLineTest, IsReportedWithItsFields) {
  const Record record = ReadOne(GetParam().line);
  EXPECT_FALSE(record.event.has_value());
  EXPECT_THAT(record.errors, ElementsAreArray(GetParam().errors)) << GetParam().line;
}

// A line that is good but for `fields`.
std::string With(const std::string& fields) {
  return "{\"title\":\"T\",\"reportedTime\":\"2025-12-09T08:00:00Z\","
         "\"sources\":[{\"publisher\":\"A\"}]," +
         fields + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Shape, BadLineTest,
    ::testing::Values(
        BadLine{R"({"foo":1,"bar":{},"sources":[{"urll":""}],"occurred":{"begin":""}})",
                {{"bar", "want a field of an event, got an unknown one"},
                 {"foo", "want a field of an event, got an unknown one"},
                 {"occurred.begin", "want a field of an event, got an unknown one"},
                 {"sources[0].urll", "want a field of an event, got an unknown one"}}},
        BadLine{R"({"title":"x","title":"y","sources":[{"urll":""}]})",
                {{"sources[0].urll", "want a field of an event, got an unknown one"}}},
        BadLine{With(R"("body":5)"), {{"body", "want a string, got 5"}}},
        BadLine{With(R"("body":["x"])"), {{"body", "want a single value, got a list"}}},
        BadLine{With(R"("body":{"x":1})"), {{"body", "want a single value, got an object"}}},
        BadLine{With(R"("occurred":"2025-12-08")"),
                {{"occurred", "want an object of type EventDate, got \"2025-12-08\""}}},
        BadLine{R"({"reportedTime":"yesterday"})",
                {{"reported_time", "want a time such as 2025-12-09T08:00:00+08:00"}}},
        BadLine{R"({"sources":[{},{"kind":"BLOG"}]})",
                {{"sources[1].kind", "want one of the names of SourceKind, got \"BLOG\""}}},
        BadLine{With(R"("metrics":[{"n":"many"}])"),
                {{"metrics[0].n", "want an integer, got \"many\""}}},
        BadLine{"{\"title\":\"T\xC3\"}", {{"", "want valid UTF-8"}}},
        BadLine{"{\"title\":\"\xC0\xAF\"}", {{"", "want valid UTF-8"}}},
        BadLine{"{" + std::string(70, '[') + std::string(70, ']') + "}",
                {{"", "want an event, got deeply nested JSON"}}}));

INSTANTIATE_TEST_SUITE_P(
    Content, BadLineTest,
    ::testing::Values(
        BadLine{"{}",
                {{"title", "want a headline"},
                 {"sources", "want a source with an http or https URL or a publisher"},
                 {"occurred", "want occurred or reported_time"}}},
        BadLine{With(R"("title":" \u202e ")"), {{"title", "want a headline"}}},
        BadLine{With(R"("topic":"other")"), {{"topic", "want t, got other"}}},
        BadLine{With(R"("event_id":"12")"), {{"event_id", "want a UUID in lower case"}}},
        BadLine{With(R"("eventId":"0D6F1A1E-6A0F-4C3E-9F0B-6F1F2A3B4C5D")"),
                {{"event_id", "want a UUID in lower case"}}},
        BadLine{With(R"("language":"Chinese")"),
                {{"language", "want a BCP 47 tag such as zh-CN or en"}}},
        BadLine{R"({"title":"T","occurred":{"start":"2025"},"sources":[{"url":"javascript:x"}]})",
                {{"sources[0].url", "want a source with an http or https URL or a publisher"}}},
        BadLine{R"({"title":"T","occurred":{"start":"2025"},"sources":[{},{"title":"x"}]})",
                {{"sources[0].url", "want a source with an http or https URL or a publisher"}}}));

TEST(JsonLinesTest, NamesTheBrokenDay) {
  const Record record = ReadOne(With(R"("occurred":{"start":"2025-12-32"})"));
  ASSERT_EQ(record.errors.size(), 1u);
  EXPECT_EQ(record.errors[0].field, "occurred.start");
  EXPECT_THAT(record.errors[0].words, HasSubstr("2025-12-08"));
}

TEST(JsonLinesTest, SaysThatALineIsNoJson) {
  for (const std::string line :
       {"{\"title\":", "{\"title\":\"T\"} x", "{\"title\":\"T\"}{}", "{]}"}) {
    const Record record = ReadOne(line);
    ASSERT_EQ(record.errors.size(), 1u) << line;
    EXPECT_EQ(record.errors[0].field, "");
    EXPECT_THAT(record.errors[0].words, HasSubstr("want an event as one JSON object"));
  }
  const Reading reading = Read("{}\n[1]\n\"x\"\nnull\n");
  EXPECT_EQ(reading.records.size(), 4u);
  for (const Record& record : reading.records)
    EXPECT_THAT(record.errors, ::testing::Not(IsEmpty()));
}

TEST(JsonLinesTest, WantsATopicFromSomewhere) {
  const Record record = ReadOne(std::string(kGood), Options());
  EXPECT_THAT(record.errors,
              ElementsAre(Remark{"topic",
                                 "want 1 to 63 characters of [a-z0-9-], beginning with a letter"}));
  EXPECT_THAT(ReadOne(With(R"("topic":"cell-gene-therapy")"), Options()).errors, IsEmpty());
}

TEST(JsonLinesTest, RepairsWhatItCanNameAndSaysSo) {
  const Record record = ReadOne(
      R"({"title":"CAR‑T\u202e &amp; more\nlines","body":"a\u0007b\r\nc\u200b",)"
      R"("reportedTime":"2025-12-09T08:00:00Z","readMoreUrl":"data:text/html,x",)"
      R"("sources":[{"url":"https://u:p@a.com/","publisher":"A\u2066"},{"url":"javascript:x"},)"
      R"({"url":" https://b.com/x ","canonicalUrl":"y"}],)"
      R"("images":[{"url":"ftp://x/"},{"url":"https://c.com/i.png","alt":"x&lt;y"}],)"
      R"("entities":[{"name":"B\ufeff"}],"metrics":[{"label":"&deg;","value":"1"}],)"
      R"("revision":3,"contentHash":"x"})");
  ASSERT_TRUE(record.event.has_value());
  event::v1::Event event = *record.event;
  event.clear_event_id();
  EXPECT_THAT(event, EqualsProto(Event(R"pb(
                topic: "t"
                title: "CAR-T & more lines"
                body: "ab\nc"
                language: "en"
                reported_time { seconds: 1765267200 }
                sources { publisher: "A" }
                sources { url: "https://b.com/x" }
                images { url: "https://c.com/i.png" alt: "x<y" }
                entities { name: "B" }
                metrics { label: "°" value: "1" })pb")));
  const std::string dropped = "dropped an address that cannot be used: ";
  const std::string filled = "dropped a field that only the store fills";
  EXPECT_THAT(
      record.warnings,
      ElementsAre(Remark{"revision", filled}, Remark{"content_hash", filled},
                  Remark{"sources[2].canonical_url", filled},
                  Remark{"title", "removed 1 bidirectional control character"},
                  Remark{"title", "replaced 1 special hyphen by '-'"},
                  Remark{"title", "decoded 1 character reference"},
                  Remark{"body", "removed 1 control character"},
                  Remark{"body", "removed 1 zero-width character"},
                  Remark{"body", "normalised 1 line end"},
                  Remark{"sources[0].publisher", "removed 1 bidirectional control character"},
                  Remark{"entities[0].name", "removed 1 zero-width character"},
                  Remark{"metrics[0].label", "decoded 1 character reference"},
                  Remark{"images[1].alt", "decoded 1 character reference"},
                  Remark{"sources[0].url", dropped + "want no credentials"},
                  Remark{"sources[1].url", dropped + "want an absolute http or https URL"},
                  Remark{"read_more_url", dropped + "want an absolute http or https URL"},
                  Remark{"images[0].url", dropped + "want an absolute http or https URL"}));
}

TEST(JsonLinesTest, SaysNothingOfWhatTheStoreFilledInAnEventOfTheStore) {
  const Record record =
      ReadOne(With(R"("revision":3,"contentHash":"x","revisionReason":"because")"),
              {.topic = "t", .categories = {}, .from_store = true});
  EXPECT_THAT(record.warnings, IsEmpty());
  ASSERT_TRUE(record.event.has_value());
  EXPECT_EQ(record.event->revision(), 0);
  EXPECT_EQ(record.event->content_hash(), "");
  EXPECT_EQ(record.event->revision_reason(), "");
}

TEST(JsonLinesTest, LeavesMarkupAlone) {
  const Record record = ReadOne(With(R"("body":"<script>alert(1)</script> p<0.05")"));
  EXPECT_EQ(record.event->body(), "<script>alert(1)</script> p<0.05");
  EXPECT_THAT(record.warnings, IsEmpty());
}

TEST(JsonLinesTest, SkipsALineThatIsTooLongAndGoesOn) {
  const std::string good(kGood);
  const std::string longest =
      With("\"body\":\"" + std::string(kMaxLineBytes - With("\"body\":\"\"").size(), 'x') + "\"");
  ASSERT_EQ(longest.size(), kMaxLineBytes);
  for (const std::string& end : {std::string("\n"), "\n" + good}) {
    const Reading reading =
        Read(longest + "\n" + longest + " \n" + std::string(3 << 20, '{') + end);
    ASSERT_GE(reading.records.size(), 3u);
    EXPECT_TRUE(reading.records[0].event.has_value());
    for (int i : {1, 2}) {
      EXPECT_EQ(reading.records[i].number, i + 1);
      EXPECT_THAT(reading.records[i].errors,
                  ElementsAre(Remark{"", "want a line of at most 1048576 bytes"}));
    }
    if (end != "\n") {
      ASSERT_EQ(reading.records.size(), 4u);
      EXPECT_EQ(reading.records[3].number, 4);
      EXPECT_TRUE(reading.records[3].event.has_value());
    }
  }
}

TEST(JsonLinesTest, ReadsManyLinesAcrossBlocks) {
  std::string file;
  for (int i = 0; i < 3000; ++i) file += std::string(kGood) + (i % 2 == 0 ? "\n" : "\r\n");
  const Reading reading = Read(file);
  ASSERT_EQ(reading.records.size(), 3000u);
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(reading.records[i].number, i + 1);
    ASSERT_TRUE(reading.records[i].event.has_value());
  }
}

TEST(JsonLinesTest, AnEmptyFileHasNoRecords) {
  for (const std::string file : {"", "\n\n", " \r\n", "\xEF\xBB\xBF"}) {
    const Reading reading = Read(file);
    EXPECT_TRUE(reading.status.ok());
    EXPECT_THAT(reading.records, IsEmpty());
  }
}

TEST(JsonLinesTest, HostileLinesAreOnlyErrors) {
  const std::string nul("{\"title\":\"a\0b\"}", 15);
  for (const std::string& line :
       {nul, std::string("{\"title\":\"\\ud800\"}"), "{\"a\":" + std::string(500000, '['),
        std::string("{\"title\":") + std::string(1000, '"'), std::string("{'a':'") + "\\",
        std::string("{\"labels\":{\"\":1e999}}"), std::string("{\"metrics\":[{\"n\":1e30}]}")}) {
    const Record record = ReadOne(line);
    EXPECT_FALSE(record.event.has_value()) << line.substr(0, 40);
    EXPECT_THAT(record.errors, ::testing::Not(IsEmpty()));
  }
}

TEST(ReaderTest, RefusesFilesThatAreNoneOfTheFormats) {
  for (const std::string file :
       {"title,date\nx,y\n", "[{\"title\":\"T\"}]", "%PDF-1.4", "\x1f\x8b\x08"}) {
    EXPECT_THAT(Read(file).status, StatusIs(absl::StatusCode::kInvalidArgument, "want JSON Lines"));
  }
}

TEST(ReaderTest, EndsWithTheSink) {
  std::istringstream input(std::string(kGood) + "\n" + std::string(kGood));
  int seen = 0;
  const auto summary = ReadEvents(input, {.topic = "t"}, [&](Record) {
    ++seen;
    return absl::UnavailableError("store gone");
  });
  EXPECT_THAT(summary, StatusIs(absl::StatusCode::kUnavailable, "store gone"));
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace sennight::importing
