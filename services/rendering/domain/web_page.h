// The web page: one file that needs nothing else. No script, no external request; light and dark,
// screen, phone and print by style rules alone.
#pragma once

#include <string>

#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// Returns a valid digest (Validate) as an HTML document.
std::string RenderWebPage(const digest::v1::Digest& digest);

}  // namespace sennight::rendering
