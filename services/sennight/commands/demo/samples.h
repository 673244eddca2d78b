// The sample weeks that the demo shows.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::demo {

// A week of reports.
struct Sample {
  std::string file;  // Below the samples' folder.
  std::string topic;
  std::string week;
};

// Returns the sample weeks.
std::vector<Sample> Samples();

// Returns the SHA-256 of all sample files in `folder`.
//
// Errors: kNotFound if one is missing.
absl::StatusOr<std::string> FingerprintOf(const std::filesystem::path& folder);

// Makes a demo begin anew when the samples have changed since the last one: removes `database`
// then, and remembers `fingerprint` in `directory`. Returns whether it removed one. A database
// that no demo has made is left alone.
absl::StatusOr<bool> PrepareDatabase(const std::filesystem::path& directory,
                                     const std::filesystem::path& database,
                                     const std::string& fingerprint);

}  // namespace sennight::demo
