// Where inline text stands in a digest.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// Makes the field path of an inline text, such as `sections[1].stories[0].lead`. It is only made
// when somebody asks.
using FieldPath = absl::FunctionRef<std::string()>;

// Calls `visit` for each inline text that the digest has, in the order they are printed.
void ForEachInlineText(const digest::v1::Digest& digest,
                       absl::FunctionRef<void(const digest::v1::InlineText&, FieldPath)> visit);

}  // namespace sennight::rendering
