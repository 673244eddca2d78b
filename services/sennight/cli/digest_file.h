// Digests in files.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"

namespace sennight::cli {

// Reads a digest in JSON, as `compose --format json` writes it; `-` is standard input.
//
// Errors: those of ReadFile; kInvalidArgument, naming the file, for what is none.
absl::StatusOr<digest::v1::Digest> ReadDigest(const std::string& path);

}  // namespace sennight::cli
