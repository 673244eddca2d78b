// The digest as a PDF to print and to keep: A4, tagged, with bookmarks, links, a running head and
// the language and origin of its text in its metadata.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering::print {

// Returns a valid digest (Validate) as PDF, drawn with the fonts of a folder. Findings: the rules
// PDF-*.
//
// Errors: kFailedPrecondition without the fonts; kInvalidArgument if it takes more than kMaxPages.
absl::StatusOr<Rendered> RenderPdf(const digest::v1::Digest& digest,
                                   const v1::RenderOptions& options, const std::string& fonts);

}  // namespace sennight::rendering::print
