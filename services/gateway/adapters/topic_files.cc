#include "services/gateway/adapters/topic_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"

namespace sennight::gateway {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return std::nullopt;
  return content.str();
}

}  // namespace

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
    const std::optional<std::string> text = ContentOf(path);
    if (!text.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("cannot read ", path.string()));
    }
    files.push_back({.name = path.filename().string(), .text = *text});
    const fs::path logo = fs::path(path).replace_extension(".logo.png");
    if (!fs::exists(logo, error)) continue;
    const std::optional<std::string> picture = ContentOf(logo);
    if (!picture.has_value() || picture->empty()) {
      return absl::InvalidArgumentError(absl::StrCat("cannot read ", logo.string()));
    }
    files.back().logo = *picture;
  }
  return TopicCatalog::Parse(files);
}

}  // namespace sennight::gateway
