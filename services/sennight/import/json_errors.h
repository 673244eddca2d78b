// What Protobuf's JSON parser says, in the words of this importer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/sennight/import/record.h"

namespace sennight::importing {

// Says what is wrong with `json`, which cannot be read as an event for the reason in `message`:
// every field that an event does not have, or else the first mistake. Never empty.
std::vector<Remark> ExplainJsonErrors(const std::string& json, std::string_view message);

}  // namespace sennight::importing
