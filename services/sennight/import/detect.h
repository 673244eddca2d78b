// Tells formats apart by content.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

namespace sennight::importing {

// How much of a file Detect needs to see.
inline constexpr size_t kHeadBytes = 64 << 10;

// What a file is read as; which of the XML formats it is, its root element tells.
enum class Kind { kJsonLines, kJsonFeed, kXml };

// Tells the kind of a file from its first kHeadBytes: XML by its first character, JSON Feed by its
// `version`, JSON Lines by an object; an empty file is JSON Lines.
//
// Errors: kInvalidArgument for anything else.
absl::StatusOr<Kind> Detect(std::string_view head);

}  // namespace sennight::importing
