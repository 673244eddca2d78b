// The digest itself, for programs.
#pragma once

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering {

// Returns a digest in canonical proto3 JSON, indented, with a newline at the end. Nothing is
// typeset: texts are as they are stored.
absl::StatusOr<Rendered> RenderJson(const digest::v1::Digest& digest,
                                    const v1::RenderOptions& options = {});

}  // namespace sennight::rendering
