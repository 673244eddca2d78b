#include <gtest/gtest.h>

#include "services/sennight/cli/digest_text.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/format.h"
#include "services/sennight/cli/period.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"

namespace sennight::cli {
namespace {

using ::sennight::testing::EqualsProto;
using ::sennight::testing::IsOkAndHolds;
using ::sennight::testing::ParseText;
using ::sennight::testing::StatusIs;

absl::StatusOr<event::v1::Window> DaysOf(const std::vector<std::string>& words) {
  const auto arguments = Arguments::Parse(
      {.name = "compose",
       .options = {{.name = "from", .value = "DAY"}, {.name = "to", .value = "DAY"}}},
      words);
  return ReadDays(*arguments);
}

TEST(HitText, MarksWhereTheWordsStand) {
  const auto hit = ParseText<eventstore::v1::SearchHit>(R"pb(
    event {
      position: 7
      event_id: "e"
      language: "zh-CN"
      title: "首个基因疗法与基因"
      body: "0123456789012345678901234567890123456789第一段\n基因治疗，基因。"
      occurred { start: "2025-12-10" }
    }
    matches { field: "title" start: 2 end: 4 }
    matches { field: "title" start: 7 end: 9 }
    matches { field: "body" start: 44 end: 46 }
    matches { field: "body" start: 49 end: 51 }
  )pb");
  EXPECT_EQ(HitText(hit),
            "     7  2025-12-10  zh-CN  e  首个[基因]疗法与[基因]\n"
            "        …456789012345678901234567890123456789第一段 [基因]治疗，[基因]。\n");
}

TEST(ReadDays, TakesBothDaysInclusive) {
  EXPECT_THAT(DaysOf({"--from=2025-12-09", "--to=2025-12-15"}),
              IsOkAndHolds(EqualsProto(
                  ParseText<event::v1::Window>("start: '2025-12-09' end: '2025-12-16'"))));
  EXPECT_THAT(DaysOf({"--to=2025-12-31"}),
              IsOkAndHolds(EqualsProto(ParseText<event::v1::Window>("end: '2026-01-01'"))));
}

TEST(ReadDays, RefusesDaysThatAreNone) {
  EXPECT_THAT(DaysOf({"--from=2025-13-09", "--to=tomorrow"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--to: want a date"));
  EXPECT_THAT(DaysOf({"--from=2025-12-09", "--to=2025-12-08"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--to: lies before --from"));
}

TEST(ParseFormat, KnowsEveryFormatOfTheContract) {
  EXPECT_EQ(
      FormatNames(),
      "web, wechat, markdown, text, json, email, atom, rss, jsonfeed, pdf, cover, square_cover, "
      "share_card");
  EXPECT_THAT(ParseFormat("wechat"), IsOkAndHolds(rendering::v1::FORMAT_WECHAT));
  EXPECT_EQ(FormatName(rendering::v1::FORMAT_TEXT), "text");
}

TEST(ParseFormat, ListsTheNamesWhenItKnowsNone) {
  const char* const wrong[] = {"html", "", "unspecified", "FORMAT_WEB"};
  for (const char* name : wrong) {
    EXPECT_THAT(ParseFormat(name), StatusIs(absl::StatusCode::kInvalidArgument,
                                            "want one of web, wechat, markdown, text, json"))
        << name;
  }
}

TEST(EventText, ShowsWhatAReaderLooksFor) {
  const auto event = ParseText<event::v1::Event>(R"pb(
    event_id: "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"
    topic: "cell-gene-therapy"
    title: "艾米迈托赛首张处方"
    body: "12月12日开出首张处方。"
    language: "zh-CN"
    occurred { start: "2025-12-12" }
    reported_time { seconds: 1765526400 }
    sources { publisher: "湖北日报" url: "https://example.com/a" }
    metrics { label: "单剂价格" value: "1.98" unit: "万元" n: 54 }
    position: 12
    revision: 1
    recorded_time { seconds: 1765526401 }
  )pb");

  EXPECT_EQ(
      EventLine(event),
      "    12  2025-12-12  zh-CN  0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d  艾米迈托赛首张处方\n");
  EXPECT_EQ(EventText(event),
            "艾米迈托赛首张处方\n\n"
            "id         0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d\n"
            "topic      cell-gene-therapy\n"
            "language   zh-CN\n"
            "occurred   2025-12-12\n"
            "reported   2025-12-12T08:00:00Z\n"
            "source     湖北日报  https://example.com/a\n"
            "figure     单剂价格 1.98万元 (n=54)\n"
            "stored     position 12, revision 1, 2025-12-12T08:00:01Z\n"
            "\n12月12日开出首张处方。\n");
}

TEST(EventText, SaysThatAnEventIsRetractedAndWhy) {
  const auto event = ParseText<event::v1::Event>(R"pb(
    title: "T"
    state: EVENT_STATE_RETRACTED
    position: 9
    revision: 2
    recorded_time { seconds: 1765526401 }
    recorded_by: "token:ali"
    revision_reason: "the source withdrew it"
  )pb");

  EXPECT_EQ(EventText(event),
            "T\n\n"
            "stored     position 9, revision 2, 2025-12-12T08:00:01Z, by token:ali\n"
            "state      retracted\n"
            "because    the source withdrew it\n");
}

TEST(EventLine, SaysThatAnEventDoesNotStand) {
  auto event = ParseText<event::v1::Event>(R"pb(
    event_id: "e"
    title: "T"
    language: "en"
    occurred { start: "2025-12-12" }
    state: EVENT_STATE_ACTIVE
    position: 9
    revision: 2
  )pb");
  EXPECT_EQ(EventLine(event), "     9  2025-12-12  en     e  T\n");
  EXPECT_EQ(ChangeLine(event), "     9  2025-12-12  en     e  T  (revision 2)\n");

  event.set_state(event::v1::EVENT_STATE_RETRACTED);
  EXPECT_EQ(EventLine(event), "     9  2025-12-12  en     e  T  (retracted)\n");
  EXPECT_EQ(ChangeLine(event), EventLine(event));
}

TEST(EventLine, HasNoDateForWhatWasErased) {
  const auto event = ParseText<event::v1::Event>(
      "event_id: 'e' topic: 't' state: EVENT_STATE_ERASED position: 9 revision: 2");
  EXPECT_EQ(EventLine(event), "     9  -                  e    (erased)\n");
  EXPECT_EQ(ChangeLine(event), EventLine(event));
}

TEST(RevisionLines, SayWhatWasDoneByWhomAndWhy) {
  auto revision = ParseText<event::v1::Event>(R"pb(
    title: "T"
    state: EVENT_STATE_ACTIVE
    position: 9
    revision: 1
    recorded_time { seconds: 1765526401 nanos: 5 }
  )pb");
  EXPECT_EQ(RevisionLines(revision), "   1       9  2025-12-12T08:00:01Z  reported   T\n");

  revision.set_revision(2);
  revision.set_recorded_by("token:ali");
  EXPECT_EQ(RevisionLines(revision),
            "   2       9  2025-12-12T08:00:01Z  revised    T  (by token:ali)\n");

  revision.set_state(event::v1::EVENT_STATE_RETRACTED);
  revision.set_revision_reason("wrong");
  EXPECT_EQ(RevisionLines(revision),
            "   2       9  2025-12-12T08:00:01Z  retracted  T  (by token:ali)\n"
            "      because: wrong\n");
}

TEST(RevisedLine, TellsWhatIsNewFromWhatWasThere) {
  auto outcome = ParseText<eventstore::v1::AppendOutcome>(
      "status: APPEND_STATUS_STORED event_id: 'e' revision: 3 position: 17");
  EXPECT_EQ(RevisedLine("retracted", outcome), "retracted: event e, revision 3 at position 17\n");
  outcome.set_status(eventstore::v1::APPEND_STATUS_DUPLICATE);
  EXPECT_EQ(RevisedLine("retracted", outcome),
            "already retracted: event e, revision 3 at position 17\n");
}

TEST(DigestText, CountsWithTheRightNumber) {
  const auto composed = ParseText<gateway::v1::ComposeDigestResponse>(R"pb(
    digest { stats { events_read: 1 events_used: 1 stories: 2 sections: 1 references: 3 } }
    findings {
      rule_id: "DATE-OUT-WINDOW"
      severity: SEVERITY_WARNING
      path: "/sections/0"
      message: "发生在窗口之前"
    }
    findings { rule_id: "LEN" severity: SEVERITY_INFO }
    findings { rule_id: "LEN" severity: SEVERITY_INFO }
    left_out { reason: LEFT_OUT_REASON_OUT_OF_WINDOW }
    left_out { reason: LEFT_OUT_REASON_OFF_TOPIC }
    left_out { reason: LEFT_OUT_REASON_OUT_OF_WINDOW }
    steps {
      step: "reading events"
      elapsed { nanos: 3149000 }
    }
    steps {
      step: "summarizing"
      elapsed { nanos: 8000000 }
    }
  )pb");

  EXPECT_EQ(CountsOf(composed.digest()),
            "1 event read, 1 used, 2 stories in 1 section, 3 references");
  EXPECT_EQ(FindingCountsOf(composed.findings()), "0 errors, 1 warning, 2 remarks");
  EXPECT_EQ(GraveFindingsOf(composed.findings()),
            "warning DATE-OUT-WINDOW /sections/0: 发生在窗口之前\n");
  EXPECT_EQ(LeftOutCountsOf(composed), "1 off topic, 2 out of window");
  EXPECT_EQ(StepTimesOf(composed), "reading events 3.1, summarizing 8.0");
}

}  // namespace
}  // namespace sennight::cli
