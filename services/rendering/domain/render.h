// One digest in, bytes out.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/rendering/v1/rendering_service.pb.h"

namespace sennight::rendering {

// Renders a digest. The same digest, format and options give the same bytes.
//
// `fonts` is the folder of the fonts that PDF and pictures are drawn with; the text formats need
// none.
//
// Errors: kFailedPrecondition without fonts that are needed; kInvalidArgument if the format is none
// that is rendered, or for what Validate finds.
absl::StatusOr<v1::Rendition> RenderDigest(const digest::v1::Digest& digest, v1::Format format,
                                           const v1::RenderOptions& options = {},
                                           const std::string& fonts = {});

// Returns the formats in the order of their numbers.
std::vector<v1::FormatDescription> Formats();

}  // namespace sennight::rendering
