// Stores as programs of earlier schemas left them.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace sennight::event_store {

// Brings a database to the schema of an earlier program.
absl::Status MigrateTo(const std::string& database, size_t version);

// Returns a database of schema `version` that holds what a program of that schema would hold of the
// store `source`, which is one of AStore's.
std::string StoredBySchema(size_t version, const std::string& source);

}  // namespace sennight::event_store
