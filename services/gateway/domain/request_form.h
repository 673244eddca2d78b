// What requests have in common, checked without a topic.
#pragma once

#include <string_view>

#include "common/status/status.h"

namespace sennight::gateway {

// Returns whether `text` is a UUID such as 0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d, in either case.
bool IsUuid(std::string_view text);

// Adds what is wrong with the id of a topic that stands in `field`.
void CheckTopicId(std::string_view field, std::string_view topic_id, FieldViolations* violations);

// Adds what is wrong with `request_id`, which may be empty.
void CheckRequestId(std::string_view request_id, FieldViolations* violations);

}  // namespace sennight::gateway
