// JSON Feed 1.1 (and 1.0).
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/sennight/import/entry.h"

namespace sennight::importing {

// Reads the entries of a JSON Feed in the order of the file. Fields that the format does not have
// are skipped, as it asks.
//
// Errors: kInvalidArgument if `json` is no JSON, too deeply nested, or no feed.
absl::StatusOr<std::vector<Entry>> ReadJsonFeed(const std::string& json);

}  // namespace sennight::importing
