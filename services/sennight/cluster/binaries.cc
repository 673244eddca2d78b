#include "services/sennight/cluster/binaries.h"

#include <unistd.h>

#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace sennight::cluster {
namespace {

constexpr const char* kDebianFolder = "/usr/lib/postgresql";

bool HasPrograms(const std::filesystem::path& folder) {
  return access((folder / "initdb").c_str(), X_OK) == 0 &&
         access((folder / "postgres").c_str(), X_OK) == 0;
}

// Debian keeps each major version in a folder of its own, named by its number.
std::filesystem::path NewestOfDebian(const std::optional<std::string>& version) {
  if (version.has_value()) {
    const std::filesystem::path folder = std::filesystem::path(kDebianFolder) / *version / "bin";
    return HasPrograms(folder) ? folder : std::filesystem::path();
  }
  std::filesystem::path newest;
  int newest_number = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(kDebianFolder, error)) {
    int number = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &number)) continue;
    if (number <= newest_number || !HasPrograms(entry.path() / "bin")) continue;
    newest = entry.path() / "bin";
    newest_number = number;
  }
  return newest;
}

}  // namespace

absl::StatusOr<std::filesystem::path> FindBinaries(const std::string& setting,
                                                   const std::string& search_path,
                                                   const std::optional<std::string>& version) {
  if (!setting.empty()) {
    if (HasPrograms(setting)) return std::filesystem::path(setting);
    return absl::FailedPreconditionError(
        absl::StrCat("there are no programs initdb and postgres in ", setting));
  }
  if (std::filesystem::path newest = NewestOfDebian(version); !newest.empty()) return newest;
  // Programs of PATH have no version in their name; a wrong one is refused by the server itself.
  const std::vector<std::string> folders = absl::StrSplit(search_path, ':', absl::SkipEmpty());
  for (const std::string& folder : folders) {
    if (HasPrograms(folder)) return std::filesystem::path(folder);
  }
  if (version.has_value()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the data directory was made by PostgreSQL ", *version,
                     ", which is not installed: apt-get install postgresql-", *version));
  }
  return absl::FailedPreconditionError(
      "PostgreSQL's server is not installed (no initdb in /usr/lib/postgresql/*/bin or PATH): "
      "apt-get install postgresql");
}

}  // namespace sennight::cluster
