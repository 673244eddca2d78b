// The settings of the summarization service.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/server.h"
#include "services/summarization/wiring.h"

namespace sennight::summarization {

struct Config {
  rpc::ServerOptions server;
  SummarizationOptions options;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_SUMMARIZATION.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::summarization
