#include "services/rendering/adapters/theme_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/rendering/domain/theme.h"

namespace sennight::rendering {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

absl::StatusOr<std::vector<v1::Theme>> LoadThemes(const std::string& folder) {
  std::vector<v1::Theme> themes = ShippedThemes();
  if (folder.empty()) return themes;
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  if (error) return absl::NotFoundError(absl::StrCat("themes: ", folder, ": ", error.message()));
  if (files.size() > kMostThemes) {
    return absl::InvalidArgumentError(
        absl::StrCat("themes: ", folder, ": want at most ", kMostThemes, ", got ", files.size()));
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    absl::StatusOr<v1::Theme> theme = ParseTheme(ReadFile(file));
    if (!theme.ok()) return Annotate(theme.status(), file.string());
    const auto is_same = [&](const v1::Theme& other) {
      return other.theme_id() == theme->theme_id();
    };
    if (std::any_of(themes.begin(), themes.end(), is_same)) {
      return absl::InvalidArgumentError(
          absl::StrCat(file.string(), ": theme_id: another theme is named ", theme->theme_id()));
    }
    themes.push_back(*std::move(theme));
  }
  return themes;
}

}  // namespace sennight::rendering
