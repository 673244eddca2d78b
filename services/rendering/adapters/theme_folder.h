// Themes of one's own, from files.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/rendering/v1/theme.pb.h"

namespace sennight::rendering {

// Most files of a folder.
inline constexpr std::size_t kMostThemes = 50;

// Returns the themes that come with the program, then those of the folder (`*.textproto`, in the
// order of their names); an empty folder name means none.
//
// Errors: kInvalidArgument that names the file, for a theme that cannot be read or has the id of
// another, or for more than kMostThemes; kNotFound if there is no such folder.
absl::StatusOr<std::vector<v1::Theme>> LoadThemes(const std::string& folder);

}  // namespace sennight::rendering
