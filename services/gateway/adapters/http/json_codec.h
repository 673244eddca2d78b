// Messages in canonical proto3 JSON and back, by the names of their types.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sennight::gateway::http {

// Returns the bytes of a message that is written in JSON; an empty text is an empty message.
//
// Errors: kInvalidArgument for what is no JSON of this type, with a BadRequest that names the field
// if there is one: unknown, or of another type.
absl::StatusOr<std::string> FromJson(std::string_view type, const std::string& json);

// Returns a message's bytes in JSON.
//
// Errors: kInternal for bytes that are no such message, or an unknown type.
absl::StatusOr<std::string> ToJson(std::string_view type, const std::string& bytes);

}  // namespace sennight::gateway::http
