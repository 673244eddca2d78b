// Topics on disk.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Reads all `*.textproto` files of a directory, in the order of their names, and the logo beside
// each: `wind.logo.png` is that of `wind.textproto`.
//
// Errors: kInvalidArgument with every mistake of every file, or if the directory or a file cannot
// be read.
absl::StatusOr<TopicCatalog> LoadTopics(const std::string& directory);

}  // namespace sennight::gateway
