#include "services/rendering/domain/feed.h"
#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {
namespace {

void WriteLink(const std::optional<SafeUrl>& url, std::string_view rel, std::string_view type,
               HtmlWriter* xml) {
  if (!url.has_value()) return;
  xml->Element("link", {{"rel", rel}, {"type", type}, Attribute::Href(*url)}, "");
}

void WriteEntry(const FeedEntry& entry, const std::string& moment, HtmlWriter* xml) {
  xml->Open("entry");
  xml->Element("id", {}, entry.id);
  xml->Element("title", {}, entry.title);
  WriteLink(entry.link, "alternate", "text/html", xml);
  xml->Element("published", {}, moment);
  xml->Element("updated", {}, moment);
  if (!entry.category.empty()) {
    xml->Element("category", {{"term", entry.category}, {"label", entry.category}}, "");
  }
  if (!entry.summary.empty()) xml->Element("summary", {}, entry.summary);
  xml->Element("content", {{"type", "html"}}, entry.html);
  xml->Close();
  xml->Break();
}

}  // namespace

Rendered RenderAtom(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  Feed feed = FeedOf(digest, options);
  const std::string moment = PrintRfc3339(feed.moment);
  HtmlWriter xml;
  xml.Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
  xml.Open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", feed.language}});
  xml.Break();
  xml.Element("id", {}, feed.id);
  xml.Element("title", {}, feed.title);
  if (!feed.subtitle.empty()) xml.Element("subtitle", {}, feed.subtitle);
  xml.Element("updated", {}, moment);
  WriteLink(feed.self, "self", "application/atom+xml", &xml);
  WriteLink(feed.home, "alternate", "text/html", &xml);
  xml.Open("author");
  xml.Element("name", {}, feed.author);
  xml.Close();
  xml.Element("generator", {}, "Sennight");
  xml.Break();
  for (const FeedEntry& entry : feed.entries) WriteEntry(entry, moment, &xml);
  return {.content = xml.Finish() + "\n", .findings = std::move(feed.findings)};
}

}  // namespace sennight::rendering
