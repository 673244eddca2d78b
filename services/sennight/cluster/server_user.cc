#include "services/sennight/cluster/server_user.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"

namespace sennight::cluster {
namespace {

constexpr const char* kServerUserName = "postgres";

absl::Status FileError(const char* what, const std::filesystem::path& path, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat(what, " ", path.string(), ": ", std::strerror(error)));
}

bool MayPass(const struct stat& status, const ServerUser& user) {
  if (status.st_uid == user.uid) return (status.st_mode & S_IXUSR) != 0;
  if (status.st_gid == user.gid) return (status.st_mode & S_IXGRP) != 0;
  return (status.st_mode & S_IXOTH) != 0;
}

}  // namespace

absl::StatusOr<ServerUser> FindServerUser() {
  if (geteuid() != 0) return ServerUser{.uid = geteuid(), .gid = getegid(), .differs = false};
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  getpwnam_r(kServerUserName, &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr) {
    return absl::FailedPreconditionError(
        "PostgreSQL does not run as root and there is no user postgres; the package postgresql "
        "makes one: apt-get install postgresql");
  }
  return ServerUser{.uid = found->pw_uid, .gid = found->pw_gid, .differs = true};
}

absl::Status MakePrivateDirectory(const std::filesystem::path& directory, const ServerUser& user) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return FileError("cannot make the directory", directory, errno);
  }
  struct stat status {};
  // lstat: a link that someone else put here must not be followed.
  if (lstat(directory.c_str(), &status) != 0) return FileError("cannot read", directory, errno);
  if (!S_ISDIR(status.st_mode)) return FileError("no directory:", directory, ENOTDIR);
  if (status.st_uid != user.uid && status.st_uid != geteuid()) {
    return FileError("the directory belongs to someone else:", directory, EPERM);
  }
  if (user.differs && chown(directory.c_str(), user.uid, user.gid) != 0) {
    return FileError("cannot give to the user postgres the directory", directory, errno);
  }
  if (chmod(directory.c_str(), 0700) != 0) {
    return FileError("cannot set the mode of", directory, errno);
  }
  return absl::OkStatus();
}

absl::Status CheckReachable(const std::filesystem::path& directory, const ServerUser& user) {
  if (!user.differs) return absl::OkStatus();
  std::filesystem::path path;
  for (const std::filesystem::path& part : directory) {
    path /= part;
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return FileError("cannot read", path, errno);
    if (!MayPass(status, user)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "as root, the database runs as the user postgres, who may not enter ", path.string(),
          "; choose another data directory, such as /var/lib/sennight, or chmod o+x it"));
    }
  }
  return absl::OkStatus();
}

}  // namespace sennight::cluster
