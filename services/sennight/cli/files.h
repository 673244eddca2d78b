// Files that commands read and write.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::cli {

// Writes `content` to the file `path`, whole or not at all; makes its folder.
//
// Errors: kFailedPrecondition.
absl::Status WriteFile(const std::filesystem::path& path, const std::string& content);

// Reads the file `path`, or standard input for `-`.
//
// Errors: kNotFound; kInvalidArgument if it has more than `most_bytes`.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t most_bytes);

}  // namespace sennight::cli
