// Formats by their names on the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "sennight/rendering/v1/rendering_service.pb.h"

namespace sennight::cli {

// Returns the format of a name such as `web`: the contract's enum value in lower case.
//
// Errors: kInvalidArgument, which lists the names.
absl::StatusOr<rendering::v1::Format> ParseFormat(const std::string& name);

// Returns the name of a format.
std::string FormatName(rendering::v1::Format format);

// Returns all names, such as `web, wechat, markdown`.
std::string FormatNames();

}  // namespace sennight::cli
