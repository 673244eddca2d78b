// The settings of the gateway.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/config/reader.h"
#include "services/gateway/wiring.h"

namespace sennight::gateway {

struct Config {
  std::string listen_address;
  std::string address_file;  // Where the bound address is written to; empty for nowhere.
  std::string event_store_address;
  std::string summarization_address;
  std::string rendering_address;
  GatewayOptions options;
  bool debug_services = false;
  absl::Duration drain_grace;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_GATEWAY.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::gateway
