// A page that shows a digest in all formats and themes, side by side.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "sennight/rendering/v1/rendering_service.pb.h"

namespace sennight::commands {

// All renditions in one theme.
struct ThemeShow {
  rendering::v1::Theme theme;
  std::vector<rendering::v1::RenderAllResponse> answers;
};

// Writes the renditions to `folder`, each theme to a folder of its own, and `index.html`, which
// needs nothing but them.
//
// Errors: kFailedPrecondition if a file cannot be written.
absl::Status WriteGallery(const std::vector<ThemeShow>& shows, const std::string& language,
                          const std::filesystem::path& folder);

}  // namespace sennight::commands
