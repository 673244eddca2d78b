// The settings of the gateway.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "services/gateway/wiring.h"

namespace sennight::gateway {

struct Config {
  rpc::ServerOptions server;
  std::string event_store_address;
  std::string summarization_address;
  std::string rendering_address;
  rpc::ChannelSecurity upstream;  // Of the channels to the other services.
  GatewayOptions options;
  HttpOptions http;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_GATEWAY.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::gateway
