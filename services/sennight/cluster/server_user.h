// Who PostgreSQL's processes run as: it refuses to run as root.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::cluster {

// The user of the server's processes and files.
struct ServerUser {
  uid_t uid = 0;
  gid_t gid = 0;
  bool differs = false;  // from the user of this process; then this process is root
};

// Returns the user of this process, or `postgres` for root.
//
// Errors: kFailedPrecondition if this is root and there is no user `postgres`.
absl::StatusOr<ServerUser> FindServerUser();

// Makes `directory` with mode 0700 for `user`; one that exists is given to the user.
absl::Status MakePrivateDirectory(const std::filesystem::path& directory, const ServerUser& user);

// Returns an error that names the first directory above and including `directory` that `user`
// may not pass through.
absl::Status CheckReachable(const std::filesystem::path& directory, const ServerUser& user);

}  // namespace sennight::cluster
