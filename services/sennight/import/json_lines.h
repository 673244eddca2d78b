// One event in canonical proto3 JSON a line.
#pragma once

#include <string_view>

#include "services/sennight/import/record.h"

namespace sennight::importing {

// Reads one line, without its line end, as number `number`.
Record ReadLine(std::string_view line, int number, const Options& options);

// Whether the JSON text nests deeper than kMaxDepth. To be asked before parsing.
bool NestsTooDeep(std::string_view json);

}  // namespace sennight::importing
