// The logo of a publication as it is shown.
#pragma once

#include <algorithm>
#include <optional>

#include "common/image/png.h"
#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// Returns how large a logo is shown: as it is, or smaller, so that it fits; nothing if there is
// none.
inline std::optional<image::Size> LogoSize(const DigestView& view, int most_width,
                                           int most_height) {
  if (view.publication().logo().empty()) return std::nullopt;
  const absl::StatusOr<image::Size> size = image::ReadLogo(view.publication().logo());
  if (!size.ok()) return std::nullopt;
  const double scale = std::min({1.0, static_cast<double>(most_width) / size->width,
                                 static_cast<double>(most_height) / size->height});
  return image::Size{.width = std::max(1, static_cast<int>(size->width * scale)),
                     .height = std::max(1, static_cast<int>(size->height * scale))};
}

}  // namespace sennight::rendering
