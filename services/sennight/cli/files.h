// Files that commands write.
#pragma once

#include <filesystem>
#include <string>

#include "absl/status/status.h"

namespace sennight::cli {

// Writes `content` to the file `path`, whole or not at all; makes its folder.
//
// Errors: kFailedPrecondition.
absl::Status WriteFile(const std::filesystem::path& path, const std::string& content);

}  // namespace sennight::cli
