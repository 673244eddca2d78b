#include "tests/unit/summarization/sample_week.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/text/cleaning.h"
#include "tests/support/golden.h"

namespace sennight::summarization::testing {
namespace {

constexpr char kUrlNamespace[] = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

// The address without its query, where sources put their tracking parameters.
std::string Canonical(const std::string& url) { return url.substr(0, url.find('?')); }

void Repair(event::v1::Event* event) {
  event->set_title(text::CleanLine(event->title()).text);
  event->set_body(text::CleanText(event->body()).text);
  for (int i = event->sources_size() - 1; i >= 0; --i) {
    event::v1::Source* source = event->mutable_sources(i);
    if (!source->url().empty() && !absl::StartsWith(source->url(), "http")) {
      event->mutable_sources()->DeleteSubrange(i, 1);
      continue;
    }
    source->set_canonical_url(Canonical(source->url()));
  }
}

class Reader {
 public:
  explicit Reader(const digest::v1::Digest& digest) {
    for (int i = 0; i < digest.references_size(); ++i) {
      numbers_[digest.references(i).ref_id()] = i + 1;
    }
  }

  std::string Text(const digest::v1::InlineText& text) const {
    std::string out;
    for (const digest::v1::Run& run : text.runs()) {
      absl::StrAppend(&out, run.text());
      if (!run.has_cite()) continue;
      absl::StrAppend(&out, "[");
      for (int i = 0; i < run.cite().ref_ids_size(); ++i) {
        absl::StrAppend(&out, i == 0 ? "" : ",", numbers_.at(run.cite().ref_ids(i)));
      }
      absl::StrAppend(&out, "]");
    }
    if (!text.language().empty()) absl::StrAppend(&out, " {", text.language(), "}");
    return out;
  }

 private:
  std::map<std::string, int> numbers_;
};

void PrintStory(const digest::v1::Story& story, const Reader& reader, std::ostream& out) {
  out << "  * " << reader.Text(story.headline()) << "\n";
  out << "    " << story.occurred().start();
  if (!story.occurred().end().empty()) out << ".." << story.occurred().end();
  out << " | " << story.category_label() << " | " << story.event_ids_size() << " reports";
  if (story.has_subject()) out << " | " << reader.Text(story.subject());
  out << "\n    " << reader.Text(story.lead()) << "\n";
  for (const auto& point : story.key_points()) {
    out << "    - " << point.label() << ": " << reader.Text(point.text()) << "\n";
  }
  for (const auto& conflict : story.conflicts()) {
    out << "    ! " << conflict.label() << "\n";
    for (const auto& statement : conflict.statements()) {
      out << "      / " << reader.Text(statement) << "\n";
    }
  }
  for (const auto& metric : story.metrics()) {
    out << "    # " << metric.label() << " = " << metric.value() << " " << metric.unit() << " \""
        << metric.text() << "\"";
    if (metric.n() > 0) out << " n=" << metric.n();
    if (!metric.time_point().empty()) out << " @" << metric.time_point();
    out << "\n";
  }
  for (const auto& note : story.notes()) out << "    ~ " << reader.Text(note.text()) << "\n";
}

}  // namespace

topic::v1::Topic ReadTopic(const std::string& name) {
  topic::v1::Topic topic;
  const std::string text =
      sennight::testing::ReadSourceFile(absl::StrCat("deploy/topics/", name, ".textproto"));
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &topic)) << name;
  return topic;
}

std::vector<event::v1::Event> ReadSampleEvents(const std::string& name) {
  std::vector<event::v1::Event> events;
  std::set<std::string> ids;
  std::istringstream lines(
      sennight::testing::ReadSourceFile(absl::StrCat("deploy/samples/", name, ".jsonl")));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    event::v1::Event event;
    const auto status = google::protobuf::util::JsonStringToMessage(line, &event);
    EXPECT_TRUE(status.ok()) << line;
    Repair(&event);
    const event::v1::Source& source = event.sources(0);
    const std::string first =
        source.canonical_url().empty() ? source.publisher() : source.canonical_url();
    event.set_event_id(hash::UuidV5(kUrlNamespace, absl::StrCat(first, "\n", event.title())));
    if (!ids.insert(event.event_id()).second) continue;
    event.set_revision(1);
    event.set_position(static_cast<int64_t>(events.size()) + 1);
    event.set_state(event::v1::EVENT_STATE_ACTIVE);
    events.push_back(std::move(event));
  }
  return events;
}

v1::SummarizeWindowStart MakeStart(const topic::v1::Topic& topic, const std::string& language,
                                   const std::string& start, const std::string& end) {
  v1::SummarizeWindowStart message;
  *message.mutable_topic() = topic;
  message.mutable_window()->set_start(start);
  message.mutable_window()->set_end(end);
  message.mutable_window()->set_time_zone(topic.time_zone());
  message.set_week("2025-W50");
  message.set_language(language);
  message.set_as_of_position(37);
  message.set_epoch(1);
  return message;
}

std::string Readable(const v1::SummarizeWindowResponse& response) {
  const digest::v1::Digest& digest = response.digest();
  const Reader reader(digest);
  std::ostringstream out;
  out << "TITLE " << reader.Text(digest.title()) << "\n";
  for (const auto& highlight : digest.highlights()) {
    out << "  + " << reader.Text(highlight.text()) << "\n";
  }
  out << "INTRO " << reader.Text(digest.intro()) << "\n";
  for (const auto& section : digest.sections()) {
    out << "\n"
        << section.ordinal() << ". " << reader.Text(section.heading()) << " ("
        << section.category_label() << ")\n";
    for (const auto& story : section.stories()) PrintStory(story, reader, out);
  }
  out << "\nIN BRIEF\n";
  for (const auto& brief : digest.in_brief()) {
    out << "  * " << brief.category_label() << ": " << reader.Text(brief.text()) << "\n";
  }
  out << "CLOSING " << reader.Text(digest.closing()) << "\nREFERENCES\n";
  for (int i = 0; i < digest.references_size(); ++i) {
    const auto& reference = digest.references(i);
    out << "  [" << i + 1 << "] " << reference.title() << " | " << reference.publisher() << " | "
        << reference.published() << " | " << reference.url() << "\n";
  }
  out << "STATS " << digest.stats().ShortDebugString() << "\n";
  for (const auto& finding : response.findings())
    out << "FINDING " << finding.ShortDebugString() << "\n";
  for (const auto& left_out : response.left_out()) {
    out << "LEFT OUT " << v1::LeftOutReason_Name(left_out.reason()) << " " << left_out.evidence()
        << "\n";
  }
  return out.str();
}

}  // namespace sennight::summarization::testing
