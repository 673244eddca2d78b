#include "services/sennight/import/json_feed.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "common/text/utf8.h"
#include "services/sennight/import/json_lines.h"

namespace sennight::importing {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr size_t kLongestMessage = 160;

const Value* Field(const Struct& object, const std::string& name) {
  const auto found = object.fields().find(name);
  return found == object.fields().end() ? nullptr : &found->second;
}

// A string; empty if there is none of that name.
std::string StringOf(const Struct& object, const std::string& name) {
  const Value* value = Field(object, name);
  return value == nullptr ? "" : value->string_value();
}

Entry ReadItem(const Struct& feed, const Struct& item) {
  Entry entry;
  entry.title = {StringOf(item, "title"), Entry::Markup::kText};
  const std::string html = StringOf(item, "content_html");
  const std::string text = StringOf(item, "content_text");
  entry.body = {StringOf(item, "summary"), Entry::Markup::kText};
  if (!html.empty()) entry.body = {html, Entry::Markup::kHtml};
  if (!text.empty()) entry.body = {text, Entry::Markup::kText};
  entry.link = StringOf(item, "url");
  entry.read_more = StringOf(item, "external_url");
  entry.publisher = StringOf(feed, "title");
  entry.date = StringOf(item, "date_published");
  if (entry.date.empty()) entry.date = StringOf(item, "date_modified");
  entry.language = StringOf(item, "language");
  entry.feed_language = StringOf(feed, "language");
  const Value* tags = Field(item, "tags");
  if (tags != nullptr) {
    for (const Value& tag : tags->list_value().values()) {
      entry.categories.push_back(tag.string_value());
    }
  }
  return entry;
}

}  // namespace

absl::StatusOr<std::vector<Entry>> ReadJsonFeed(const std::string& json) {
  if (!text::IsValidUtf8(json)) return absl::InvalidArgumentError("want valid UTF-8");
  if (NestsTooDeep(json)) return absl::InvalidArgumentError("want JSON that nests less deeply");
  Struct feed;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &feed);
  if (!status.ok()) {
    const std::string message(status.message());
    return absl::InvalidArgumentError(absl::StrCat(
        "want a JSON Feed: ", message.substr(0, std::min(message.find('\n'), kLongestMessage))));
  }
  const Value* items = Field(feed, "items");
  if (items == nullptr || !items->has_list_value()) {
    return absl::InvalidArgumentError("want a JSON Feed with a list of items");
  }
  std::vector<Entry> entries;
  for (const Value& item : items->list_value().values()) {
    entries.push_back(ReadItem(feed, item.struct_value()));
  }
  return entries;
}

}  // namespace sennight::importing
