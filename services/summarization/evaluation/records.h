// Records of evaluation sets as JSON Lines.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::summarization {

using Record = google::protobuf::Struct;

// Reads one object a line; empty lines are passed over.
//
// Errors: kInvalidArgument with the number of the line.
absl::StatusOr<std::vector<Record>> ReadRecords(std::string_view lines);

// Returns the field's text; empty if it is missing or no text.
std::string TextOf(const Record& record, const std::string& field);

// Returns the objects of a list.
std::vector<const Record*> ListOf(const Record& record, const std::string& field);

// Returns a report of the text, in `language` or in what the text is written in.
event::v1::Event MakeEvent(std::string id, std::string title, std::string body,
                           const std::string& language);

// Returns a topic that knows the concepts of all topics.
topic::v1::Topic JoinTopics(const std::vector<topic::v1::Topic>& topics);

// Appends the record as a line.
void AppendLine(const Record& record, std::string* lines);

google::protobuf::Value TextValue(std::string text);

}  // namespace sennight::summarization
