// What a digest makes of the reports of the weeks before.
#include "services/summarization/domain/earlier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/summarization/domain/analyze_events.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/verify.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/summarization/reports.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using sennight::testing::IsOk;
using testing::AnEvent;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Reported;

v1::SummarizeWindowStart TheStart(const std::string& language) {
  return testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), language, "2025-12-09",
                            "2025-12-16");
}

event::v1::Event Approval() {
  return Reported(AnEvent("a", "FDA approves Casgevy gene therapy for younger children",
                          "The FDA approved Casgevy, the gene therapy of Vertex, for children with "
                          "sickle cell disease aged 5 to 11 years on 10 December 2025.",
                          "2025-12-10"),
                  2025, 12, 10);
}

event::v1::Event ApprovalInChinese() {
  return Reported(
      AnEvent("a", "FDA批准Casgevy基因疗法用于5至11岁儿童",
              "2025年12月10日，FDA批准福泰制药的基因疗法Casgevy用于5至11岁镰状细胞病患儿。",
              "2025-12-10"),
      2025, 12, 10);
}

event::v1::Event Earlier(const std::string& title, int month = 11, int day = 20) {
  event::v1::Event event = Reported(AnEvent("earlier", title, "", ""), 2025, month, day);
  return event;
}

std::vector<std::string> Previously(const v1::SummarizeWindowResponse& response) {
  std::vector<std::string> texts;
  for (const auto& section : response.digest().sections()) {
    for (const auto& story : section.stories()) {
      for (const auto& note : story.notes()) {
        if (note.kind() == digest::v1::NOTE_KIND_PREVIOUSLY) {
          texts.push_back(note.text().runs(0).text());
        }
      }
    }
  }
  return texts;
}

v1::SummarizeWindowResponse Compose(const event::v1::Event& current,
                                    std::vector<event::v1::Event> earlier) {
  auto response = Summarize(TheStart(current.language()), {current}, std::move(earlier));
  EXPECT_THAT(response, IsOk());
  return response.ok() ? *std::move(response) : v1::SummarizeWindowResponse();
}

TEST(EarlierTest, AStoryTellsWhatWasReportedOfItsProductBefore) {
  const auto response =
      Compose(Approval(), {Earlier("FDA accepts Casgevy filing for younger children")});
  EXPECT_THAT(Previously(response),
              ElementsAre("20 November: FDA accepts Casgevy filing for younger children"));
  EXPECT_THAT(response.findings(), IsEmpty());
}

TEST(EarlierTest, TheNoteIsLocalizedAndCited) {
  const auto response =
      Compose(ApprovalInChinese(), {Earlier("FDA受理Casgevy用于5至11岁儿童的上市申请")});
  ASSERT_THAT(Previously(response),
              ElementsAre("11月20日：FDA受理Casgevy用于5至11岁儿童的上市申请"));
  const digest::v1::Digest& digest = response.digest();
  ASSERT_EQ(digest.references_size(), 2);
  EXPECT_THAT(digest.references(1).event_ids(), ElementsAre("earlier"));
  EXPECT_THAT(digest.sections(0).stories(0).event_ids(), ElementsAre("a"));
  EXPECT_THAT(digest.sections(0).stories(0).ref_ids(), ElementsAre(digest.references(0).ref_id()));
}

TEST(EarlierTest, OfSeveralReportsTheMostAlikeAndThenTheLatestIsNamed) {
  event::v1::Event other = Earlier("Casgevy sales double in the third quarter", 12, 1);
  other.set_event_id("other");
  event::v1::Event repeated = Earlier("FDA accepts Casgevy filing for younger children", 11, 28);
  repeated.set_event_id("repeated");
  const auto response = Compose(
      Approval(), {Earlier("FDA accepts Casgevy filing for younger children"), other, repeated});
  EXPECT_THAT(Previously(response),
              ElementsAre("28 November: FDA accepts Casgevy filing for younger children"));
}

TEST(EarlierTest, WhatIsCitedIsNotLeftOut) {
  event::v1::Event unrelated = Earlier("Regulators approve the gene therapy Zolgensma", 12, 8);
  unrelated.set_event_id("unrelated");
  unrelated.mutable_sources(0)->set_canonical_url("https://example.com/zolgensma");
  const auto response = Summarize(
      TheStart("en"),
      {Approval(), Earlier("FDA accepts Casgevy gene therapy filing for younger children", 12, 8),
       unrelated});
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(Previously(*response), ::testing::SizeIs(1));
  std::vector<std::string> left_out;
  for (const v1::LeftOutEvent& event : response->left_out()) left_out.push_back(event.event_id());
  EXPECT_THAT(left_out, ElementsAre("unrelated"));
}

struct Unrelated {
  std::string name;
  event::v1::Event earlier;
};

class UnrelatedTest : public ::testing::TestWithParam<Unrelated> {};

TEST_P(UnrelatedTest, IsNotNamed) {
  const auto response = Compose(Approval(), {GetParam().earlier});
  EXPECT_THAT(Previously(response), IsEmpty());
  EXPECT_EQ(response.digest().references_size(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Reports, UnrelatedTest,
    ::testing::Values(
        Unrelated{"another_product", Earlier("FDA accepts Zolgensma filing for younger children")},
        Unrelated{"the_same_company_about_something_else",
                  Earlier("Vertex opens a research campus in Boston")},
        Unrelated{"another_language", Earlier("FDA受理Casgevy用于5至11岁儿童的上市申请")},
        Unrelated{"a_title_that_cannot_be_printed", Earlier("Will Casgevy be approved at last?")},
        Unrelated{"of_the_window", Earlier("FDA accepts Casgevy filing for children", 12, 9)},
        Unrelated{"without_a_day", AnEvent("earlier", "FDA accepts Casgevy filing", "", "")}),
    [](const auto& tested) { return tested.param.name; });

TEST(EarlierTest, AnEventOfTheWindowIsNoEarlierOne) {
  event::v1::Event same = Approval();
  same.clear_body();
  const auto response = Compose(Approval(), {same});
  EXPECT_THAT(Previously(response), IsEmpty());
  EXPECT_THAT(response.digest().sections(0).stories(0).lead().runs(0).text(),
              HasSubstr("approved Casgevy"));
}

TEST(EarlierTest, EarlierReportsChangeNeitherTheStoriesNorWhatIsLeftOut) {
  const v1::SummarizeWindowStart start = TheStart("zh-CN");
  const auto events = testing::ReadSampleEvents("cell-gene-therapy-2025-W50");
  const v1::AnalyzeEventsResponse without = AnalyzeEvents(start, events);
  const v1::AnalyzeEventsResponse with =
      AnalyzeEvents(start, events, {Earlier("FDA accepts Casgevy filing for children")});
  ASSERT_EQ(with.stories_size(), without.stories_size());
  for (int i = 0; i < with.stories_size(); ++i) {
    EXPECT_EQ(with.stories(i).story_id(), without.stories(i).story_id());
  }
  EXPECT_EQ(with.left_out_size(), without.left_out_size());
}

TEST(EarlierTest, WhoWasOftenToldOfRanksHigher) {
  const auto fame = [](const v1::AnalyzeEventsResponse& response) {
    for (const auto& reason : response.stories(0).reasons()) {
      if (reason.feature() == "fame") return reason.contribution();
    }
    return 0.0;
  };
  std::vector<event::v1::Event> earlier;
  for (int i = 0; i < 9; ++i) {
    earlier.push_back(Earlier("Casgevy reaches another clinic"));
    earlier.back().set_event_id("earlier" + std::to_string(i));
  }
  const v1::SummarizeWindowStart start = TheStart("en");
  EXPECT_GT(fame(AnalyzeEvents(start, {Approval()}, earlier)),
            2 * fame(AnalyzeEvents(start, {Approval()})));
}

TEST(EarlierTest, TheVerifierRefusesAnotherDayAndAnotherHeadline) {
  const std::vector<event::v1::Event> events = {
      Approval(), Earlier("FDA accepts Casgevy filing for younger children")};
  const v1::SummarizeWindowStart start = TheStart("en");
  const digest::v1::Digest digest = Summarize(start, {events[0]}, {events[1]})->digest();
  const Evidence evidence(start.topic(), events);
  ASSERT_THAT(Verify(digest, evidence), IsEmpty());

  const auto note = [](digest::v1::Digest& changed) -> digest::v1::InlineText& {
    return *changed.mutable_sections(0)->mutable_stories(0)->mutable_notes(0)->mutable_text();
  };
  digest::v1::Digest other_day = digest;
  note(other_day)
      .mutable_support(0)
      ->mutable_template_()
      ->mutable_arguments(0)
      ->mutable_computed()
      ->set_value("21 November");
  EXPECT_THAT(Verify(other_day, evidence), Not(IsEmpty()));
  digest::v1::Digest other_words = digest;
  note(other_words).mutable_runs(0)->set_text("20 November: FDA rejects Casgevy");
  EXPECT_THAT(Verify(other_words, evidence), Not(IsEmpty()));
}

}  // namespace
}  // namespace sennight::summarization
