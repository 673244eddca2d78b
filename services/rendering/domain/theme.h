// Themes: those that come with the program, and those of one's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sennight/rendering/v1/theme.pb.h"

namespace sennight::rendering {

// Checks what theme.proto promises of a theme.
//
// Errors: kInvalidArgument that names each token under `field`, such as `theme.light.mute`.
absl::Status CheckTheme(const v1::Theme& theme, std::string_view field);

// Reads a theme in text format and checks it.
//
// Errors: kInvalidArgument.
absl::StatusOr<v1::Theme> ParseTheme(const std::string& text);

// Returns the themes that come with the program; the first is the one that is used unless another
// is named.
const std::vector<v1::Theme>& ShippedThemes();

}  // namespace sennight::rendering
