// Canonical proto3 JSON of a message, written as the message is walked: the bytes that
// MessageToJsonString of protobuf makes by way of the wire format, in a fraction of the time.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace sennight::rendering {

// Returns whether AppendJson knows all that a message of this type can hold: no maps, groups,
// bytes or well-known types.
bool HasPlainJson(const google::protobuf::Descriptor* type);

// Appends a message of such a type, indented, with a newline at the end.
void AppendJson(const google::protobuf::Message& message, std::string* json);

// Appends a text as a JSON string, escaped as protobuf escapes it.
void AppendJsonString(std::string_view text, std::string* json);

}  // namespace sennight::rendering
