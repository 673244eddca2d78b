#include "services/rendering/domain/feed.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::RenderOptions Options(v1::FeedEntries entries = v1::FEED_ENTRIES_EDITION) {
  v1::RenderOptions options;
  options.set_web_url("https://sennight.example.org/cell-gene-therapy/2025-W50");
  options.set_feed_url("https://sennight.example.org/cell-gene-therapy/feed");
  options.set_feed_entries(entries);
  return options;
}

google::protobuf::Struct JsonOf(const std::string& json) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &object).ok());
  return object;
}

TEST(FeedTest, HasOneEntryForTheEditionOrOneForEachStory) {
  const digest::v1::Digest digest = SampleDigest("zh-CN");
  EXPECT_THAT(FeedOf(digest, Options()).entries, SizeIs(1));
  EXPECT_THAT(FeedOf(digest, {}).entries, SizeIs(1));
  const Feed stories = FeedOf(digest, Options(v1::FEED_ENTRIES_STORIES));
  EXPECT_THAT(stories.entries, SizeIs(8));
  EXPECT_EQ(stories.entries[2].link->text(),
            "https://sennight.example.org/cell-gene-therapy/2025-W50#s2");
}

TEST(FeedTest, HasIdsThatNoRevisionChanges) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  const Feed before = FeedOf(digest, Options(v1::FEED_ENTRIES_STORIES));
  SetText("更正后的标题", digest.mutable_title());
  SetText("更正", digest.mutable_sections(0)->mutable_stories(0)->mutable_lead());
  digest.mutable_provenance()->set_content_hash("other");
  digest.mutable_branding()->set_publication("改名");
  v1::RenderOptions options = Options(v1::FEED_ENTRIES_STORIES);
  options.set_web_url("http://elsewhere.example.net/x");
  const Feed after = FeedOf(digest, options);
  EXPECT_EQ(before.id, after.id);
  std::set<std::string> ids = {before.id};
  for (std::size_t i = 0; i < before.entries.size(); ++i) {
    EXPECT_EQ(before.entries[i].id, after.entries[i].id);
    EXPECT_TRUE(ids.insert(before.entries[i].id).second);
  }
  EXPECT_EQ(before.id, "urn:uuid:" + FeedUuid(digest));
}

TEST(FeedTest, TellsEditionsLanguagesAndTopicsApart) {
  const digest::v1::Digest digest = SampleDigest("zh-CN");
  std::set<std::string> ids = {EditionUuid(digest)};
  digest::v1::Digest other = digest;
  other.set_language("en");
  EXPECT_TRUE(ids.insert(EditionUuid(other)).second);
  other.set_topic("offshore-wind");
  EXPECT_TRUE(ids.insert(EditionUuid(other)).second);
  other.clear_week();
  EXPECT_TRUE(ids.insert(EditionUuid(other)).second);
  other.mutable_window()->set_end("2025-12-17");
  EXPECT_TRUE(ids.insert(EditionUuid(other)).second);
}

TEST(FeedTest, GivesStoriesOfOneIdTwoEntries) {
  digest::v1::Digest digest = DigestOf(2, "x");
  const Feed feed = FeedOf(digest, Options(v1::FEED_ENTRIES_STORIES));
  ASSERT_THAT(feed.entries, SizeIs(2));
  EXPECT_NE(feed.entries[0].id, feed.entries[1].id);
}

TEST(FeedTest, WarnsWithoutAnAddressOfThePage) {
  const Rendered rendered = RenderAtom(SampleDigest("en"), {});
  ASSERT_THAT(rendered.findings, SizeIs(1));
  EXPECT_EQ(rendered.findings[0].rule_id(), "FEED-LINK");
  EXPECT_THAT(RenderAtom(SampleDigest("en"), Options()).findings, IsEmpty());
}

TEST(AtomTest, HasWhatEveryEntryMustHave) {
  const Outline outline =
      OutlineOf(RenderAtom(SampleDigest("zh-CN"), Options(v1::FEED_ENTRIES_STORIES)).content);
  EXPECT_EQ(outline.error, "");
  std::multiset<std::string> children;
  for (const FoundElement& element : outline.elements) {
    if (element.depth == 2) children.insert(element.tag);
  }
  for (const char* needed : {"id", "title", "updated", "published", "content"}) {
    EXPECT_EQ(children.count(needed), 8U) << needed;
  }
  EXPECT_EQ(outline.elements[0].attributes.at("xml:lang"), "zh-CN");
  EXPECT_THAT(outline.Values("rel"), Contains("self"));
  EXPECT_THAT(outline.text, HasSubstr("2025-12-16T00:00:00+08:00"));
}

TEST(RssTest, HasWhatTheChannelAndItemsMustHave) {
  const std::string rss =
      RenderRss(SampleDigest("zh-CN"), Options(v1::FEED_ENTRIES_STORIES)).content;
  const Outline outline = OutlineOf(rss);
  EXPECT_EQ(outline.error, "");
  std::multiset<std::string> tags;
  for (const FoundElement& element : outline.elements) tags.insert(element.tag);
  EXPECT_EQ(tags.count("item"), 8U);
  EXPECT_EQ(tags.count("guid"), 8U);
  EXPECT_EQ(tags.count("content:encoded"), 8U);
  EXPECT_EQ(tags.count("title"), 9U);
  EXPECT_THAT(outline.Values("isPermaLink"), Contains("false").Times(8));
  EXPECT_THAT(rss, HasSubstr("<pubDate>Tue, 16 Dec 2025 00:00:00 +0800</pubDate>"));
}

TEST(JsonFeedTest, HasWhatVersion11Wants) {
  const google::protobuf::Struct feed =
      JsonOf(RenderJsonFeed(SampleDigest("en"), Options()).content);
  EXPECT_EQ(feed.fields().at("version").string_value(), "https://jsonfeed.org/version/1.1");
  EXPECT_NE(feed.fields().at("title").string_value(), "");
  EXPECT_EQ(feed.fields().at("language").string_value(), "en");
  const auto& items = feed.fields().at("items").list_value().values();
  ASSERT_EQ(items.size(), 1);
  const auto& item = items[0].struct_value().fields();
  EXPECT_THAT(item.at("id").string_value(), HasSubstr("urn:uuid:"));
  EXPECT_THAT(item.at("content_html").string_value(), HasSubstr("<h2>"));
  EXPECT_EQ(item.at("date_published").string_value(), "2025-12-16T00:00:00+08:00");
}

class HostileFeedTest : public ::testing::TestWithParam<const char*> {};

TEST_P(HostileFeedTest, StaysTextInEveryFeed) {
  const digest::v1::Digest digest = DigestFullOf(GetParam(), "en");
  for (const v1::FeedEntries entries : {v1::FEED_ENTRIES_EDITION, v1::FEED_ENTRIES_STORIES}) {
    for (const std::string& xml : {RenderAtom(digest, Options(entries)).content,
                                   RenderRss(digest, Options(entries)).content}) {
      const Outline outline = OutlineOf(xml);
      EXPECT_EQ(outline.error, "");
      EXPECT_THAT(outline.Tags(), Not(Contains("script")));
    }
    for (const FeedEntry& entry : FeedOf(digest, Options(entries)).entries) {
      const Outline content = OutlineOf("<div>" + entry.html + "</div>");
      EXPECT_EQ(content.error, "");
      EXPECT_THAT(content.Tags(), ::testing::IsSubsetOf(
                                      {"div", "p", "h2", "h3", "ul", "li", "a", "sup", "strong"}));
    }
    JsonOf(RenderJsonFeed(digest, Options(entries)).content);
  }
}

INSTANTIATE_TEST_SUITE_P(Payloads, HostileFeedTest,
                         ::testing::Values("<script>alert(1)</script>", "]]><x>", "&amp;#x0;",
                                           "\"><img src=x onerror=alert(1)>", "\x01\x0B\uFFFF"));

}  // namespace
}  // namespace sennight::rendering
