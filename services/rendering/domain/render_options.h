// What a rendition is told beside its digest, checked before anything is rendered.
#pragma once

#include "absl/status/status.h"
#include "sennight/rendering/v1/rendering_service.pb.h"

namespace sennight::rendering {

// Errors: kInvalidArgument with a BadRequest that names each wrong field, such as
// `options.web_url`.
absl::Status CheckOptions(const v1::RenderOptions& options);

}  // namespace sennight::rendering
