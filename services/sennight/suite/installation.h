// Where the files that belong to the program are.
#pragma once

#include <filesystem>

#include "absl/status/statusor.h"

namespace sennight::suite {

// Returns the folder that holds `topics/` and `samples/`: `deploy/` of the checkout that the
// program was built in, or share/sennight beside the folder that it is installed in.
//
// Errors: kNotFound.
absl::StatusOr<std::filesystem::path> FindDeployFolder();

}  // namespace sennight::suite
