// The dates of feeds.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string_view>

namespace sennight::importing {

// Reads a date of RFC 3339 (2025-12-17T10:00:00+08:00, also without a time or zone: UTC) or RFC 822
// (Wed, 17 Dec 2025 09:30:00 -0500, also with named zones, without weekday or seconds). Empty if it
// is neither or its year not within 1900 to 2999.
std::optional<google::protobuf::Timestamp> ParseFeedTime(std::string_view date);

}  // namespace sennight::importing
