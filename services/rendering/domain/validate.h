// What a digest must hold to be rendered.
#pragma once

#include "absl/status/status.h"
#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// Checks what no renderer could mend: the limits of `limits.h`, the window, the ids of references
// and that every citation has its reference. Whatever else is missing or odd is rendered as it is:
// an empty part is left out, an unknown language is printed with English words around it, an
// address that is not of the web is printed as text.
//
// Errors: kInvalidArgument with a BadRequest that names each field.
absl::Status Validate(const digest::v1::Digest& digest);

}  // namespace sennight::rendering
