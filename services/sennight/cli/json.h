// Messages as JSON, for machines.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace sennight::cli {

// Returns `message` in canonical proto3 JSON: on one line, or indented.
std::string JsonLine(const google::protobuf::Message& message);
std::string JsonDocument(const google::protobuf::Message& message);

}  // namespace sennight::cli
