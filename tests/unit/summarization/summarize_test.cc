// What digests keep to, whatever the reports say.
#include "services/summarization/domain/summarize.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/hash/hash.h"
#include "common/status/status.h"
#include "services/summarization/domain/digest_texts.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/summarization/reports.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using sennight::testing::IsOk;
using sennight::testing::StatusIs;
using testing::AnEvent;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reported;

v1::SummarizeWindowStart TheStart(const std::string& language = "zh-CN") {
  return testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), language, "2025-12-09",
                            "2025-12-16");
}

v1::SummarizeWindowResponse Compose(std::vector<event::v1::Event> events,
                                    const std::string& language = "zh-CN") {
  auto response = Summarize(TheStart(language), std::move(events));
  EXPECT_THAT(response, IsOk());
  return response.ok() ? *std::move(response) : v1::SummarizeWindowResponse();
}

std::vector<digest::v1::Story> StoriesOf(const v1::SummarizeWindowResponse& response) {
  std::vector<digest::v1::Story> stories;
  for (const auto& section : response.digest().sections()) {
    for (const auto& story : section.stories()) stories.push_back(story);
  }
  return stories;
}

std::string TextOf(const digest::v1::InlineText& text) {
  std::string all;
  for (const digest::v1::Run& run : text.runs()) all += run.text();
  return all;
}

event::v1::Event Approval(const std::string& id, const std::string& product,
                          const std::string& day = "2025-12-10") {
  return AnEvent(id, "FDA approves " + product + " gene therapy for sickle cell disease",
                 "The FDA approved the gene therapy " + product + " on 10 December 2025.", day);
}

event::v1::Event Rejection(const std::string& id, const std::string& product) {
  return AnEvent(
      id, "FDA declined to approve " + product + " gene therapy for sickle cell disease",
      "The FDA declined to approve the gene therapy " + product + " on 10 December 2025.",
      "2025-12-10");
}

TEST(SummarizeTest, TheOrderOfTheEventsChangesNothing) {
  auto events = testing::ReadSampleEvents("cell-gene-therapy-2025-W50");
  const auto expected = hash::DeterministicBytes(Compose(events));
  std::mt19937 random(7);
  for (int i = 0; i < 3; ++i) {
    std::shuffle(events.begin(), events.end(), random);
    EXPECT_EQ(hash::DeterministicBytes(Compose(events)), expected);
  }
}

TEST(SummarizeTest, TheContentHashIsOfTheDigestWithoutIt) {
  digest::v1::Digest digest =
      Compose(testing::ReadSampleEvents("cell-gene-therapy-2025-W50")).digest();
  const std::string hash = digest.provenance().content_hash();
  digest.mutable_provenance()->clear_content_hash();
  EXPECT_EQ(hash, hash::Sha256Hex(hash::DeterministicBytes(digest)));
  EXPECT_EQ(digest.provenance().as_of_position(), 37);
  EXPECT_EQ(digest.provenance().engine_version(), kEngineVersion);
}

TEST(SummarizeTest, EveryEventIsInAStoryOrLeftOutWithAReason) {
  const auto events = testing::ReadSampleEvents("cell-gene-therapy-2025-W50");
  const auto response = Compose(events);
  std::multiset<std::string> seen;
  for (const auto& story : StoriesOf(response)) {
    seen.insert(story.event_ids().begin(), story.event_ids().end());
  }
  for (const auto& brief : response.digest().in_brief()) {
    seen.insert(brief.event_ids().begin(), brief.event_ids().end());
  }
  for (const auto& left_out : response.left_out()) {
    seen.insert(left_out.event_id());
    EXPECT_NE(left_out.reason(), v1::LEFT_OUT_REASON_UNSPECIFIED);
    EXPECT_FALSE(left_out.evidence().empty());
  }
  for (const auto& event : events) EXPECT_EQ(seen.count(event.event_id()), 1u) << event.title();
}

TEST(SummarizeTest, EveryStoryCitesAllItsSources) {
  for (const char* language : {"zh-CN", "en"}) {
    const auto response =
        Compose(testing::ReadSampleEvents("cell-gene-therapy-2025-W50"), language);
    for (const auto& story : StoriesOf(response)) {
      std::set<std::string> cited;
      for (const auto& run : story.lead().runs()) {
        cited.insert(run.cite().ref_ids().begin(), run.cite().ref_ids().end());
      }
      for (const std::string& id : story.ref_ids()) EXPECT_EQ(cited.count(id), 1u) << id;
      std::set<std::string> covered;
      for (const auto& reference : response.digest().references()) {
        if (cited.count(reference.ref_id()) == 0) continue;
        covered.insert(reference.event_ids().begin(), reference.event_ids().end());
      }
      for (const std::string& id : story.event_ids()) EXPECT_EQ(covered.count(id), 1u) << id;
    }
  }
}

TEST(SummarizeTest, ALeadEndsWithAFigureThatNothingElseTells) {
  const auto events = [](const std::string& last) {
    return std::vector<event::v1::Event>{
        AnEvent("a", "Quexol opens a gene therapy plant in Leiden",
                "Quexol opened a gene therapy plant in Leiden on 10 December 2025. The plant makes "
                "vectors for gene therapies of all kinds. Quexol is led by the founder of another "
                "company of the region. Local schools visited the halls in the afternoon. " +
                    last,
                "2025-12-10")};
  };
  const auto lead = [](const v1::SummarizeWindowResponse& response) {
    const auto stories = StoriesOf(response);
    std::string text;
    for (const digest::v1::Run& run : stories.at(0).lead().runs()) text += run.text();
    return text;
  };
  EXPECT_THAT(lead(Compose(events("Builders gained 85 million euros and worked for years."), "en")),
              ::testing::HasSubstr("85 million euros"));
  EXPECT_THAT(lead(Compose(events("Builders gained a fortune and worked for years."), "en")),
              ::testing::Not(::testing::HasSubstr("fortune")));
}

TEST(SummarizeTest, ReferencesAreInTheOrderOfTheirFirstCitation) {
  const auto digest = Compose(testing::ReadSampleEvents("cell-gene-therapy-2025-W50")).digest();
  std::vector<std::string> order;
  ForEachText(digest, [&order](const TextPlace& place) {
    for (const auto& run : place.text->runs()) {
      for (const std::string& id : run.cite().ref_ids()) {
        if (std::find(order.begin(), order.end(), id) == order.end()) order.push_back(id);
      }
    }
  });
  ASSERT_EQ(order.size(), static_cast<size_t>(digest.references_size()));
  for (size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(digest.references(static_cast<int>(i)).ref_id(), order[i]);
  }
}

TEST(SummarizeTest, NoSentenceOfABodyIsPrintedTwice) {
  for (const char* language : {"zh-CN", "en"}) {
    const auto digest =
        Compose(testing::ReadSampleEvents("cell-gene-therapy-2025-W50"), language).digest();
    std::map<std::string, int> printed;
    ForEachText(digest, [&printed](const TextPlace& place) {
      if (place.path.find("/subject") != std::string::npos) return;
      for (const auto& support : place.text->support()) {
        if (support.span().field() != "body") continue;
        ++printed[support.span().ShortDebugString()];
        ++printed[place.text->runs(support.run_start()).text()];
      }
    });
    for (const auto& [sentence, times] : printed) EXPECT_EQ(times, 1) << sentence;
  }
}

TEST(SummarizeTest, DifferentProductsAreDifferentStoriesInOneSection) {
  const auto response = Compose({Approval("a", "Casgevy"), Approval("b", "Lyfgenia")}, "en");
  EXPECT_EQ(StoriesOf(response).size(), 2u);
  EXPECT_EQ(response.digest().sections_size(), 1);
  EXPECT_THAT(TextOf(response.digest().highlights(0).text()), HasSubstr("Casgevy"));
  EXPECT_THAT(TextOf(response.digest().highlights(0).text()), HasSubstr("Lyfgenia"));
}

TEST(SummarizeTest, AnApprovalAndARejectionAreNeverOneStory) {
  const auto response = Compose({Approval("a", "Casgevy"), Rejection("b", "Casgevy")}, "en");
  EXPECT_EQ(StoriesOf(response).size(), 2u);
}

TEST(SummarizeTest, AChineseAndAnEnglishReportAreOneStory) {
  const auto response = Compose(
      {Approval("a", "Casgevy"),
       AnEvent("b", "FDA批准Casgevy基因疗法用于镰状细胞病",
               "2025年12月10日，FDA批准基因疗法Casgevy用于镰状细胞病患者。", "2025-12-10")});
  ASSERT_EQ(StoriesOf(response).size(), 1u);
  const digest::v1::Story story = StoriesOf(response)[0];
  EXPECT_EQ(story.event_ids_size(), 2);
  EXPECT_EQ(TextOf(story.headline()), "FDA批准Casgevy基因疗法用于镰状细胞病");
  EXPECT_EQ(story.ref_ids_size(), 2);
  EXPECT_EQ(story.notes_size(), 0);
}

TEST(SummarizeTest, AStoryWithoutASourceInTheLanguageKeepsItsWordsAndSaysSo) {
  const auto response = Compose({Approval("a", "Casgevy")}, "zh-CN");
  const digest::v1::Story story = StoriesOf(response).at(0);
  EXPECT_EQ(story.headline().language(), "en");
  EXPECT_EQ(story.lead().language(), "en");
  std::vector<int> kinds;
  for (const auto& note : story.notes()) kinds.push_back(note.kind());
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre(digest::v1::NOTE_KIND_ORIGINAL_LANGUAGE,
                                                     digest::v1::NOTE_KIND_SINGLE_SOURCE));
}

TEST(SummarizeTest, ASingleSourceDoesNotComeFirstIfAStoryHasTwo) {
  event::v1::Event rumour = Approval("z", "Casgevy");
  rumour.mutable_sources(0)->set_kind(event::v1::SOURCE_KIND_REGULATOR);
  const std::string title = "拾穗细胞完成3.2亿元B轮融资，推进通用型CAR-T细胞治疗";
  const std::string body = "拾穗细胞于2025年12月11日宣布完成3.2亿元B轮融资。";
  const auto response = Compose({rumour, AnEvent("a", title, body, "2025-12-11"),
                                 AnEvent("b", title, body + "资金用于CAR-T。", "2025-12-11")});
  EXPECT_EQ(StoriesOf(response).at(0).event_ids_size(), 2);
}

TEST(SummarizeTest, AFigureOnWhichSourcesDifferIsPrintedWithEachSource) {
  const auto digest = Compose(testing::ReadSampleEvents("cell-gene-therapy-2025-W50")).digest();
  int conflicts = 0;
  for (const auto& section : digest.sections()) {
    for (const auto& story : section.stories()) {
      for (const auto& conflict : story.conflicts()) {
        ++conflicts;
        ASSERT_EQ(conflict.statements_size(), 2);
        EXPECT_THAT(TextOf(conflict.statements(0)), HasSubstr("1.98万元"));
        EXPECT_THAT(TextOf(conflict.statements(1)), HasSubstr("1.89万元"));
        EXPECT_NE(conflict.statements(0).runs(1).cite().ref_ids(0),
                  conflict.statements(1).runs(1).cite().ref_ids(0));
      }
    }
  }
  EXPECT_EQ(conflicts, 1);
}

TEST(SummarizeTest, ALateStoryIsToldWithANote) {
  const auto response =
      Compose({Reported(Approval("a", "Casgevy", "2025-12-08"), 2025, 12, 9)}, "en");
  const digest::v1::Story story = StoriesOf(response).at(0);
  ASSERT_GE(story.notes_size(), 1);
  EXPECT_EQ(story.notes(0).kind(), digest::v1::NOTE_KIND_LATE);
  EXPECT_THAT(TextOf(story.notes(0).text()), HasSubstr("8 December 2025"));
}

TEST(SummarizeTest, AStoryThatWasReportedBeforeIsBackground) {
  const auto response = Compose({Reported(Approval("a", "Casgevy", "2025-12-08"), 2025, 12, 8),
                                 Reported(Approval("b", "Casgevy", "2025-12-08"), 2025, 12, 9),
                                 AnEvent("c", "拾穗细胞完成B轮融资，推进CAR-T细胞治疗",
                                         "拾穗细胞完成融资，用于CAR-T。", "2025-12-11")});
  EXPECT_EQ(StoriesOf(response).size(), 1u);
  ASSERT_EQ(response.left_out_size(), 2);
  EXPECT_EQ(response.left_out(0).reason(), v1::LEFT_OUT_REASON_BACKGROUND);
  EXPECT_EQ(response.left_out(1).reason(), v1::LEFT_OUT_REASON_BACKGROUND);
}

TEST(SummarizeTest, WhatDoesNotFitIsToldInBriefOrLeftOut) {
  v1::SummarizeWindowStart start = TheStart("en");
  start.mutable_topic()->mutable_shape()->set_max_sections(1);
  start.mutable_topic()->mutable_shape()->set_max_in_brief(1);
  const auto response =
      Summarize(start, {Approval("a", "Casgevy"), Rejection("b", "Lyfgenia"),
                        AnEvent("c", "Shisui raises 320 million yuan for CAR-T cell therapy",
                                "Shisui raised 320 million yuan for CAR-T.", "2025-12-11")});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->digest().sections_size(), 1);
  EXPECT_EQ(response->digest().in_brief_size(), 1);
  ASSERT_EQ(response->left_out_size(), 1);
  EXPECT_EQ(response->left_out(0).reason(), v1::LEFT_OUT_REASON_NO_ROOM);
}

TEST(SummarizeTest, HostileMarkupIsNotPrinted) {
  event::v1::Event event = Approval("a", "Casgevy");
  event.set_body(event.body() + "\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>.");
  ForEachText(Compose({event}, "en").digest(), [](const TextPlace& place) {
    EXPECT_THAT(TextOf(*place.text), Not(HasSubstr("<")));
  });
}

TEST(SummarizeTest, AnUnsafeAddressIsNotCited) {
  event::v1::Event event = Approval("a", "Casgevy");
  event::v1::Source* source = event.add_sources();
  source->set_url("javascript:alert(1)");
  source->set_publisher("Mirror");
  const auto response = Compose({event}, "en");
  for (const auto& reference : response.digest().references()) {
    EXPECT_THAT(reference.url(), Not(HasSubstr("javascript")));
  }
}

TEST(SummarizeTest, AReportOfATitleAloneIsAStory) {
  const auto response = Compose(
      {AnEvent("a", "FDA approves Casgevy gene therapy for sickle cell disease", "", "2025-12-10")},
      "en");
  EXPECT_EQ(TextOf(StoriesOf(response).at(0).lead()),
            "FDA approves Casgevy gene therapy for sickle cell disease");
}

TEST(SummarizeTest, AnEmptyWindowSaysSo) {
  const auto response = Summarize(TheStart(), {Approval("a", "Casgevy", "2025-12-20")});
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kNotFound, "2025-12-09 to 2025-12-15"));
  EXPECT_EQ(ReasonOf(response.status()), "WINDOW_EMPTY");
  EXPECT_EQ(ReasonOf(Summarize(TheStart(), {}).status()), "WINDOW_EMPTY");
}

TEST(SummarizeTest, AWindowWithoutRelevantReportsSaysSo) {
  const auto response = Summarize(
      TheStart(), {AnEvent("a", "Wind band gives a concert", "Nothing else.", "2025-12-10")});
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kNotFound, "of 1 reports"));
  EXPECT_EQ(ReasonOf(response.status()), "NOTHING_RELEVANT");
}

TEST(SummarizeTest, AWindowOfReportsWithoutAWholeSentenceSaysSo) {
  const auto response =
      Summarize(TheStart(), {AnEvent("a", "Is the gene therapy Casgevy worth it?",
                                     "Gene therapy: <b>read more</b> about CAR-T", "2025-12-10")});
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kNotFound,
                                 "of 1 reports from 2025-12-09 to 2025-12-15 on the topic "
                                 "cell-gene-therapy none has a sentence fit to print"));
  EXPECT_EQ(ReasonOf(response.status()), "NOTHING_PRINTABLE");
}

}  // namespace
}  // namespace sennight::summarization
