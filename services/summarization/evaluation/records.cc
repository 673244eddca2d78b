#include "services/summarization/evaluation/records.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/text/language.h"

namespace sennight::summarization {
namespace {

// What a topic must have, where none is given.
topic::v1::Topic PlainTopic() {
  topic::v1::Topic topic;
  topic.set_topic_id("plain");
  topic.set_time_zone("UTC");
  topic.add_categories()->set_category_id("news");
  return topic;
}

}  // namespace

absl::StatusOr<std::vector<Record>> ReadRecords(std::string_view lines) {
  std::vector<Record> records;
  int number = 0;
  while (!lines.empty()) {
    ++number;
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    std::optional<Record> record = ReadJsonObject(line);
    if (!record) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": is no JSON object"));
    }
    records.push_back(*std::move(record));
  }
  return records;
}

const std::string& TextOf(const Record& record, std::string_view field) {
  static const std::string& none = *new std::string;
  for (const auto& [name, text] : record.texts) {
    if (name == field) return text;
  }
  return none;
}

std::span<const Record> ListOf(const Record& record, std::string_view field) {
  for (const auto& [name, objects] : record.lists) {
    if (name == field) return objects;
  }
  return {};
}

event::v1::Event MakeEvent(std::string id, std::string title, std::string body,
                           const std::string& language) {
  event::v1::Event event;
  event.set_language(language.empty() ? text::DetectLanguage(absl::StrCat(title, "\n", body))
                                      : language);
  event.set_event_id(std::move(id));
  event.set_title(std::move(title));
  event.set_body(std::move(body));
  event.set_revision(1);
  event.add_sources()->set_publisher(event.event_id());  // Each record is a source of its own.
  return event;
}

topic::v1::Topic JoinTopics(const std::vector<topic::v1::Topic>& topics) {
  topic::v1::Topic joined = topics.empty() ? PlainTopic() : topics.front();
  // Nothing is left out of what is measured.
  joined.clear_relevance();
  joined.mutable_relevance()->set_threshold(0);
  std::set<std::string> known;
  for (const topic::v1::Concept& entry : joined.concepts()) known.insert(entry.concept_id());
  for (size_t i = 1; i < topics.size(); ++i) {
    for (const topic::v1::Concept& entry : topics[i].concepts()) {
      if (known.insert(entry.concept_id()).second) *joined.add_concepts() = entry;
    }
  }
  return joined;
}

void AppendLine(const Answer& answer, std::string* lines) {
  std::string line;
  // A Struct that holds values only can always be written.
  (void)google::protobuf::util::MessageToJsonString(answer, &line);
  absl::StrAppend(lines, line, "\n");
}

google::protobuf::Value TextValue(std::string text) {
  google::protobuf::Value value;
  value.set_string_value(std::move(text));
  return value;
}

}  // namespace sennight::summarization
