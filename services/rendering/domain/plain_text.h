// The digest as plain text.
#pragma once

#include <string>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering {

// Columns of a line; an ideograph takes two. Only an address may be longer.
inline constexpr int kTextColumns = 72;

// Returns a valid digest (Validate) as text: lines of at most kTextColumns without trailing spaces,
// citations as `[1]`, references numbered at the end.
Rendered RenderPlainText(const digest::v1::Digest& digest, const v1::RenderOptions& options = {});

// Returns the same of a view.
std::string WritePlainText(const DigestView& view);

}  // namespace sennight::rendering
