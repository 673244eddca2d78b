#include "services/rendering/domain/feed.h"
#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {
namespace {

void WriteLink(const std::optional<SafeUrl>& url, HtmlWriter* xml) {
  if (url.has_value()) xml->Element("link", {}, url->text());
}

void WriteItem(const FeedEntry& entry, const std::string& moment, HtmlWriter* xml) {
  xml->Open("item");
  xml->Element("title", {}, entry.title);
  WriteLink(entry.link, xml);
  xml->Element("guid", {{"isPermaLink", "false"}}, entry.id);
  xml->Element("pubDate", {}, moment);
  if (!entry.category.empty()) xml->Element("category", {}, entry.category);
  xml->Element("description", {}, entry.summary);
  xml->Element("content:encoded", {}, entry.html);
  xml->Close();
  xml->Break();
}

}  // namespace

Rendered RenderRss(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  Feed feed = FeedOf(digest, options);
  const std::string moment = PrintRfc5322(feed.moment);
  HtmlWriter xml;
  xml.Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
  xml.Open("rss", {{"version", "2.0"},
                   {"xmlns:atom", "http://www.w3.org/2005/Atom"},
                   {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"}});
  xml.Open("channel");
  xml.Break();
  xml.Element("title", {}, feed.title);
  WriteLink(feed.home, &xml);
  if (feed.self.has_value()) {
    xml.Element("atom:link",
                {{"rel", "self"}, {"type", "application/rss+xml"}, Attribute::Href(*feed.self)},
                "");
  }
  xml.Element("description", {}, feed.subtitle.empty() ? feed.title : feed.subtitle);
  xml.Element("language", {}, feed.language);
  xml.Element("lastBuildDate", {}, moment);
  xml.Element("generator", {}, "Sennight");
  xml.Break();
  for (const FeedEntry& entry : feed.entries) WriteItem(entry, moment, &xml);
  return {.content = xml.Finish() + "\n", .findings = std::move(feed.findings)};
}

}  // namespace sennight::rendering
