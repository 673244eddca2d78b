// For each rule a digest that breaks it; the digest they are made from breaks none.
#include "services/gateway/domain/checks/editor.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "services/gateway/domain/checks/findings.h"
#include "services/gateway/domain/checks/rules.h"
#include "tests/support/golden.h"
#include "tests/unit/gateway/a_digest.h"

namespace sennight::gateway::checks {
namespace {

using digest::v1::Digest;
using digest::v1::Finding;
using digest::v1::Severity;
using digest::v1::SEVERITY_ERROR;
using digest::v1::SEVERITY_INFO;
using digest::v1::SEVERITY_WARNING;
using digest::v1::Story;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<Finding> FindingsOf(const Digest& digest) {
  std::vector<Finding> findings;
  CheckLikeAnEditor(digest, ATopic(), &findings);
  return findings;
}

Story* TrialOf(Digest& digest) { return digest.mutable_sections(0)->mutable_stories(0); }

struct Case {
  const char* name;  // For the test's name.
  const Rule* rule;
  Severity severity;
  const char* path;
  const char* evidence;
  std::function<void(Digest&)> harm;
};

void PrintTo(const Case& it, std::ostream* out) { *out << it.name; }

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"NoTitle", &kHeadIncomplete, SEVERITY_ERROR, "", "a title",
       [](Digest& it) { it.clear_title(); }},
      {"NoPublication", &kHeadIncomplete, SEVERITY_ERROR, "", "the publication",
       [](Digest& it) { it.mutable_branding()->clear_publication(); }},
      {"HighlightsOutOfOrder", &kHighlightOrder, SEVERITY_ERROR, "/highlights/1", "s-1",
       [](Digest& it) { it.mutable_highlights()->SwapElements(0, 1); }},
      {"HighlightOfNoSection", &kHighlightUnknown, SEVERITY_ERROR, "/highlights/1", "s-9",
       [](Digest& it) { it.mutable_highlights(1)->set_section_id("s-9"); }},
      {"SectionWithoutHighlight", &kHighlightMissing, SEVERITY_ERROR, "/sections/1",
       "Two approvals in two days", [](Digest& it) { it.mutable_highlights()->RemoveLast(); }},
      {"HighlightRepeatsHeading", &kHighlightRepeats, SEVERITY_INFO, "/highlights/0",
       "Responses in a trial",
       [](Digest& it) { *it.mutable_highlights(0)->mutable_text() = it.sections(0).heading(); }},
      {"WrongOrdinal", &kSectionNumber, SEVERITY_ERROR, "/sections/1", "3",
       [](Digest& it) { it.mutable_sections(1)->set_ordinal(3); }},
      {"SectionIdTwice", &kSectionId, SEVERITY_ERROR, "/sections/1", "s-1",
       [](Digest& it) { it.mutable_sections(1)->set_section_id("s-1"); }},
      {"StoryIdTwice", &kSectionId, SEVERITY_ERROR, "/sections/1/stories/1", "st-2",
       [](Digest& it) { it.mutable_sections(1)->mutable_stories(1)->set_story_id("st-2"); }},
      {"SectionWithoutStory", &kSectionEmpty, SEVERITY_ERROR, "/sections/1",
       "Two approvals in two days", [](Digest& it) { it.mutable_sections(1)->clear_stories(); }},
      {"StoryWithoutLead", &kStoryEmpty, SEVERITY_ERROR, "/sections/0/stories/0", "lead",
       [](Digest& it) { TrialOf(it)->clear_lead(); }},
      {"SingleSubItem", &kSingleSubItem, SEVERITY_WARNING, "/sections/1",
       "Two approvals in two days",
       [](Digest& it) { it.mutable_sections(1)->mutable_stories()->RemoveLast(); }},
      {"NoDisclaimer", &kDisclaimer, SEVERITY_ERROR, "", "medical",
       [](Digest& it) { it.clear_disclaimers(); }},

      {"ReferenceNeverCited", &kReferenceOrphan, SEVERITY_ERROR, "/references/4", "Clinic",
       [](Digest& it) {
         it.mutable_in_brief(0)->mutable_text()->mutable_runs(1)->mutable_cite()->set_ref_ids(
             0, "r-4");
       }},
      {"CitationOfNothing", &kCitationDangling, SEVERITY_ERROR, "/sections/0/stories/0/lead", "r-9",
       [](Digest& it) {
         TrialOf(it)->mutable_lead()->mutable_runs(1)->mutable_cite()->add_ref_ids("r-9");
       }},
      {"StoryOfAnUnknownReference", &kCitationDangling, SEVERITY_ERROR, "/sections/0/stories/0",
       "r-9", [](Digest& it) { TrialOf(it)->add_ref_ids("r-9"); }},
      {"ReferencesOutOfOrder", &kCitationOrder, SEVERITY_WARNING, "/references/0", "r-2",
       [](Digest& it) { it.mutable_references()->SwapElements(0, 1); }},
      {"StoryWithoutCitation", &kStoryUncited, SEVERITY_ERROR, "/sections/1/stories/0", "",
       [](Digest& it) {
         it.mutable_sections(1)->mutable_stories(0)->mutable_lead()->mutable_runs()->RemoveLast();
       }},
      {"BriefWithoutCitation", &kStoryUncited, SEVERITY_ERROR, "/inBrief/0", "",
       [](Digest& it) { it.mutable_in_brief(0)->mutable_text()->mutable_runs()->RemoveLast(); }},
      {"FigureWithoutCitation", &kFigureUncited, SEVERITY_WARNING,
       "/sections/0/stories/0/keyPoints/0/text", "The response rate was 63.0%.",
       [](Digest& it) {
         TrialOf(it)->mutable_key_points(0)->mutable_text()->mutable_runs()->RemoveLast();
       }},
      {"OneTradePressSource", &kOneSource, SEVERITY_WARNING, "/sections/1/stories/0", "U.S. FDA",
       [](Digest& it) { it.mutable_references(2)->set_kind(event::v1::SOURCE_KIND_TRADE_PRESS); }},

      {"ReferenceWithoutUrl", &kReferenceNoUrl, SEVERITY_ERROR, "/references/0", "Trial data",
       [](Digest& it) { it.mutable_references(0)->clear_url(); }},
      {"ReferenceWithoutPublisherAndDate", &kReferenceBare, SEVERITY_WARNING, "/references/0",
       "publisher, date",
       [](Digest& it) {
         it.mutable_references(0)->clear_publisher();
         it.mutable_references(0)->clear_published();
       }},
      {"OneUrlTwice", &kReferenceTwice, SEVERITY_WARNING, "/references/1",
       "https://journal.example/1",
       [](Digest& it) { it.mutable_references(1)->set_url("https://journal.example/1"); }},
      {"ReferenceAfterTheWindow", &kReferenceLate, SEVERITY_WARNING, "/references/3", "2025-12-16",
       [](Digest& it) { it.mutable_references(3)->set_published("2025-12-16"); }},
      {"ReferenceBeforeTheEvent", &kReferenceEarly, SEVERITY_WARNING, "/references/0", "2025-12-07",
       [](Digest& it) { it.mutable_references(0)->set_published("2025-12-07"); }},

      {"TrackingParameter", &kUrlTracking, SEVERITY_ERROR, "/references/0/url",
       "utm_source=chatgpt.com",
       [](Digest& it) {
         it.mutable_references(0)->set_url(
             "https://journal.example/1?id=7&utm_source=chatgpt.com#top");
       }},
      {"ReadMoreIsNoWebAddress", &kUrlScheme, SEVERITY_ERROR, "/sections/0/stories/0/readMoreUrl",
       "javascript:alert(1)",
       [](Digest& it) { TrialOf(it)->set_read_more_url("javascript:alert(1)"); }},
      {"UrlWithPassword", &kUrlCredentials, SEVERITY_ERROR, "/references/0/url", "",
       [](Digest& it) { it.mutable_references(0)->set_url("https://me:secret@journal.example/"); }},
      {"LongUrl", &kUrlLength, SEVERITY_WARNING, "/references/0/url", "2018",
       [](Digest& it) {
         it.mutable_references(0)->set_url("https://x.example/" + std::string(2000, 'a'));
       }},

      {"BeforeTheLateDays", &kDateOutside, SEVERITY_ERROR, "/sections/0/stories/0", "2025-12-05",
       [](Digest& it) {
         TrialOf(it)->mutable_occurred()->set_start("2025-12-05");
         TrialOf(it)->mutable_occurred()->clear_end();
       }},
      {"LateWithoutNote", &kDateLateUnmarked, SEVERITY_ERROR, "/sections/0/stories/0",
       "2025-12-06/2025-12-08",
       [](Digest& it) {
         TrialOf(it)->mutable_occurred()->set_start("2025-12-06");
         TrialOf(it)->mutable_occurred()->set_end("2025-12-08");
       }},
      {"LateWithNote", &kDateLate, SEVERITY_WARNING, "/sections/0/stories/0", "2025-12-08",
       [](Digest& it) {
         TrialOf(it)->mutable_occurred()->set_start("2025-12-08");
         TrialOf(it)->mutable_occurred()->clear_end();
         TrialOf(it)->add_notes()->set_kind(digest::v1::NOTE_KIND_LATE);
       }},
      {"PartlyInTheWindow", &kDateOverlap, SEVERITY_WARNING, "/sections/0/stories/0",
       "2025-12-06/2025-12-11",
       [](Digest& it) { TrialOf(it)->mutable_occurred()->set_start("2025-12-06"); }},
      {"VagueDateWithoutReport", &kDateVague, SEVERITY_ERROR, "/sections/0/stories/0", "2025-12",
       [](Digest& it) {
         TrialOf(it)->mutable_occurred()->set_start("2025-12");
         TrialOf(it)->mutable_occurred()->clear_end();
         it.mutable_references(0)->set_published("2025-12-01");
         it.mutable_references(1)->set_published("2025-12-01");
       }},
      {"AfterTheWindow", &kDateFuture, SEVERITY_ERROR, "/sections/1/stories/1", "2025-12-16",
       [](Digest& it) {
         event::v1::EventDate* occurred =
             it.mutable_sections(1)->mutable_stories(1)->mutable_occurred();
         occurred->set_start("2025-12-16");
         occurred->clear_end();
       }},
      {"StoryWithoutDate", &kDateMissing, SEVERITY_WARNING, "/sections/0/stories/0", "",
       [](Digest& it) { TrialOf(it)->clear_occurred(); }},
      {"DaysWithoutStory", &kDateGap, SEVERITY_INFO, "", "2025-12-10, 2025-12-11",
       [](Digest& it) { TrialOf(it)->mutable_occurred()->clear_end(); }},

      {"SourcesDiffer", &kNumberConflict, SEVERITY_WARNING, "/sections/0/stories/0/conflicts/0",
       "price per dose",
       [](Digest& it) { TrialOf(it)->add_conflicts()->set_label("price per dose"); }},
      {"PercentOfNoCount", &kNumberUnreachable, SEVERITY_WARNING, "/sections/0/stories/0/metrics/0",
       "response rate 63.5% (n=54)",
       [](Digest& it) { TrialOf(it)->mutable_metrics(0)->set_value("63.5"); }},
      {"PercentOfAnotherCount", &kNumberUnreachable, SEVERITY_WARNING,
       "/sections/0/stories/0/metrics/0", "response rate 63.0% (33/54)",
       [](Digest& it) { TrialOf(it)->mutable_metrics(0)->set_count(33); }},
      {"RateWithoutN", &kNumberWithoutN, SEVERITY_WARNING, "/sections/0/stories/0/metrics/0",
       "response rate 63.0%", [](Digest& it) { TrialOf(it)->mutable_metrics(0)->clear_n(); }},

      {"BidiOverride", &kForbiddenCharacter, SEVERITY_ERROR, "/title", "U+202E",
       [](Digest& it) { it.mutable_title()->mutable_runs(0)->set_text("Two \u202Eslavorppa"); }},
      {"ControlCharacterInReference", &kForbiddenCharacter, SEVERITY_ERROR, "/references/0/title",
       "U+0007 (2×)", [](Digest& it) { it.mutable_references(0)->set_title("Tri\a\al data"); }},
      {"NonBreakingHyphen", &kOddHyphen, SEVERITY_WARNING, "/sections/0/stories/0/lead", "CAR‑T t",
       [](Digest& it) {
         TrialOf(it)->mutable_lead()->mutable_runs(0)->set_text("A CAR\u2011T therapy.");
       }},
      {"HalfWidthBesideHan", &kHalfWidthPunctuation, SEVERITY_INFO, "/intro", "本周,三条( (3×)",
       [](Digest& it) { it.mutable_intro()->mutable_runs(0)->set_text("本周,三条(全部)消息。"); }},
  };
  return cases;
}

TEST(ChecksTest, FindNothingInACleanDigest) { EXPECT_THAT(FindingsOf(ADigest()), IsEmpty()); }

class RuleTest : public ::testing::TestWithParam<Case> {};

// Other rules may be broken along with the one; the clean digest shows that it was not before.
TEST_P(RuleTest, FindsWhatWasHarmed) {
  Digest digest = ADigest();
  GetParam().harm(digest);

  std::vector<std::string> seen;
  for (const Finding& finding : FindingsOf(digest)) {
    seen.push_back(finding.rule_id() + " " + finding.path() + " " + finding.evidence());
    if (finding.rule_id() == GetParam().rule->id && finding.path() == GetParam().path &&
        finding.evidence() == GetParam().evidence) {
      EXPECT_EQ(finding.severity(), GetParam().severity);
      return;
    }
  }
  ADD_FAILURE() << GetParam().rule->id << " not found at " << GetParam().path << " but "
                << ::testing::PrintToString(seen);
}

// Returns what a JSON Pointer points at; null if nothing.
const google::protobuf::Value* Follow(const google::protobuf::Struct& root,
                                      const std::string& pointer) {
  const google::protobuf::Value* value = nullptr;
  size_t at = 1;
  while (at <= pointer.size()) {
    const size_t end = std::min(pointer.find('/', at), pointer.size());
    const std::string part = pointer.substr(at, end - at);
    if (value != nullptr && value->has_list_value()) {
      const int index = std::stoi(part);
      if (index >= value->list_value().values_size()) return nullptr;
      value = &value->list_value().values(index);
    } else {
      const auto& fields = value == nullptr ? root.fields() : value->struct_value().fields();
      const auto field = fields.find(part);
      if (field == fields.end()) return nullptr;
      value = &field->second;
    }
    at = end + 1;
  }
  return value;
}

TEST_P(RuleTest, PointsIntoTheJsonOfTheDigest) {
  Digest digest = ADigest();
  GetParam().harm(digest);
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(digest, &json).ok());
  google::protobuf::Struct parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &parsed).ok());

  for (const Finding& finding : FindingsOf(digest)) {
    if (finding.path().empty()) continue;  // The whole digest.
    EXPECT_NE(Follow(parsed, finding.path()), nullptr)
        << finding.rule_id() << " at " << finding.path();
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, RuleTest, ::testing::ValuesIn(Cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ChecksTest, HaveACaseForEveryRule) {
  std::set<const Rule*> tried;
  for (const Case& it : Cases()) tried.insert(it.rule);

  for (const Rule* rule : AllRules()) {
    EXPECT_EQ(tried.count(rule), 1u) << rule->id << ": " << rule->english;
  }
}

TEST(ChecksTest, AreListedInTheReadme) {
  const std::string readme = testing::ReadSourceFile("services/gateway/README.md");
  for (const Rule* rule : AllRules()) {
    EXPECT_THAT(readme, HasSubstr("`" + std::string(rule->id) + "`"));
  }
  for (const Rule& rule : {kClaimUnsupported, kClaimChecked}) {
    EXPECT_THAT(readme, HasSubstr("`" + std::string(rule.id) + "`"));
  }
}

TEST(ChecksTest, SpeakTheLanguageOfTheDigest) {
  Digest digest = ADigest("zh-CN");
  digest.mutable_sections(1)->set_ordinal(3);
  EXPECT_EQ(FindingsOf(digest)[0].message(), "各节编号应为 1、2、3……连续排列；此处是 3。");

  digest.set_language("en");
  EXPECT_EQ(FindingsOf(digest)[0].message(), "Sections are numbered 1, 2, 3, …; this one has 3.");
}

TEST(ChecksTest, NameTheEventsOfTheStory) {
  Digest digest = ADigest();
  TrialOf(digest)->clear_occurred();

  const std::vector<Finding> findings = FindingsOf(digest);
  ASSERT_THAT(findings, Not(IsEmpty()));
  EXPECT_THAT(findings[0].event_ids(), ElementsAre("e-1", "e-2"));
}

TEST(ChecksTest, AcceptWhatOnlyLooksWrong) {
  const struct {
    const char* name;
    std::function<void(Digest&)> change;
  } cases[] = {
      {"a count that gives the percentage",
       [](Digest& it) { TrialOf(it)->mutable_metrics(0)->set_count(34); }},
      {"a percentage that is said to be about",
       [](Digest& it) {
         TrialOf(it)->mutable_metrics(0)->set_value("64");
         TrialOf(it)->mutable_metrics(0)->set_approximation(event::v1::APPROXIMATION_ABOUT);
       }},
      {"a reduction against a comparator",
       [](Digest& it) {
         TrialOf(it)->mutable_metrics(0)->clear_n();
         TrialOf(it)->mutable_metrics(0)->mutable_comparator()->set_label("before treatment");
       }},
      {"a half that is rounded to even",  // 1/8 = 12.5%
       [](Digest& it) {
         TrialOf(it)->mutable_metrics(0)->set_value("12");
         TrialOf(it)->mutable_metrics(0)->set_n(8);
       }},
      {"all of them", [](Digest& it) { TrialOf(it)->mutable_metrics(0)->set_value("100"); }},
      {"a figure in a sentence that was computed",
       [](Digest& it) {
         digest::v1::Support* support = it.mutable_closing()->add_support();
         support->mutable_computed()->set_function("count.stories");
         support->set_run_end(1);
       }},
      {"an emoji of several parts",
       [](Digest& it) {
         it.mutable_intro()->mutable_runs(0)->set_text("A week \U0001F469\u200D\U0001F52C of it.");
       }},
      {"half-width punctuation beside Latin",
       [](Digest& it) { it.mutable_intro()->mutable_runs(0)->set_text("CAR-T (a cell), 细胞。"); }},
      {"a query that names the page",
       [](Digest& it) { it.mutable_references(0)->set_url("https://journal.example/?id=1"); }},
      {"a report published a day before in another time zone",
       [](Digest& it) { it.mutable_references(0)->set_published("2025-12-08"); }},
  };
  for (const auto& it : cases) {
    Digest digest = ADigest();
    it.change(digest);
    EXPECT_THAT(FindingsOf(digest), IsEmpty()) << it.name;
  }
}

TEST(ChecksTest, ExpectNoMoreHighlightsThanTheTopicWants) {
  topic::v1::Topic topic = ATopic();
  topic.mutable_shape()->set_max_highlights(1);
  Digest digest = ADigest();
  digest.mutable_highlights()->RemoveLast();

  std::vector<Finding> findings;
  CheckLikeAnEditor(digest, topic, &findings);
  EXPECT_THAT(findings, IsEmpty());
}

TEST(ChecksTest, SortTheGravestFirstThenByPlace) {
  std::vector<Finding> findings;
  const auto add = [&findings](Severity severity, const char* path, const char* rule) {
    Finding& added = findings.emplace_back();
    added.set_severity(severity);
    added.set_path(path);
    added.set_rule_id(rule);
  };
  add(SEVERITY_INFO, "", "A");
  add(SEVERITY_ERROR, "/sections/10", "B");
  add(SEVERITY_ERROR, "/sections/2/stories/0", "D");
  add(SEVERITY_ERROR, "/sections/2", "C");
  add(SEVERITY_WARNING, "/title", "E");
  add(digest::v1::SEVERITY_UNSPECIFIED, "", "F");

  SortByGravity(&findings);

  std::string order;
  for (const Finding& finding : findings) order += finding.rule_id();
  EXPECT_EQ(order, "CDBEAF");
}

TEST(ChecksTest, SurviveAnEmptyDigest) { EXPECT_THAT(FindingsOf(Digest()), Not(IsEmpty())); }

}  // namespace
}  // namespace sennight::gateway::checks
