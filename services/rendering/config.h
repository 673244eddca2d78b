// The settings of the rendering service.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/config/reader.h"
#include "services/rendering/wiring.h"

namespace sennight::rendering {

struct Config {
  std::string listen_address;
  std::string address_file;  // Where the bound address is written to; empty for nowhere.
  RenderingOptions options;
  bool debug_services = false;
  absl::Duration drain_grace;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_RENDERING.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::rendering
