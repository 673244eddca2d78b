#include "services/sennight/import/xml_feed.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/normalize.h"

namespace sennight::importing {
namespace {

constexpr std::string_view kAtom = "http://www.w3.org/2005/Atom";
constexpr std::string_view kContent = "http://purl.org/rss/1.0/modules/content/";
constexpr std::string_view kDublinCore = "http://purl.org/dc/elements/1.1/";
constexpr std::string_view kXmlLanguage = "http://www.w3.org/XML/1998/namespace|lang";
constexpr size_t kLongestName = 80;

std::string TextOf(const Element* element) {
  return element == nullptr ? "" : text::CollapseWhiteSpace(element->Text());
}

// The first of several that says something.
std::string FirstOf(std::string first, std::string second) {
  return first.empty() ? std::move(second) : std::move(first);
}

void AddCategories(const Element& entry, std::string_view space, std::vector<std::string>& out) {
  for (const Element& child : entry.children) {
    if (child.name != "category" || child.space != space) continue;
    const std::string_view term = child.Attribute("term");
    out.push_back(space == kAtom ? std::string(term) : TextOf(&child));
  }
}

// --- RSS

std::string RssLink(const Element& item) {
  const std::string link = TextOf(item.Child("", "link"));
  if (!link.empty()) return link;
  const Element* guid = item.Child("", "guid");
  return guid != nullptr && guid->Attribute("isPermaLink") != "false" ? TextOf(guid) : "";
}

Entry RssEntry(const Element& channel, const Element& item) {
  Entry entry;
  const auto html = Entry::Markup::kHtml;
  const Element* title = item.Child("", "title");
  const Element* body = item.Child(kContent, "encoded");
  if (body == nullptr) body = item.Child("", "description");
  if (title != nullptr) entry.title = {title->Text(), html};
  if (body != nullptr) entry.body = {body->Text(), html};
  entry.link = RssLink(item);
  entry.publisher = FirstOf(TextOf(item.Child("", "source")), TextOf(channel.Child("", "title")));
  entry.date = FirstOf(TextOf(item.Child("", "pubDate")), TextOf(item.Child(kDublinCore, "date")));
  entry.language = TextOf(item.Child(kDublinCore, "language"));
  entry.feed_language = FirstOf(TextOf(channel.Child("", "language")),
                                TextOf(channel.Child(kDublinCore, "language")));
  AddCategories(item, "", entry.categories);
  return entry;
}

absl::StatusOr<Feed> ReadRss(const Element& root) {
  Feed feed;
  feed.format = Format::kRss;
  for (const Element& channel : root.children) {
    if (channel.name != "channel") continue;  // also one whose end is missing
    for (const Element& item : channel.children) {
      if (item.name == "item" && item.space.empty() && item.complete) {
        feed.entries.push_back(RssEntry(channel, item));
      }
    }
  }
  return feed;
}

// --- Atom

// A text construct: text, html (escaped markup) or xhtml (elements).
Entry::Text AtomText(const Element* element) {
  if (element == nullptr) return {};
  const std::string_view type = element->Attribute("type");
  if (type == "xhtml" || type == "application/xhtml+xml") {
    return {element->InnerMarkup(), Entry::Markup::kHtml};
  }
  const bool html = type == "html" || type == "text/html";
  return {element->Text(), html ? Entry::Markup::kHtml : Entry::Markup::kText};
}

std::string AtomLink(const Element& entry) {
  for (const Element& child : entry.children) {
    if (child.name != "link" || child.space != kAtom) continue;
    const std::string_view relation = child.Attribute("rel");
    if (relation.empty() || relation == "alternate") return std::string(child.Attribute("href"));
  }
  return "";
}

Entry AtomEntry(const Element& root, const Element& element) {
  Entry entry;
  entry.title = AtomText(element.Child(kAtom, "title"));
  const Element* content = element.Child(kAtom, "content");
  const bool inside = content != nullptr && content->Attribute("src").empty();
  entry.body = AtomText(inside ? content : element.Child(kAtom, "summary"));
  entry.link = AtomLink(element);
  const Element* source = element.Child(kAtom, "source");
  const Element* named = source != nullptr ? source : &root;
  entry.publisher =
      std::string(text::CollapseWhiteSpace(AtomText(named->Child(kAtom, "title")).source));
  entry.date =
      FirstOf(TextOf(element.Child(kAtom, "published")), TextOf(element.Child(kAtom, "updated")));
  entry.language = std::string(element.Attribute(kXmlLanguage));
  entry.feed_language = std::string(root.Attribute(kXmlLanguage));
  AddCategories(element, kAtom, entry.categories);
  return entry;
}

absl::StatusOr<Feed> ReadAtom(const Element& root) {
  Feed feed;
  feed.format = Format::kAtom;
  for (const Element& entry : root.children) {
    if (entry.name == "entry" && entry.space == kAtom && entry.complete) {
      feed.entries.push_back(AtomEntry(root, entry));
    }
  }
  return feed;
}

}  // namespace

absl::StatusOr<Feed> ReadXmlFeed(const Document& document) {
  const Element& root = document.root;
  if (root.name == "rss" && root.space.empty()) return ReadRss(root);
  if (root.name == "feed" && root.space == kAtom) return ReadAtom(root);
  if (!document.status.ok()) return document.status;
  return absl::InvalidArgumentError(
      absl::StrCat("want RSS 2.0 or Atom 1.0, got XML with the root element ",
                   root.name.substr(0, kLongestName)));
}

}  // namespace sennight::importing
