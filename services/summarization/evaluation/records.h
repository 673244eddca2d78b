// Records of evaluation sets as JSON Lines.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/topic/v1/topic.pb.h"
#include "services/summarization/evaluation/json_reader.h"

namespace sennight::summarization {

// What is asked: the texts and lists of a line.
using Record = JsonObject;
// What is answered.
using Answer = google::protobuf::Struct;

// Reads one object a line; empty lines are passed over.
//
// Errors: kInvalidArgument with the number of the line.
absl::StatusOr<std::vector<Record>> ReadRecords(std::string_view lines);

// Returns the field's text; empty if it is missing or no text.
const std::string& TextOf(const Record& record, std::string_view field);

// Returns the objects of a list.
std::span<const Record> ListOf(const Record& record, std::string_view field);

// Returns a report of the text, in `language` or in what the text is written in.
event::v1::Event MakeEvent(std::string id, std::string title, std::string body,
                           const std::string& language);

// Returns a topic that knows the concepts of all topics.
topic::v1::Topic JoinTopics(const std::vector<topic::v1::Topic>& topics);

// Appends the answer as a line.
void AppendLine(const Answer& answer, std::string* lines);

google::protobuf::Value TextValue(std::string text);

}  // namespace sennight::summarization
