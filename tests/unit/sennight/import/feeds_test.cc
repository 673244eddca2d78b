#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/sennight/import/reading.h"

namespace sennight::importing {
namespace {

using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ParseText;
using testing::StatusIs;

// The event without its id.
event::v1::Event Said(const Record& record) {
  EXPECT_THAT(record.errors, IsEmpty());
  event::v1::Event event = record.event.value_or(event::v1::Event());
  EXPECT_FALSE(event.event_id().empty());
  event.clear_event_id();
  return event;
}

event::v1::Event Event(const std::string& text) { return ParseText<event::v1::Event>(text); }

std::string Rss(const std::string& items) {
  return "<?xml version=\"1.0\"?><rss version=\"2.0\" "
         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Letter &amp; Co</title>"
         "<link>https://a.com/</link><language>en-us</language>" +
         items + "</channel></rss>";
}

std::string Atom(const std::string& entries) {
  return "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-cn\"><title>观察</title>" +
         entries + "</feed>";
}

TEST(RssTest, AnItemBecomesAnEvent) {
  const Reading reading =
      Read(Rss("<item><title>R&amp;amp;D of &lt;i&gt;in vivo&lt;/i&gt;\n editing, p&lt;0.05</title>"
               "<link> https://a.com/1?utm_source=rss </link><guid isPermaLink=\"false\">1</guid>"
               "<pubDate>Wed, 17 Dec 2025 09:30:00 -0500</pubDate><category>Top News</category>"
               "<category>industry</category><description>Short.</description>"
               "<content:encoded><![CDATA[<p>One&nbsp;<b>CAR&#8209;T</b>.</p><script>x()</script>"
               "<p>Two.</p>]]></content:encoded></item>"));
  ASSERT_TRUE(reading.status.ok()) << reading.status;
  EXPECT_EQ(reading.summary.format, Format::kRss);
  ASSERT_EQ(reading.records.size(), 1u);
  EXPECT_EQ(reading.records[0].number, 1);
  EXPECT_EQ(reading.records[0].format, Format::kRss);
  EXPECT_THAT(Said(reading.records[0]), EqualsProto(Event(R"pb(
                topic: "t"
                title: "R&D of in vivo editing, p<0.05"
                body: "One CAR-T.\nTwo."
                language: "en-US"
                reported_time { seconds: 1765981800 }
                sources {
                  url: "https://a.com/1?utm_source=rss"
                  publisher: "Letter & Co"
                  published_time { seconds: 1765981800 }
                }
                category: "industry")pb")));
  EXPECT_THAT(reading.records[0].warnings,
              ElementsAre(Remark{"body", "replaced 1 special hyphen by '-'"},
                          Remark{"body", "dropped 1 script, style or embedded object"}));
}

TEST(RssTest, FallsBackToWhatThereIs) {
  const Record record = ReadOne(
      Rss("<item><title>国家药监局批准首款疗法</title><guid>https://a.com/2</guid>"
          "<dc:date>2025-12-18T08:00:00Z</dc:date><source url=\"https://b.com/\">药报</source>"
          "<description>&lt;p&gt;获批&amp;mdash;&amp;mdash;上市。&lt;/p&gt;</description></item>"));
  EXPECT_THAT(Said(record), EqualsProto(Event(R"pb(
                topic: "t"
                title: "国家药监局批准首款疗法"
                body: "获批——上市。"
                language: "zh-CN"
                reported_time { seconds: 1766044800 }
                sources {
                  url: "https://a.com/2"
                  publisher: "药报"
                  published_time { seconds: 1766044800 }
                })pb")));
}

TEST(RssTest, AnItemThatCannotBeAnEventIsReported) {
  const Reading reading = Read(Rss(
      "<item><title>No link, no date</title></item>"
      "<item><link>https://a.com/</link><pubDate>2025-12-18</pubDate></item>"
      "<item><title>T</title><link>/relative</link><pubDate>2025-12-18</pubDate></item>"
      "<item><title>T</title><link>https://a.com/</link><pubDate>soon</pubDate></item>"
      "<item><title>T</title><link>https://a.com/4</link><pubDate>2025-12-18</pubDate></item>"));
  ASSERT_EQ(reading.records.size(), 5u);
  const Remark link{"sources[0].url", "want an http or https URL as the entry's link"};
  EXPECT_THAT(reading.records[0].errors,
              ElementsAre(link, Remark{"occurred", "want an entry with a date"}));
  EXPECT_THAT(reading.records[1].errors, ElementsAre(Remark{"title", "want a headline"}));
  EXPECT_THAT(reading.records[2].errors, ElementsAre(link));
  EXPECT_THAT(reading.records[3].errors,
              ElementsAre(Remark{"reported_time", "want a date as RFC 3339 or RFC 822, got soon"}));
  EXPECT_TRUE(reading.records[4].event.has_value());
}

TEST(RssTest, KeepsOnlyTheTopicsCategories) {
  const std::string file =
      Rss("<item><title>T</title><link>https://a.com/</link><pubDate>2025-12-18</pubDate>"
          "<category>news</category><category>policy</category></item>");
  EXPECT_EQ(ReadOne(file).event->category(), "news");
  EXPECT_EQ(ReadOne(file, {"t", {"approval", "policy"}}).event->category(), "policy");
  EXPECT_EQ(ReadOne(file, {"t", {"approval"}}).event->category(), "");
}

TEST(AtomTest, AnEntryBecomesAnEvent) {
  const Reading reading = Read(Atom(
      "<entry><title type=\"html\">动工&amp;mdash;&amp;mdash;投产</title>"
      "<link rel=\"edit\" href=\"https://a.com/edit\"/>"
      "<link rel=\"alternate\" href=\"https://a.com/1?from=timeline\"/>"
      "<published>2025-12-17T10:00:00+08:00</published><updated>2025-12-19T10:00:00+08:00</updated>"
      "<category term=\"policy\"/><content "
      "type=\"html\">&lt;p&gt;一。&lt;/p&gt;二。</content></entry>"
      "<entry xml:lang=\"en\"><title>p &lt; 0.05</title><link href=\"https://a.com/2\"/>"
      "<updated>2025-12-18T18:00:00Z</updated><summary>Short.</summary>"
      "<source><title>Origin</title></source></entry>"));
  ASSERT_EQ(reading.records.size(), 2u) << reading.status;
  EXPECT_EQ(reading.summary.format, Format::kAtom);
  EXPECT_THAT(Said(reading.records[0]), EqualsProto(Event(R"pb(
                topic: "t"
                title: "动工——投产"
                body: "一。\n二。"
                language: "zh-CN"
                reported_time { seconds: 1765936800 }
                sources {
                  url: "https://a.com/1?from=timeline"
                  publisher: "观察"
                  published_time { seconds: 1765936800 }
                }
                category: "policy")pb")));
  EXPECT_THAT(Said(reading.records[1]), EqualsProto(Event(R"pb(
                topic: "t"
                title: "p < 0.05"
                body: "Short."
                language: "en"
                reported_time { seconds: 1766080800 }
                sources {
                  url: "https://a.com/2"
                  publisher: "Origin"
                  published_time { seconds: 1766080800 }
                })pb")));
}

TEST(AtomTest, ReadsElementsInsideOfContent) {
  const Record record = ReadOne(Atom(
      "<entry><title>T</title><link href=\"https://a.com/2\"/><updated>2025-12-18</updated>"
      "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a &lt; <b>b</b></p>"
      "<script>x()</script><p>c</p></div></content></entry>"));
  EXPECT_EQ(Said(record).body(), "a < b\nc");
}

TEST(JsonFeedTest, AnItemBecomesAnEvent) {
  const Reading reading = Read(
      R"json({"version": "https:\/\/jsonfeed.org/version/1.1", "title": "Dispatch", "language": "en",
          "items": [
            {"id": "1", "url": "https://a.com/1#top", "title": "R&amp;D", "external_url": "https://b.com/",
             "content_html": "<p>CAR&#8209;NK.</p><iframe src=\"x\"></iframe>",
             "date_published": "2025-12-17T15:00:00+08:00", "tags": ["clinical"], "_x": {"y": 1}},
            {"id": 2, "url": "https://a.com/2", "title": "基因治疗项目获批", "summary": "获批。",
             "date_modified": "2025-12-19T09:00:00+08:00"},
            {"url": "javascript:alert(1)", "title": "T", "date_published": "2025-12-19T10:00:00+08:00"},
            "no item"]
})json");
  ASSERT_TRUE(reading.status.ok()) << reading.status;
  EXPECT_EQ(reading.summary.format, Format::kJsonFeed);
  ASSERT_EQ(reading.records.size(), 4u);
  EXPECT_THAT(Said(reading.records[0]), EqualsProto(Event(R"pb(
                topic: "t"
                title: "R&D"
                body: "CAR-NK."
                language: "en"
                reported_time { seconds: 1765954800 }
                sources {
                  url: "https://a.com/1#top"
                  publisher: "Dispatch"
                  published_time { seconds: 1765954800 }
                }
                category: "clinical"
                read_more_url: "https://b.com/")pb")));
  EXPECT_EQ(Said(reading.records[1]).language(), "zh-CN");
  EXPECT_THAT(
      reading.records[2].errors,
      ElementsAre(Remark{"sources[0].url", "want an http or https URL as the entry's link"}));
  EXPECT_FALSE(reading.records[3].event.has_value());
}

TEST(JsonFeedTest, ALineThatSpeaksOfJsonFeedIsALine) {
  const std::string line =
      R"({"title":"T","body":"\"version\":\"https://jsonfeed.org/version/1\"","language":"en",)"
      R"("labels":{"version":"https://jsonfeed.org/version/1"},"occurred":{"start":"2025"},)"
      R"("sources":[{"publisher":"A"}]})";
  EXPECT_EQ(Read(line + "\n" + line).summary.format, Format::kJsonLines);
}

TEST(JsonFeedTest, RefusesBrokenFeeds) {
  const std::string head = R"({"version": "https://jsonfeed.org/version/1.1", )";
  for (const std::string tail :
       {R"("title": "x"})", R"("items": 5})", R"("items": [)", "\"items\": [\"\xFF\"]}"}) {
    EXPECT_THAT(Read(head + tail).status, StatusIs(absl::StatusCode::kInvalidArgument, "want"));
  }
  const std::string deep =
      head + "\"items\": " + std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_THAT(Read(deep).status, StatusIs(absl::StatusCode::kInvalidArgument, "less deeply"));
}

TEST(XmlTest, ABrokenOffFileGivesItsGoodEntries) {
  const std::string item =
      "<item><title>T</title><link>https://a.com/</link><pubDate>2025-12-18</pubDate></item>\n";
  const Reading reading = Read("<rss version=\"2.0\"><channel><title>A</title>\n" + item + item +
                               "<item><title>Half</ti");
  ASSERT_TRUE(reading.status.ok()) << reading.status;
  ASSERT_EQ(reading.records.size(), 3u);
  EXPECT_TRUE(reading.records[1].event.has_value());
  EXPECT_EQ(reading.records[2].number, 3);
  EXPECT_THAT(reading.records[2].errors[0].words, HasSubstr("line 4: not well-formed XML"));
}

TEST(XmlTest, RefusesOtherDocuments) {
  EXPECT_THAT(Read("<html><body/></html>").status,
              StatusIs(absl::StatusCode::kInvalidArgument, "root element html"));
  EXPECT_THAT(Read("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>").status,
              StatusIs(absl::StatusCode::kInvalidArgument, "root element RDF"));
  EXPECT_THAT(Read("<feed/>").status,
              StatusIs(absl::StatusCode::kInvalidArgument, "root element feed"));
  EXPECT_THAT(Read("<").status, StatusIs(absl::StatusCode::kInvalidArgument, "not well-formed"));
  EXPECT_THAT(Read("<x:rss/>").status,
              StatusIs(absl::StatusCode::kInvalidArgument, "unbound prefix"));
}

TEST(XmlTest, NeverExpandsOrFetchesEntities) {
  const std::string laughs =
      "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;\">"
      "<!ENTITY c "
      "\"&b;&b;&b;&b;&b;\">]><rss><channel><item><title>&c;</title></item></channel></rss>";
  const std::string file =
      "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel>&x;</channel></rss>";
  const std::string parameter =
      "<!DOCTYPE rss [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\"> %p;]><rss><channel/></rss>";
  for (const std::string& document : {laughs, file, parameter}) {
    EXPECT_THAT(Read(document).status,
                StatusIs(absl::StatusCode::kInvalidArgument, "want no entity declarations"));
  }
}

TEST(XmlTest, TakesADoctypeAndEntitiesOfHtml) {
  for (const std::string prolog :
       {"<!DOCTYPE rss SYSTEM \"http://127.0.0.1:9/rss-0.91.dtd\">", "<!DOCTYPE rss>", ""}) {
    const Record record = ReadOne(
        prolog +
        "<rss><channel><title>A&eacute;</title><item><title>x&nbsp;&mdash;&nosuch; y</title>"
        "<link>https://a.com/</link><pubDate>2025-12-18</pubDate></item></channel></rss>");
    EXPECT_EQ(Said(record).title(), "x —&nosuch; y");
    EXPECT_EQ(Said(record).sources(0).publisher(), "Aé");
  }
}

TEST(XmlTest, RefusesDeepNesting) {
  std::string document;
  for (int i = 0; i < 100000; ++i) document += "<a>";
  EXPECT_THAT(Read(document).status,
              StatusIs(absl::StatusCode::kInvalidArgument, "at most 64 nested elements"));
}

TEST(XmlTest, ReadsOtherEncodings) {
  // 国家 in GBK, declared as GB2312.
  const std::string gbk =
      "<?xml version=\"1.0\" encoding=\"gb2312\"?><rss><channel><title>A</title><item><title>"
      "\xB9\xFA\xBC\xD2</title><link>https://a.com/</link><pubDate>2025-12-18</pubDate></item>"
      "</channel></rss>";
  EXPECT_EQ(Said(ReadOne(gbk)).title(), "国家");
  std::string utf16 = "\xFF\xFE";
  for (const char c : Rss("<item><title>T</title><link>https://a.com/</link>"
                          "<pubDate>2025-12-18</pubDate></item>")) {
    utf16 += {c, '\0'};
  }
  EXPECT_EQ(Said(ReadOne(utf16)).title(), "T");
  EXPECT_THAT(Read("<?xml version=\"1.0\" encoding=\"klingon\"?><rss/>").status,
              StatusIs(absl::StatusCode::kInvalidArgument, "got klingon"));
}

TEST(XmlTest, RemovesWhatXmlForbids) {
  const std::string item =
      "<item><title>a\x01\xFFz</title><link>https://a.com/</link><pubDate>2025-12-18</pubDate></"
      "item>";
  const Reading reading = Read(Rss(item + std::string("\0", 1)));
  ASSERT_EQ(reading.records.size(), 2u) << reading.status;
  EXPECT_EQ(reading.records[0].number, 0);
  EXPECT_THAT(reading.records[0].warnings,
              ElementsAre(Remark{"", "removed 3 characters that XML forbids"}));
  EXPECT_EQ(Said(reading.records[1]).title(), "az");
}

TEST(FeedTest, RefusesAFileThatIsTooLarge) {
  EXPECT_THAT(Read("<rss>" + std::string(kMaxFeedBytes, ' ') + "</rss>").status,
              StatusIs(absl::StatusCode::kInvalidArgument, "at most 16777216 bytes"));
}

}  // namespace
}  // namespace sennight::importing
