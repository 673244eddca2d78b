// The settings of the summarization service.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/config/reader.h"
#include "services/summarization/wiring.h"

namespace sennight::summarization {

struct Config {
  std::string listen_address;
  std::string address_file;  // Where the bound address is written to; empty for nowhere.
  SummarizationOptions options;
  bool debug_services = false;
  absl::Duration drain_grace;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_SUMMARIZATION.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::summarization
