// The web page: one file that needs nothing else. No script, no external request; light and dark,
// screen, phone and print by style rules alone.
#pragma once

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering {

// Returns a valid digest (Validate) as an HTML document. Findings: the rules WEB-*.
Rendered RenderWebPage(const digest::v1::Digest& digest, const v1::RenderOptions& options = {});

}  // namespace sennight::rendering
