// Databases that come and go, for tests and for drills of restoring. Each begins empty.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace sennight::event_store {

// Make or remove the database `name` (lower-case letters, digits, underscores) of the server that
// `server` connects to. Removing ends all connections to it, and is no error if it is not there.
//
// Errors: kUnavailable if the server cannot be reached; kInternal.
absl::Status MakeDatabase(const std::string& server, const std::string& name);
absl::Status DropDatabase(const std::string& server, const std::string& name);

}  // namespace sennight::event_store
