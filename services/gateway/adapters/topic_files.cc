#include "services/gateway/adapters/topic_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"

namespace sennight::gateway {

namespace fs = std::filesystem;

absl::StatusOr<TopicCatalog> LoadTopics(const std::string& directory) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".textproto") paths.push_back(entry.path());
  }
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot read the topics in ", directory, ": ", error.message()));
  }
  std::sort(paths.begin(), paths.end());

  std::vector<TopicFile> files;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
      return absl::InvalidArgumentError(absl::StrCat("cannot read ", path.string()));
    }
    files.push_back({path.filename().string(), text.str()});
  }
  return TopicCatalog::Parse(files);
}

}  // namespace sennight::gateway
