// What `sennight serve --print-endpoints` tells the program that started it.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "services/sennight/suite/suite.h"

namespace sennight::commands {

// The version of the line's schema, `services/sennight/endpoints.schema.json`. A field that is
// added does not change it; one that goes or means something else does.
inline constexpr int kEndpointsSchemaVersion = 1;

// How the suite is served, besides what it says itself.
struct Served {
  bool is_ephemeral = false;
  std::optional<absl::Time> now = std::nullopt;  // Where the clock stands; none if it runs.
};

// Returns the line: a JSON object that the schema describes.
std::string EndpointsLine(const suite::Suite& suite, const Served& served);

}  // namespace sennight::commands
