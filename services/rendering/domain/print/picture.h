// Pictures of a digest: the covers that platforms show in lists, and the card that people share.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering::print {

// Returns a valid digest (Validate) as a PNG, drawn with the fonts of a folder:
//
// * the cover, 1800 × 766 (twice the 900 × 383 of WeChat),
// * the square cover, 1080 × 1080,
// * the share card, 1080 × 1440: the highlights and a QR code of the page (else of the home page).
//
// Findings: the rules PNG-*. Errors: kFailedPrecondition without the fonts.
absl::StatusOr<Rendered> RenderCover(const digest::v1::Digest& digest,
                                     const v1::RenderOptions& options, const std::string& fonts);
absl::StatusOr<Rendered> RenderSquareCover(const digest::v1::Digest& digest,
                                           const v1::RenderOptions& options,
                                           const std::string& fonts);
absl::StatusOr<Rendered> RenderShareCard(const digest::v1::Digest& digest,
                                         const v1::RenderOptions& options,
                                         const std::string& fonts);

}  // namespace sennight::rendering::print
