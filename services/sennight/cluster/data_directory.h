// The directory in which the suite keeps its database, and who uses it.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::cluster {

// Who uses a data directory.
struct DirectoryUse {
  int pid = 0;           // 0 if it is not known yet.
  std::string endpoint;  // Where the user serves the gateway; empty if nowhere (yet).
};

// A data directory that this process alone may use, until the object or the process ends. Files:
// `lock` (locked while in use; holds the process's number) and `endpoint` (where it serves).
class DataDirectory {
 public:
  // Makes the directory if it is not there and locks it. Returns nothing if another process has
  // the lock.
  //
  // Errors: kFailedPrecondition if the directory cannot be made or written.
  static absl::StatusOr<std::optional<DataDirectory>> TryLock(const std::filesystem::path& path);

  // Returns who holds the lock of the directory; both fields empty if nobody has said.
  static DirectoryUse UseOf(const std::filesystem::path& path);

  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;
  ~DataDirectory();

  // Tells other processes where the gateway is reached, until the object ends.
  absl::Status PublishEndpoint(const std::string& address);

  const std::filesystem::path& path() const { return path_; }

 private:
  DataDirectory(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

// Returns where data is kept unless a person says otherwise: `name` below $XDG_DATA_HOME or
// ~/.local/share; for root below /var/lib, since the database's user may not enter root's home.
std::filesystem::path DefaultDataDirectory(const std::string& name);

}  // namespace sennight::cluster
