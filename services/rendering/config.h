// The settings of the rendering service.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/server.h"
#include "services/rendering/wiring.h"

namespace sennight::rendering {

struct Config {
  rpc::ServerOptions server;
  RenderingOptions options;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_RENDERING.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::rendering
