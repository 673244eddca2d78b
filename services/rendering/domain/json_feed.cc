#include "services/rendering/domain/feed.h"
#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {
namespace {

// Writes members of an object; those without a value are left out.
class Members {
 public:
  explicit Members(ScriptSafeJson* json) : json_(*json) {}

  void Write(Literal name, std::string_view value) {
    if (value.empty()) return;
    if (!is_first_) json_.Raw(",");
    json_.Raw("\"");
    json_.Raw(name);
    json_.Raw("\":");
    json_.String(value);
    is_first_ = false;
  }

  void Write(Literal name, const std::optional<SafeUrl>& url) {
    if (url.has_value()) Write(name, url->text());
  }

 private:
  ScriptSafeJson& json_;
  bool is_first_ = true;
};

void WriteItem(const FeedEntry& entry, const std::string& moment, ScriptSafeJson* json) {
  json->Raw("{");
  Members members(json);
  members.Write("id", entry.id);
  members.Write("url", entry.link);
  members.Write("title", entry.title);
  members.Write("content_html", entry.html.empty() ? "<p></p>" : entry.html);
  members.Write("summary", entry.summary);
  members.Write("date_published", moment);
  members.Write("date_modified", moment);
  if (!entry.category.empty()) {
    json->Raw(",\"tags\":[");
    json->String(entry.category);
    json->Raw("]");
  }
  json->Raw("}");
}

}  // namespace

Rendered RenderJsonFeed(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  Feed feed = FeedOf(digest, options);
  const std::string moment = PrintRfc3339(feed.moment);
  ScriptSafeJson json;
  json.Raw("{");
  Members members(&json);
  members.Write("version", "https://jsonfeed.org/version/1.1");
  members.Write("title", feed.title);
  members.Write("home_page_url", feed.home);
  members.Write("feed_url", feed.self);
  members.Write("description", feed.subtitle);
  members.Write("language", feed.language);
  json.Raw(",\"authors\":[{\"name\":");
  json.String(feed.author);
  json.Raw("}],\"items\":[\n");
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    if (i > 0) json.Raw(",\n");
    WriteItem(feed.entries[i], moment, &json);
  }
  json.Raw("\n]}\n");
  return {.content = json.text(), .findings = std::move(feed.findings)};
}

}  // namespace sennight::rendering
