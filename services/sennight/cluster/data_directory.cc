#include "services/sennight/cluster/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::cluster {
namespace {

namespace fs = std::filesystem;

absl::Status FileError(const char* what, const fs::path& path, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat(what, " ", path.string(), ": ", std::strerror(error)));
}

// The endpoint is read by clients, so a reader never sees half of it.
absl::Status WriteWhole(const fs::path& path, const std::string& content) {
  const fs::path making = path.string() + ".making";
  std::ofstream file(making, std::ios::trunc);
  file << content << "\n";
  file.close();
  std::error_code error;
  if (file) fs::rename(making, path, error);
  if (!file || error) return FileError("cannot write", path, file ? error.value() : errno);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<DataDirectory>> DataDirectory::TryLock(const fs::path& path) {
  std::error_code error;
  fs::path absolute = fs::absolute(path, error).lexically_normal();
  if (!fs::exists(absolute, error)) {
    fs::create_directories(absolute, error);
    if (error) return FileError("cannot make the data directory", absolute, error.value());
    // Root's server runs as another user, who passes through but sees no names.
    chmod(absolute.c_str(), geteuid() == 0 ? 0711 : 0700);
  }
  const fs::path file = absolute / "lock";
  const int lock = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return FileError("cannot write in the data directory", file, errno);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    close(lock);
    if (reason == EWOULDBLOCK) return std::optional<DataDirectory>();
    return FileError("cannot lock", file, reason);
  }
  // What a killed predecessor left.
  fs::remove(absolute / "endpoint", error);
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(lock, 0) != 0 || pwrite(lock, pid.data(), pid.size(), 0) < 0) {
    const int reason = errno;
    close(lock);
    return FileError("cannot write", file, reason);
  }
  return std::optional<DataDirectory>(DataDirectory(std::move(absolute), lock));
}

DirectoryUse DataDirectory::UseOf(const fs::path& path) {
  DirectoryUse use;
  std::ifstream(path / "lock") >> use.pid;
  std::ifstream(path / "endpoint") >> use.endpoint;
  return use;
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataDirectory::~DataDirectory() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove(path_ / "endpoint", ignored);
  close(lock_);
}

absl::Status DataDirectory::PublishEndpoint(const std::string& address) {
  return WriteWhole(path_ / "endpoint", address);
}

fs::path DefaultDataDirectory(const std::string& name) {
  if (geteuid() == 0) return fs::path("/var/lib") / name;
  const char* data_home = std::getenv("XDG_DATA_HOME");
  if (data_home != nullptr && *data_home == '/') return fs::path(data_home) / name;
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return fs::path(home) / ".local/share" / name;
  return fs::path("/tmp") / absl::StrCat(name, "-", getuid());
}

}  // namespace sennight::cluster
