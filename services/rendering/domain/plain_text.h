// The digest as plain text.
#pragma once

#include <string>

#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// Columns of a line; an ideograph takes two. Only an address may be longer.
inline constexpr int kTextColumns = 72;

// Returns a valid digest (Validate) as text: lines of at most kTextColumns without trailing spaces,
// citations as `[1]`, references numbered at the end.
std::string RenderPlainText(const digest::v1::Digest& digest);

}  // namespace sennight::rendering
