#include "services/gateway/adapters/topic_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"

namespace sennight::gateway {

namespace fs = std::filesystem;

namespace {

// Returns all of a file; nothing if it cannot be read to its end, as a directory cannot.
std::optional<std::string> ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string content;
  std::array<char, 1 << 14> bytes;
  while (file.read(bytes.data(), bytes.size()) || file.gcount() > 0) {
    content.append(bytes.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return std::nullopt;
  return content;
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
    // Whatever stands there is meant as a logo, also a link to nowhere or what nobody may look at.
    if (fs::symlink_status(logo, error).type() == fs::file_type::not_found) continue;
    const std::optional<std::string> picture = ContentOf(logo);
    if (!picture.has_value() || picture->empty()) {
      return absl::InvalidArgumentError(absl::StrCat("cannot read ", logo.string()));
    }
    files.back().logo = *picture;
  }
  return TopicCatalog::Parse(files);
}

}  // namespace sennight::gateway
