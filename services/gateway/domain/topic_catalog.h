// The fields that are covered.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::gateway {

// A topic and what is derived from it once.
struct CoveredTopic {
  topic::v1::Topic topic;
  std::string hash;  // SHA-256 of the topic's deterministic bytes, in lower-case hexadecimal.
  absl::TimeZone zone;
  absl::Weekday week_start = absl::Weekday::monday;
  std::string logo = {};  // A PNG that has been checked; empty if there is none.

  int late_days() const;
  bool HasLanguage(std::string_view language) const;
};

// A configuration file that was read.
struct TopicFile {
  std::string name;  // For messages, such as `cell-gene-therapy.textproto`.
  std::string text;  // A Topic in Protocol Buffers text format.
  std::string logo =
      {};  // The PNG beside it, such as `cell-gene-therapy.logo.png`, if there is one.
};

// All topics. A catalog that exists is valid; it never changes.
class TopicCatalog {
 public:
  // Reads the files, which may be in any order.
  //
  // Errors: kInvalidArgument with every mistake of every file, one a line: the file, the field or
  // the line of the text, and what was expected.
  static absl::StatusOr<TopicCatalog> Parse(const std::vector<TopicFile>& files);

  // Returns the topic.
  //
  // Errors: kInvalidArgument for a malformed id; kNotFound with the reason TOPIC_UNKNOWN, naming
  // the topics there are.
  absl::StatusOr<const CoveredTopic*> Find(std::string_view topic_id) const;

  // The topics by id.
  const std::map<std::string, CoveredTopic, std::less<>>& topics() const { return topics_; }

 private:
  std::map<std::string, CoveredTopic, std::less<>> topics_;
};

}  // namespace sennight::gateway
