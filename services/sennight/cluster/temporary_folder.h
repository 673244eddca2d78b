// A folder that is gone when its owner is.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "absl/status/statusor.h"

namespace sennight::cluster {

// A new folder, removed with all it holds when the object or the process ends, by kill -9 too: a
// child, the keeper, waits for that and outlives the process by the moment that removing takes.
// The keeper is in a session of its own, so that what kills the process's group does not reach it.
// Not safe for concurrent use.
class TemporaryFolder {
 public:
  // Makes a folder below `parent`, with a name that begins with "sennight-". Users who know the
  // name may pass through.
  //
  // Errors: kFailedPrecondition if the folder or the keeper cannot be made.
  static absl::StatusOr<TemporaryFolder> Make(const std::filesystem::path& parent);

  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  TemporaryFolder(std::filesystem::path path, pid_t keeper, int lifeline)
      : path_(std::move(path)), keeper_(keeper), lifeline_(lifeline) {}

  std::filesystem::path path_;
  pid_t keeper_;
  int lifeline_;  // Nothing is written to it. The keeper reads its end.
};

}  // namespace sennight::cluster
