// What VerifyDigest says of digests that were edited.
#include "services/summarization/domain/verify_digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "services/summarization/domain/analyze_events.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/verify.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class VerifyDigestTest : public ::testing::Test {
 protected:
  VerifyDigestTest()
      : start_(testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), "zh-CN", "2025-12-09",
                                  "2025-12-16")),
        events_(testing::ReadSampleEvents("cell-gene-therapy-2025-W50")),
        digest_(Summarize(start_, events_)->digest()) {}

  digest::v1::Story& story() { return *digest_.mutable_sections(1)->mutable_stories(0); }

  v1::VerifyDigestResponse Verified() const {
    return VerifyDigest(start_.topic(), digest_, events_);
  }

  v1::SummarizeWindowStart start_;
  std::vector<event::v1::Event> events_;
  digest::v1::Digest digest_;
};

TEST_F(VerifyDigestTest, WhatTheServiceWroteIsSupported) {
  const v1::VerifyDigestResponse response = Verified();
  EXPECT_THAT(response.findings(), IsEmpty());
  EXPECT_THAT(response.claims(), IsEmpty());
  EXPECT_GT(response.sentences(), 20);
}

TEST_F(VerifyDigestTest, AnInventedSentenceIsDoubtedAndHasAReplacement) {
  story().mutable_lead()->mutable_runs(0)->set_text("该药使98.7%的患者痊愈。");
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_THAT(response.claims(), SizeIs(1));
  const v1::DoubtfulClaim& claim = response.claims(0);
  EXPECT_EQ(claim.path(), "/sections/1/stories/0/lead");
  EXPECT_EQ(claim.text(), "该药使98.7%的患者痊愈。");
  EXPECT_FALSE(claim.is_checked());
  EXPECT_THAT(claim.reasons(), ::testing::Contains(HasSubstr("GRD-NUMBER 98.7")));
  const Evidence evidence(start_.topic(), events_);
  std::string words;
  ASSERT_TRUE(evidence.TextOf(claim.replacement(), &words));
  EXPECT_EQ(words, claim.replacement_text());
}

TEST_F(VerifyDigestTest, AWordLessIsNoQuotationButChecked) {
  digest::v1::Run& run = *story().mutable_lead()->mutable_runs(0);
  std::string words = run.text();
  const size_t stop = words.rfind("。");
  ASSERT_NE(stop, std::string::npos);
  run.set_text(words.erase(stop, std::string("。").size()));
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_THAT(response.claims(), SizeIs(1));
  EXPECT_TRUE(response.claims(0).is_checked()) << response.claims(0).reasons(0);
  EXPECT_FALSE(response.findings().empty());
}

TEST_F(VerifyDigestTest, AChangedCountIsDoubtedForWhatItWasNotForWhatNoEventSays) {
  digest::v1::Run& run = *digest_.mutable_intro()->mutable_runs(0);
  const std::string counted = run.text();
  run.set_text(counted + "99");
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_THAT(response.claims(), SizeIs(1));
  EXPECT_FALSE(response.claims(0).is_checked());
  EXPECT_THAT(response.claims(0).reasons(),
              ::testing::ElementsAre("CIT-SUPPORT " + counted, "CIT-NUMBER 99"));
  EXPECT_FALSE(response.claims(0).has_replacement());
}

TEST_F(VerifyDigestTest, AShortSentenceOfWhichNoSourceSaysAnythingIsUnsupported) {
  story().mutable_headline()->mutable_runs(0)->set_text("火箭升空。");
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_FALSE(response.claims().empty());
  EXPECT_THAT(response.claims(0).reasons(), ::testing::Contains(HasSubstr("GRD-COVERAGE 0%")));
}

TEST_F(VerifyDigestTest, NoSentenceRestsOnWholeReports) {
  digest::v1::Support& support = *story().mutable_lead()->mutable_support(0);
  const event::v1::SourceSpan span = support.span();
  digest::v1::TemplateUse& use = *support.mutable_template_();
  use.set_template_id("closing.sources");
  for (int i = 0; i < 5'000; ++i) *use.add_arguments()->mutable_span() = span;
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_THAT(response.claims(), SizeIs(1));
  EXPECT_THAT(response.findings(0).evidence(), ::testing::StrEq("rests on too much"));
}

TEST_F(VerifyDigestTest, WhatIsSaidOfASentenceIsShort) {
  for (event::v1::Event& event : events_) event.mutable_body()->append(std::string(60'000, 'x'));
  digest::v1::Support& support = *story().mutable_lead()->mutable_support(0);
  support.mutable_span()->set_field("body");
  support.mutable_span()->set_start(0);
  support.mutable_span()->set_end(60'000);
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_FALSE(response.findings().empty());
  for (const digest::v1::Finding& finding : response.findings()) {
    EXPECT_LE(finding.evidence().size(), 1'000U);
  }
}

TEST_F(VerifyDigestTest, ComparesNoMoreThanItsBounds) {
  const std::string story_event = story().event_ids(0);
  for (event::v1::Event& event : events_) {
    if (event.event_id() == story_event) event.mutable_body()->resize(17 << 20, 'x');
  }
  story().mutable_lead()->mutable_runs(0)->set_text("It cures all.");
  const v1::VerifyDigestResponse response = Verified();
  const auto lead = std::find_if(response.claims().begin(), response.claims().end(),
                                 [](const auto& claim) { return claim.text() == "It cures all."; });
  ASSERT_NE(lead, response.claims().end());
  EXPECT_THAT(lead->reasons(), ::testing::ElementsAre(HasSubstr("GRD-NOT-RUN")));
  EXPECT_FALSE(lead->is_checked());
}

TEST_F(VerifyDigestTest, TellsOfAThousandSentencesAtMost) {
  for (int i = 0; i < 6'000; ++i) {
    digest_.add_highlights()->mutable_text()->add_runs()->set_text("So it was.");
  }
  const v1::VerifyDigestResponse response = Verified();
  EXPECT_THAT(response.claims(), SizeIs(1'000));
  EXPECT_THAT(response.findings(), SizeIs(5'000));
}

TEST_F(VerifyDigestTest, DaysOfASectionWithoutStoriesAreNoNumber) {
  digest::v1::Section& section = *digest_.mutable_sections(1);
  section.clear_stories();
  digest::v1::InlineText& heading = *section.mutable_heading();
  heading.clear_support();
  digest::v1::Support& support = *heading.add_support();
  support.set_run_end(heading.runs_size());
  support.mutable_computed()->set_function("section.days");
  support.mutable_computed()->set_value("1");
  EXPECT_FALSE(Verified().findings().empty());
}

TEST_F(VerifyDigestTest, TheEventsOfOtherStoriesProveNothing) {
  digest::v1::Run& run = *story().mutable_lead()->mutable_runs(0);
  run.set_text(digest_.sections(0).stories(0).lead().runs(0).text());
  const v1::VerifyDigestResponse response = Verified();
  ASSERT_THAT(response.claims(), SizeIs(1));
  EXPECT_FALSE(response.claims(0).is_checked());
}

TEST_F(VerifyDigestTest, TheIntakeNamesWhatIsMissing) {
  v1::VerifyDigestRequest request;
  EXPECT_EQ(VerifyIntake().Take(request).code(), absl::StatusCode::kInvalidArgument);
  *request.mutable_topic() = start_.topic();
  EXPECT_THAT(std::string(VerifyIntake().Take(request).message()), HasSubstr("digest"));
  *request.mutable_digest() = digest_;
  request.mutable_digest()->set_language("zz");
  EXPECT_THAT(std::string(VerifyIntake().Take(request).message()), HasSubstr("digest.language"));
  request.mutable_digest()->set_language("zh-CN");
  VerifyIntake intake;
  ASSERT_THAT(intake.Take(request), sennight::testing::IsOk());
  EXPECT_EQ(intake.Take(request).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(VerifyIntake().Verify().status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(VerifyDigestTest, AnalysisTellsTheStoriesOfTheDigestWithTheirReasons) {
  const v1::AnalyzeEventsResponse analysis = AnalyzeEvents(start_, events_);
  ASSERT_FALSE(analysis.stories().empty());
  std::set<std::string> ids;
  double last = 1e9;
  for (const v1::AnalyzedStory& analyzed : analysis.stories()) {
    ids.insert(analyzed.story_id());
    double sum = 0;
    for (const auto& reason : analyzed.reasons()) sum += reason.contribution();
    EXPECT_NEAR(sum, analyzed.rank_score(), 1e-9);
    EXPECT_THAT(analyzed.likeness(),
                SizeIs(analyzed.event_ids_size() > 1 ? analyzed.event_ids_size() : 0));
    last = std::min(last, analyzed.rank_score());
  }
  for (const digest::v1::Section& section : digest_.sections()) {
    for (const digest::v1::Story& told : section.stories()) {
      EXPECT_EQ(ids.count(told.story_id()), 1U) << told.story_id();
      EXPECT_FALSE(told.rank_reasons().empty());
    }
  }
}

TEST_F(VerifyDigestTest, FameRaisesAStory) {
  const v1::AnalyzeEventsResponse before = AnalyzeEvents(start_, events_);
  v1::Fame* fame = start_.add_fame();
  fame->set_name(before.stories(before.stories_size() - 1).concepts(0));
  for (const v1::AnalyzedStory& analyzed : before.stories()) {
    for (const std::string& name : analyzed.concepts()) {
      start_.add_fame()->set_name(name);
      start_.mutable_fame(start_.fame_size() - 1)->set_mentions(50);
    }
  }
  const v1::AnalyzeEventsResponse after = AnalyzeEvents(start_, events_);
  EXPECT_GT(after.stories(0).rank_score(), before.stories(0).rank_score());
}

}  // namespace
}  // namespace sennight::summarization
