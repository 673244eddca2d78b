#include "services/sennight/suite/installation.h"

#include <system_error>

#include "absl/status/status.h"

namespace sennight::suite {
namespace {

namespace fs = std::filesystem;

constexpr const char* kInstalledFolder = "share/sennight";  // Below the prefix.

}  // namespace

absl::StatusOr<fs::path> FindDeployFolder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (fs::path folder = program.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    if (fs::is_directory(folder / "deploy/topics", error)) return folder / "deploy";
  }
  const fs::path installed = program.parent_path().parent_path() / kInstalledFolder;
  if (fs::is_directory(installed / "topics", error)) return installed;
  return absl::NotFoundError("there are no topics: neither deploy/topics above the program nor " +
                             (installed / "topics").string());
}

}  // namespace sennight::suite
