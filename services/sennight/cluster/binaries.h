// Where PostgreSQL's server programs are.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace sennight::cluster {

// Returns the folder that holds `initdb` and `postgres`: `setting` if it is not empty, else the
// newest of /usr/lib/postgresql/*/bin, else a folder of `search_path` (as in PATH). With
// `version`, such as "15", only programs of that major version will do.
//
// Errors: kFailedPrecondition, which names the package that is missing.
absl::StatusOr<std::filesystem::path> FindBinaries(const std::string& setting,
                                                   const std::string& search_path,
                                                   const std::optional<std::string>& version);

}  // namespace sennight::cluster
