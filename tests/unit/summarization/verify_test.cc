// Corruptions of real digests: each must be found, and mending must leave nothing that is wrong.
#include "services/summarization/domain/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "services/summarization/domain/digest_texts.h"
#include "services/summarization/domain/summarize.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using digest::v1::Digest;
using digest::v1::InlineText;
using digest::v1::Story;

struct Corruption {
  std::string name;
  std::string rule;
  std::function<void(Digest*)> apply;
};

Story* StoryOf(Digest* digest) { return digest->mutable_sections(1)->mutable_stories(0); }

// Replaces the first occurrence in the text's runs; the corruption must change something.
void Replace(InlineText* text, const std::string& from, const std::string& to) {
  for (digest::v1::Run& run : *text->mutable_runs()) {
    std::string words = run.text();
    const size_t at = words.find(from);
    if (!run.has_text() || at == std::string::npos) continue;
    run.set_text(words.replace(at, from.size(), to));
    return;
  }
  ADD_FAILURE() << "nothing to corrupt: " << from;
}

InlineText* PointWith(Digest* digest, const std::string& words) {
  for (auto& section : *digest->mutable_sections()) {
    for (auto& story : *section.mutable_stories()) {
      for (auto& point : *story.mutable_key_points()) {
        if (point.text().runs(0).text().find(words) != std::string::npos) {
          return point.mutable_text();
        }
      }
    }
  }
  ADD_FAILURE() << "no key point with " << words;
  return digest->mutable_title();
}

std::vector<Corruption> Corruptions() {
  return {
      {"a number is changed", "CIT-SUPPORT",
       [](Digest* d) { Replace(PointWith(d, "63.0%"), "63.0%", "64.0%"); }},
      {"a number is changed, seen by itself", "CIT-NUMBER",
       [](Digest* d) { Replace(PointWith(d, "63.0%"), "63.0%", "64.0%"); }},
      {"a name is changed", "CIT-NAME",
       [](Digest* d) { Replace(StoryOf(d)->mutable_lead(), "ASH", "ASCO"); }},
      {"a word is dropped", "CIT-SUPPORT",
       [](Digest* d) { Replace(PointWith(d, "未观察到"), "未观察到", "观察到"); }},
      {"a sentence is added", "CIT-RUNS",
       [](Digest* d) { StoryOf(d)->mutable_lead()->add_runs()->set_text("疗效显著。"); }},
      {"the intro is without support", "CIT-RUNS",
       [](Digest* d) { d->mutable_intro()->clear_support(); }},
      {"the closing is empty", "CIT-RUNS", [](Digest* d) { d->mutable_closing()->Clear(); }},
      {"a support is removed", "CIT-RUNS",
       [](Digest* d) { StoryOf(d)->mutable_lead()->mutable_support()->RemoveLast(); }},
      {"runs are said twice", "CIT-RUNS",
       [](Digest* d) { StoryOf(d)->mutable_lead()->mutable_support(1)->set_run_start(0); }},
      {"a run range leaves the text", "CIT-RUNS",
       [](Digest* d) { StoryOf(d)->mutable_headline()->mutable_support(0)->set_run_end(9); }},
      {"a span moves by one", "CIT-SUPPORT",
       [](Digest* d) {
         auto* span = StoryOf(d)->mutable_lead()->mutable_support(0)->mutable_span();
         span->set_start(span->start() + 1);
       }},
      {"a span leaves its field", "CIT-SPAN",
       [](Digest* d) {
         StoryOf(d)->mutable_lead()->mutable_support(0)->mutable_span()->set_end(1 << 20);
       }},
      {"a span names another field", "CIT-SPAN",
       [](Digest* d) {
         StoryOf(d)->mutable_lead()->mutable_support(0)->mutable_span()->set_field("labels");
       }},
      {"a span names another revision", "CIT-SPAN",
       [](Digest* d) {
         StoryOf(d)->mutable_lead()->mutable_support(0)->mutable_span()->set_revision(2);
       }},
      {"a span names an unknown event", "CIT-SPAN",
       [](Digest* d) {
         StoryOf(d)->mutable_lead()->mutable_support(0)->mutable_span()->set_event_id("none");
       }},
      {"a story quotes another story", "CIT-SPAN",
       [](Digest* d) { *StoryOf(d)->mutable_headline() = d->sections(2).stories(0).headline(); }},
      {"an agreeing span is foreign", "CIT-SPAN",
       [](Digest* d) {
         auto* agreeing = StoryOf(d)->mutable_lead()->mutable_support(0)->add_agreeing();
         *agreeing = d->sections(2).stories(0).lead().support(0).span();
       }},
      {"a citation dangles", "CIT-DANGLING",
       [](Digest* d) {
         StoryOf(d)->mutable_lead()->mutable_runs(1)->mutable_cite()->set_ref_ids(0, "r-none");
       }},
      {"a citation is another story's", "CIT-FOREIGN",
       [](Digest* d) {
         StoryOf(d)->mutable_lead()->mutable_runs(1)->mutable_cite()->set_ref_ids(
             0, d->sections(2).stories(0).ref_ids(0));
       }},
      {"a story loses its citations", "CIT-SEC-NONE",
       [](Digest* d) {
         auto* lead = StoryOf(d)->mutable_lead();
         lead->mutable_runs()->DeleteSubrange(1, lead->runs_size() - 1);
         lead->mutable_support()->DeleteSubrange(1, lead->support_size() - 1);
         lead->mutable_support(0)->set_run_end(1);
       }},
      {"a reference is never cited", "CIT-REF-ORPHAN",
       [](Digest* d) { d->add_references()->set_ref_id("r-orphan"); }},
      {"a count is wrong", "CIT-COMPUTED",
       [](Digest* d) {
         auto* use = d->mutable_intro()->mutable_support(0)->mutable_template_();
         use->mutable_arguments(3)->mutable_computed()->set_value("99");
       }},
      {"the window is wrong", "CIT-COMPUTED",
       [](Digest* d) { d->mutable_window()->set_start("2025-12-08"); }},
      {"a computed function is unknown", "CIT-COMPUTED",
       [](Digest* d) {
         auto* use = d->mutable_intro()->mutable_support(0)->mutable_template_();
         use->mutable_arguments(3)->mutable_computed()->set_function("count.miracles");
       }},
      {"a template is unknown", "CIT-SUPPORT",
       [](Digest* d) {
         d->mutable_closing()->mutable_support(0)->mutable_template_()->set_template_id("poem");
       }},
      {"a template's words are changed", "CIT-SUPPORT",
       [](Digest* d) { Replace(d->mutable_closing(), "本期", "上期"); }},
      {"a late story's date is changed", "CIT-COMPUTED",
       [](Digest* d) {
         for (auto& section : *d->mutable_sections()) {
           for (auto& story : *section.mutable_stories()) {
             for (const auto& note : story.notes()) {
               if (note.kind() == digest::v1::NOTE_KIND_LATE) {
                 story.mutable_occurred()->set_start("2025-12-07");
                 return;
               }
             }
           }
         }
         ADD_FAILURE() << "no late story";
       }},
      {"a figure's value is changed", "CIT-METRIC",
       [](Digest* d) { StoryOf(d)->mutable_metrics(0)->set_value("64.0"); }},
      {"a figure's text is changed", "CIT-METRIC",
       [](Digest* d) { StoryOf(d)->mutable_metrics(0)->set_text("64.0%"); }},
      {"an event is invented", "STR-EVENT",
       [](Digest* d) { StoryOf(d)->add_event_ids("invented"); }},
      {"a label is invented", "STR-LABEL",
       [](Digest* d) { StoryOf(d)->mutable_key_points(0)->set_label("奇迹"); }},
      {"a category is invented", "STR-LABEL",
       [](Digest* d) { StoryOf(d)->set_category_label("奇迹"); }},
      {"a highlight names no section", "STR-HL-COVER",
       [](Digest* d) { d->mutable_highlights(0)->set_section_id("s-none"); }},
  };
}

class VerifyTest : public ::testing::Test {
 protected:
  VerifyTest()
      : topic_(testing::ReadTopic("cell-gene-therapy")),
        events_(testing::ReadSampleEvents("cell-gene-therapy-2025-W50")),
        evidence_(topic_, events_) {
    auto response =
        Summarize(testing::MakeStart(topic_, "zh-CN", "2025-12-09", "2025-12-16"), events_);
    EXPECT_TRUE(response.ok());
    if (response.ok()) digest_ = response->digest();
  }

  topic::v1::Topic topic_;
  std::vector<event::v1::Event> events_;
  Evidence evidence_;
  Digest digest_;
};

TEST_F(VerifyTest, AComposedDigestHolds) {
  for (const auto& finding : Verify(digest_, evidence_)) ADD_FAILURE() << finding.DebugString();
}

TEST_F(VerifyTest, EveryCorruptionIsFound) {
  for (const Corruption& corruption : Corruptions()) {
    Digest corrupted = digest_;
    corruption.apply(&corrupted);
    std::set<std::string> rules;
    for (const auto& finding : Verify(corrupted, evidence_)) {
      rules.insert(finding.rule_id());
      EXPECT_FALSE(finding.message().empty());
    }
    EXPECT_EQ(rules.count(corruption.rule), 1u) << corruption.name << " wants " << corruption.rule
                                                << ", got " << ::testing::PrintToString(rules);
  }
}

TEST_F(VerifyTest, MendingLeavesNothingThatIsWrong) {
  for (const Corruption& corruption : Corruptions()) {
    Digest corrupted = digest_;
    corruption.apply(&corrupted);
    EXPECT_FALSE(VerifyAndMend(evidence_, &corrupted).empty()) << corruption.name;
    for (const auto& finding : Verify(corrupted, evidence_)) {
      ADD_FAILURE() << corruption.name << ": " << finding.ShortDebugString();
    }
    EXPECT_GE(corrupted.sections_size(), digest_.sections_size() - 1) << corruption.name;
  }
}

TEST_F(VerifyTest, AnyChangedCharacterOfAnyTextIsFound) {
  std::vector<std::string> paths;
  ForEachText(digest_, [&paths](const TextPlace& place) { paths.push_back(place.path); });
  for (const std::string& path : paths) {
    bool found = false;
    ForEachText(digest_, [&](const TextPlace& place) {
      if (place.path != path) return;
      InlineText changed = *place.text;
      std::string* words = changed.mutable_runs(0)->mutable_text();
      words->insert(words->size() / 2 == 0 ? 0 : words->size(), "x");
      found = !CheckText(changed, place.scope, evidence_).empty();
    });
    EXPECT_TRUE(found) << path;
  }
}

}  // namespace
}  // namespace sennight::summarization
