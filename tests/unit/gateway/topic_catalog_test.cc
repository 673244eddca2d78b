#include "services/gateway/domain/topic_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include <google/protobuf/text_format.h>

#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/a_digest.h"

namespace sennight::gateway {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using topic::v1::Topic;

std::string TextOf(const Topic& topic) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(topic, &text);
  return text;
}

TEST(TopicCatalogTest, ReadsTopicsInAnyOrder) {
  const absl::StatusOr<TopicCatalog> catalog = TopicCatalog::Parse(
      {{"z.textproto", ATopicFile("solar-power")}, {"a.textproto", ATopicFile()}});

  ASSERT_THAT(catalog, IsOk());
  ASSERT_EQ(catalog->topics().size(), 2u);
  EXPECT_EQ(catalog->topics().begin()->first, "cell-gene-therapy");
  const CoveredTopic& topic = **catalog->Find("cell-gene-therapy");
  EXPECT_EQ(topic.zone.name(), "Asia/Shanghai");
  EXPECT_EQ(topic.week_start, absl::Weekday::tuesday);
  EXPECT_EQ(topic.late_days(), 3);
  EXPECT_TRUE(topic.HasLanguage("en"));
  EXPECT_FALSE(topic.HasLanguage("fr"));
}

TEST(TopicCatalogTest, HashesWhatATopicSaysAndNotHowItIsWritten) {
  const auto hash_of = [](const std::string& text) {
    return (*TopicCatalog::Parse({{"a.textproto", text}})->Find("cell-gene-therapy"))->hash;
  };
  Topic changed = ATopic();
  changed.set_late_days(4);

  EXPECT_EQ(hash_of(ATopicFile()).size(), 64u);
  EXPECT_EQ(hash_of(ATopicFile()), hash_of("# A comment.\n" + TextOf(ATopic())));
  EXPECT_NE(hash_of(ATopicFile()), hash_of(TextOf(changed)));
}

TEST(TopicCatalogTest, RefusesALogoThatIsNoPng) {
  EXPECT_THAT(
      TopicCatalog::Parse({{.name = "a.textproto", .text = ATopicFile(), .logo = "<svg/>"}}),
      StatusIs(absl::StatusCode::kInvalidArgument, "a.textproto: the logo beside it: want a PNG"));
}

TEST(TopicCatalogTest, TellsEveryMistakeOfEveryFileAtOnce) {
  Topic wrong = ATopic("Solar");
  wrong.set_time_zone("Asia/Atlantis");

  const absl::Status status = TopicCatalog::Parse({{"a.textproto", TextOf(wrong)},
                                                   {"b.textproto", "topic_id: 7"},
                                                   {"c.textproto", ATopicFile()},
                                                   {"d.textproto", ATopicFile()}})
                                  .status();

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::vector<std::string> lines = absl::StrSplit(std::string(status.message()), '\n');
  EXPECT_THAT(lines, ::testing::ElementsAre(
                         HasSubstr("a.textproto: topic_id: want 1 to 63"),
                         HasSubstr("a.textproto: time_zone: want an IANA time zone"),
                         HasSubstr("b.textproto: line 1, column 11: "),
                         HasSubstr("d.textproto: topic_id: \"cell-gene-therapy\" is also that of "
                                   "c.textproto")));
}

TEST(TopicCatalogTest, WantsATopic) {
  EXPECT_THAT(TopicCatalog::Parse({}),
              StatusIs(absl::StatusCode::kInvalidArgument, "there is no topic"));
}

TEST(TopicCatalogTest, TellsAMalformedIdFromAnUnknownOne) {
  const TopicCatalog catalog = *TopicCatalog::Parse({{"a.textproto", ATopicFile()}});

  EXPECT_THAT(catalog.Find("Cells!"), StatusIs(absl::StatusCode::kInvalidArgument, "topic: want"));
  const absl::Status unknown = catalog.Find("cells").status();
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound, "the topics are: cell-gene-therapy"));
  EXPECT_EQ(ReasonOf(unknown), "TOPIC_UNKNOWN");
}

TEST(TopicCatalogTest, NamesTheFieldOfEachMistake) {
  const struct {
    const char* message;
    std::function<void(Topic&)> harm;
  } cases[] = {
      {"languages: want at least one", [](Topic& it) { it.clear_languages(); }},
      {"languages[1]: want a language that", [](Topic& it) { it.set_languages(1, "fr"); }},
      {"languages[2]: stands here twice", [](Topic& it) { it.add_languages("en"); }},
      {"name[en]: want a text", [](Topic& it) { it.mutable_name()->erase("en"); }},
      {"name[fr]: is not a language", [](Topic& it) { (*it.mutable_name())["fr"] = "Cellules"; }},
      {"week_start: want a day", [](Topic& it) { it.clear_week_start(); }},
      {"late_days: want 0 to 31, got 32", [](Topic& it) { it.set_late_days(32); }},
      {"shape.max_sections: want 0 to 60, got 61",
       [](Topic& it) { it.mutable_shape()->set_max_sections(61); }},
      {"categories: want at least one", [](Topic& it) { it.clear_categories(); }},
      {"categories[1].category_id: \"approval\" stands here twice",
       [](Topic& it) { *it.add_categories() = Topic(it).categories(0); }},
      {"categories[0].label[zh-CN]: want a text",
       [](Topic& it) { it.mutable_categories(0)->mutable_label()->erase("zh-CN"); }},
      {"categories[0].weight: want 0 to 1, got 2",
       [](Topic& it) { it.mutable_categories(0)->set_weight(2); }},
      {"concepts[0].concept_id: want 1 to 63",
       [](Topic& it) { it.mutable_concepts(0)->set_concept_id("CAR T"); }},
      {"concepts[1].concept_id: \"car-t\" stands here twice",
       [](Topic& it) { *it.add_concepts() = Topic(it).concepts(0); }},
      {"concepts[0].concept_class: want a class",
       [](Topic& it) { it.mutable_concepts(0)->clear_concept_class(); }},
      {"concepts[0].aliases: want at least one",
       [](Topic& it) { it.mutable_concepts(0)->clear_aliases(); }},
      {"relevance.terms: want at least one", [](Topic& it) { it.clear_relevance(); }},
      {"relevance.terms[0].weight: want a number above 0",
       [](Topic& it) { it.mutable_relevance()->mutable_terms(0)->set_weight(-1); }},
      {"relevance.threshold: want a number above 0",
       [](Topic& it) { it.mutable_relevance()->set_threshold(0); }},
      {"key_points: want at least one", [](Topic& it) { it.clear_key_points(); }},
      {"key_points[0].terms[1]: want a text",
       [](Topic& it) { it.mutable_key_points(0)->add_terms(""); }},
      {"boilerplate[0]: want a text", [](Topic& it) { it.add_boilerplate(""); }},
      {"known_sources[0].host: want a host name",
       [](Topic& it) { it.mutable_known_sources(0)->set_host("www.fda.gov"); }},
      {"known_sources[0].trust: want 0 to 1",
       [](Topic& it) { it.mutable_known_sources(0)->set_trust(-0.1); }},
      {"branding.publication[en]: want a text",
       [](Topic& it) { it.mutable_branding()->clear_publication(); }},
      {"branding.tagline[en]: want a text",
       [](Topic& it) { (*it.mutable_branding()->mutable_tagline())["zh-CN"] = "一句话"; }},
      {"branding.accent_color: want a colour such as",
       [](Topic& it) { it.mutable_branding()->set_accent_color("teal"); }},
      {"branding.accent_color: want a contrast of at least 4.5 with #fbfaf6, got 1.",
       [](Topic& it) { it.mutable_branding()->set_accent_color("#ffff00"); }},
      {"branding.accent_color_dark: want a contrast of at least 4.5 with #141a19, got ",
       [](Topic& it) { it.mutable_branding()->set_accent_color_dark("#0b6e6e"); }},
      {"branding.imprint[en]: want a text",
       [](Topic& it) { (*it.mutable_branding()->mutable_imprint())["zh-CN"] = "出版社"; }},
      {"branding.masthead_note[fr]: is not a language of the topic",
       [](Topic& it) { (*it.mutable_branding()->mutable_masthead_note())["fr"] = "note"; }},
      {"render_options.web_url: want no other places than",
       [](Topic& it) { it.mutable_render_options()->set_web_url("https://example.org/{week}"); }},
      {"branding.home_url: want an https address",
       [](Topic& it) { it.mutable_branding()->set_home_url("http://example.org"); }},
      {"disclaimers[0].text[en]: want a text",
       [](Topic& it) { it.mutable_disclaimers(0)->mutable_text()->erase("en"); }},
  };
  for (const auto& it : cases) {
    Topic topic = ATopic();
    it.harm(topic);
    EXPECT_THAT(TopicCatalog::Parse({{"a.textproto", TextOf(topic)}}),
                StatusIs(absl::StatusCode::kInvalidArgument, it.message));
  }
}

}  // namespace
}  // namespace sennight::gateway
