#include "services/sennight/import/entry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/ids.h"
#include "common/text/language.h"
#include "services/sennight/import/feed_time.h"
#include "services/sennight/import/repair.h"

namespace sennight::importing {
namespace {

// How much of what could not be read is told.
constexpr size_t kMostToldBytes = 63;

// The text of an entry, whose markup is part of the format and no repair.
std::string TextOf(const Entry::Text& text, std::string_view field, Record& record) {
  if (text.markup == Entry::Markup::kText) return text.source;
  const text::Cleaned cleaned = text::HtmlToText(text.source);
  for (const text::Repair& repair : cleaned.repairs) {
    if (repair.id == text::kMarkup || repair.id == text::kEntity) continue;
    record.warnings.push_back({std::string(field), text::Describe(repair)});
  }
  return cleaned.text;
}

std::string CategoryOf(const Entry& entry, const Options& options) {
  for (const std::string& category : entry.categories) {
    if (!text::IsId(category)) continue;
    const auto& known = options.categories;
    if (known.empty() || std::find(known.begin(), known.end(), category) != known.end()) {
      return category;
    }
  }
  return "";
}

// The entry's own language, or the feed's if the text does not contradict it; empty if it is to be
// detected.
std::string LanguageOf(const Entry& entry, const std::string& text) {
  const std::string own = text::CanonicalTag(entry.language);
  if (text::IsLanguageTag(own)) return own;
  const std::string feed = text::CanonicalTag(entry.feed_language);
  if (!text::IsLanguageTag(feed)) return "";
  const bool detectable = text::SameLanguage(feed, "zh") || text::SameLanguage(feed, "en");
  const bool same = text::SameLanguage(feed, text::DetectLanguage(text));
  return !detectable || same ? feed : "";
}

}  // namespace

Record ReadEntry(const Entry& entry, int number, const Options& options) {
  Record record;
  record.number = number;
  event::v1::Event event;
  event.set_title(TextOf(entry.title, "title", record));
  event.set_body(TextOf(entry.body, "body", record));
  event.set_language(LanguageOf(entry, event.title() + "\n" + event.body()));
  event.set_category(CategoryOf(entry, options));
  event.set_read_more_url(entry.read_more);
  event::v1::Source& source = *event.add_sources();
  source.set_url(entry.link);
  source.set_publisher(entry.publisher);
  if (!entry.date.empty()) {
    const std::optional<google::protobuf::Timestamp> time = ParseFeedTime(entry.date);
    if (time.has_value()) {
      *event.mutable_reported_time() = *time;
      *source.mutable_published_time() = *time;
    } else {
      record.errors.push_back(
          {"reported_time", absl::StrCat("want a date as RFC 3339 or RFC 822, got ",
                                         entry.date.substr(0, kMostToldBytes))});
    }
  }
  if (record.errors.empty()) {
    RepairAndCheck(std::move(event), Origin::kFeed, options, record);
  }
  return record;
}

}  // namespace sennight::importing
