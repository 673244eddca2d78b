// The digest itself, for programs.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// Returns a digest in canonical proto3 JSON, indented, with a newline at the end. Nothing is
// typeset: texts are as they are stored.
absl::StatusOr<std::string> RenderJson(const digest::v1::Digest& digest);

}  // namespace sennight::rendering
