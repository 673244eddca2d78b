// What a rendition is told beside its digest, on the command line.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "sennight/rendering/v1/rendering_service.pb.h"
#include "services/sennight/cli/arguments.h"

namespace sennight::cli {

// Returns the options of the command line that ReadRenderOptions reads.
std::vector<Option> RenderOptionList();

// Returns what was given; nothing of it is checked here but what is read here.
//
// Errors: kInvalidArgument for a spacing that is none; those of ReadFile for the logo.
absl::StatusOr<rendering::v1::RenderOptions> ReadRenderOptions(const Arguments& arguments);

}  // namespace sennight::cli
