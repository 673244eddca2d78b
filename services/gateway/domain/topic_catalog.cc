#include "services/gateway/domain/topic_catalog.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/hash/hash.h"
#include "common/image/png.h"
#include "common/status/status.h"
#include "common/text/ids.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/domain/topic_rules.h"

namespace sennight::gateway {
namespace {

constexpr int kDefaultLateDays = 3;

// Notes what the parser of the text format finds, as `line 12, column 3: …`.
class ParseMistakes final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    // The parser counts from 0.
    mistakes_.push_back(absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message));
  }

  const std::vector<std::string>& mistakes() const { return mistakes_; }

 private:
  std::vector<std::string> mistakes_;
};

// Reads one file, and appends what is wrong with it to `mistakes`.
topic::v1::Topic ParseFile(const TopicFile& file, std::vector<std::string>* mistakes) {
  topic::v1::Topic topic;
  ParseMistakes found;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&found);
  if (!parser.ParseFromString(file.text, &topic)) {
    for (const std::string& mistake : found.mistakes()) {
      mistakes->push_back(absl::StrCat(file.name, ": ", mistake));
    }
    return topic;
  }
  const google::rpc::BadRequest violations = ViolationsOf(topic).ToBadRequest();
  for (const auto& violation : violations.field_violations()) {
    mistakes->push_back(
        absl::StrCat(file.name, ": ", violation.field(), ": ", violation.description()));
  }
  if (!file.logo.empty()) {
    const absl::StatusOr<image::Size> logo = image::ReadLogo(file.logo);
    if (!logo.ok()) {
      mistakes->push_back(
          absl::StrCat(file.name, ": the logo beside it: ", logo.status().message()));
    }
  }
  return topic;
}

absl::Weekday WeekdayOf(topic::v1::DayOfWeek day) {
  // Both count from Monday, absl from 0.
  return static_cast<absl::Weekday>(static_cast<int>(day) - 1);
}

CoveredTopic Cover(topic::v1::Topic topic) {
  CoveredTopic covered;
  covered.hash = hash::Sha256Hex(hash::DeterministicBytes(topic));
  absl::LoadTimeZone(topic.time_zone(), &covered.zone);
  covered.week_start = WeekdayOf(topic.week_start());
  covered.topic = std::move(topic);
  return covered;
}

}  // namespace

int CoveredTopic::late_days() const {
  return topic.has_late_days() ? topic.late_days() : kDefaultLateDays;
}

bool CoveredTopic::HasLanguage(std::string_view language) const {
  return std::find(topic.languages().begin(), topic.languages().end(), language) !=
         topic.languages().end();
}

absl::StatusOr<TopicCatalog> TopicCatalog::Parse(const std::vector<TopicFile>& files) {
  std::vector<std::string> mistakes;
  std::map<std::string, std::string> file_of_topic;
  TopicCatalog catalog;
  for (const TopicFile& file : files) {
    const size_t mistakes_before = mistakes.size();
    topic::v1::Topic topic = ParseFile(file, &mistakes);
    if (mistakes.size() != mistakes_before) continue;
    const std::string id = topic.topic_id();
    if (const auto [known, is_new] = file_of_topic.emplace(id, file.name); !is_new) {
      mistakes.push_back(
          absl::StrCat(file.name, ": topic_id: \"", id, "\" is also that of ", known->second));
      continue;
    }
    CoveredTopic covered = Cover(std::move(topic));
    covered.logo = file.logo;
    catalog.topics_.emplace(id, std::move(covered));
  }
  if (files.empty()) mistakes.push_back("there is no topic: want at least one *.textproto file");
  if (!mistakes.empty()) return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  return catalog;
}

absl::StatusOr<const CoveredTopic*> TopicCatalog::Find(std::string_view topic_id) const {
  if (!text::IsTopicId(topic_id)) return InvalidField("topic", text::kWantTopicId);
  if (const auto found = topics_.find(topic_id); found != topics_.end()) return &found->second;
  std::vector<std::string> known;
  for (const auto& [id, covered] : topics_) known.push_back(id);
  const std::string names = absl::StrJoin(known, ", ");
  return WithReason(absl::NotFoundError(absl::StrCat("there is no topic \"", std::string(topic_id),
                                                     "\"; the topics are: ", names)),
                    "TOPIC_UNKNOWN", {{"topic", std::string(topic_id)}, {"known_topics", names}});
}

}  // namespace sennight::gateway
