// How a topic's digests are rendered, and what a request says instead.
#include "services/gateway/domain/render_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "tests/unit/gateway/a_digest.h"

namespace sennight::gateway {
namespace {

using rendering::v1::RenderOptions;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using topic::v1::Topic;

Topic TopicWithOptions() {
  Topic topic = ATopic();
  RenderOptions& options = *topic.mutable_render_options();
  options.set_web_url("https://example.org/{topic}/{period}/{language}");
  options.set_feed_url("https://example.org/{topic}/feed.{language}.xml");
  options.set_unsubscribe_url("https://example.org/leave?list={topic}");
  options.set_unsubscribe_email("leave@example.org");
  options.set_sender("digest@example.org");
  options.set_theme("industry");
  options.set_spacing(rendering::v1::HAN_LATIN_SPACING_NONE);
  topic::v1::Branding& branding = *topic.mutable_branding();
  branding.set_qr_url("https://example.org/follow/{language}");
  (*branding.mutable_imprint())["zh-CN"] = "示例出版社";
  (*branding.mutable_imprint())["en"] = "Example Press";
  return topic;
}

digest::v1::Digest DigestIn(const std::string& language) {
  digest::v1::Digest digest = ADigest();
  digest.set_language(language);
  return digest;
}

std::vector<std::string> WrongFields(const Topic& topic) {
  FieldViolations violations;
  CheckRenderOptions(topic, &violations);
  const google::rpc::BadRequest wrong = violations.ToBadRequest();
  std::vector<std::string> fields;
  for (const auto& violation : wrong.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST(RenderOptionsTest, AreTheTopicsInTheLanguageOfTheDigest) {
  const CoveredTopic topic = {.topic = TopicWithOptions(), .logo = "png"};
  const RenderOptions options = RenderOptionsFor(topic, DigestIn("en"), {});

  EXPECT_EQ(options.web_url(), "https://example.org/cell-gene-therapy/2025-W50/en");
  EXPECT_EQ(options.feed_url(), "https://example.org/cell-gene-therapy/feed.en.xml");
  EXPECT_EQ(options.unsubscribe_url(), "https://example.org/leave?list=cell-gene-therapy");
  EXPECT_EQ(options.sender(), "digest@example.org");
  EXPECT_EQ(options.theme(), "industry");
  EXPECT_EQ(options.spacing(), rendering::v1::HAN_LATIN_SPACING_NONE);
  EXPECT_EQ(options.publication().qr_url(), "https://example.org/follow/en");
  EXPECT_EQ(options.publication().imprint(), "Example Press");
  EXPECT_EQ(options.publication().logo(), "png");
  EXPECT_EQ(RenderOptionsFor(topic, DigestIn("zh-CN"), {}).publication().imprint(), "示例出版社");
}

TEST(RenderOptionsTest, NameTheDaysOfAFreeWindow) {
  digest::v1::Digest digest = DigestIn("en");
  digest.clear_week();
  digest.mutable_window()->set_start("2025-12-09");
  digest.mutable_window()->set_end("2025-12-16");
  EXPECT_EQ(RenderOptionsFor({.topic = TopicWithOptions()}, digest, {}).web_url(),
            "https://example.org/cell-gene-therapy/2025-12-09--2025-12-15/en");
}

TEST(RenderOptionsTest, GiveWayFieldByFieldToThoseOfARequest) {
  RenderOptions wanted;
  wanted.set_web_url("https://preview.example.org/{period}");
  wanted.mutable_publication()->set_masthead_note("Draft");
  const RenderOptions options =
      RenderOptionsFor({.topic = TopicWithOptions()}, DigestIn("en"), wanted);

  EXPECT_EQ(options.web_url(), "https://preview.example.org/{period}");
  EXPECT_EQ(options.sender(), "digest@example.org");
  EXPECT_EQ(options.publication().masthead_note(), "Draft");
  EXPECT_EQ(options.publication().imprint(), "Example Press");
}

TEST(RenderOptionsTest, AreEmptyForATopicThatSaysNothing) {
  RenderOptions nothing;
  nothing.mutable_publication();
  EXPECT_EQ(RenderOptionsFor({.topic = ATopic()}, DigestIn("en"), {}).SerializeAsString(),
            nothing.SerializeAsString());
}

TEST(RenderOptionsTest, AreNamedWhereTheyAreWrong) {
  EXPECT_THAT(WrongFields(TopicWithOptions()), IsEmpty());
  EXPECT_THAT(WrongFields(ATopic()), IsEmpty());
  Topic topic = TopicWithOptions();
  RenderOptions& options = *topic.mutable_render_options();
  options.set_web_url("https://example.org/{week}");
  options.set_feed_url("/feed");
  options.set_unsubscribe_url("http://example.org/leave");
  options.set_sender("Digest <digest@example.org>");
  options.set_unsubscribe_email("leave@");
  options.set_feed_entries(static_cast<rendering::v1::FeedEntries>(7));
  options.set_spacing(static_cast<rendering::v1::HanLatinSpacing>(7));
  options.mutable_custom_theme()->set_theme_id("x");
  options.mutable_publication()->set_imprint("x");
  topic::v1::Branding& branding = *topic.mutable_branding();
  branding.set_qr_url("javascript:alert(1)");
  (*branding.mutable_qr_caption())["en"] = std::string(41, 'x');
  (*branding.mutable_masthead_note())["en"] = std::string(121, 'x');
  (*branding.mutable_footer_note())["zh-CN"] = "两\n行";
  (*branding.mutable_imprint())["en"] = std::string(601, 'x');
  EXPECT_THAT(WrongFields(topic),
              ElementsAre("render_options.web_url", "render_options.feed_url",
                          "render_options.unsubscribe_url", "render_options.sender",
                          "render_options.unsubscribe_email", "render_options.feed_entries",
                          "render_options.spacing", "render_options.custom_theme",
                          "render_options.publication", "branding.qr_url",
                          "branding.qr_caption[en]", "branding.masthead_note[en]",
                          "branding.footer_note[zh-CN]", "branding.imprint[en]"));
}

// What the rendering service would refuse with each digest is refused at the start.
TEST(RenderOptionsTest, AreWrongIfRenderingWouldNotTakeThem) {
  for (const char* url : {"https://例子.中国/{topic}", "https://[::1]/{topic}"}) {
    Topic topic = ATopic();
    topic.mutable_render_options()->set_web_url(url);
    EXPECT_THAT(WrongFields(topic), ElementsAre("render_options.web_url")) << url;
  }
  for (const char* mail : {"a..b@example.org", ".a@example.org", "a.@example.org", "a@.org",
                           "a@example.org.", "a@exa..org"}) {
    Topic topic = ATopic();
    topic.mutable_render_options()->set_sender(mail);
    EXPECT_THAT(WrongFields(topic), ElementsAre("render_options.sender")) << mail;
  }
  Topic topic = ATopic();
  topic.mutable_render_options()->set_web_url("https://" + std::string(2000, 'a') + ".org/{topic}");
  EXPECT_THAT(WrongFields(topic), ElementsAre("render_options.web_url"));
  topic.mutable_render_options()->set_web_url("https://Xn--Fsqu00a.example.org:8443/{topic}");
  EXPECT_THAT(WrongFields(topic), IsEmpty());
}

TEST(RenderOptionsTest, AreForTheCallerOnlyIfTheCallerSetThem) {
  RenderOptions wanted;
  wanted.mutable_publication()->set_logo("x");
  EXPECT_TRUE(IsForTheCaller(InvalidField("options.publication.logo", "want a PNG"), wanted));
  EXPECT_FALSE(IsForTheCaller(InvalidField("options.theme", "want one"), wanted));
  EXPECT_FALSE(IsForTheCaller(InvalidField("digest", "want one"), wanted));
  EXPECT_FALSE(IsForTheCaller(absl::InternalError("options.publication"), wanted));
}

}  // namespace
}  // namespace sennight::gateway
