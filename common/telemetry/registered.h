// What stands behind Metrics; for this folder only.
#pragma once

#include <memory>

#include <prometheus/registry.h>

#include "common/telemetry/metrics.h"
#include "common/telemetry/process_metrics.h"

namespace sennight::telemetry {

// Shared, because prometheus-cpp wants to be lent what it collects from.
struct Metrics::Registered {
  std::shared_ptr<prometheus::Registry> registry;
  std::shared_ptr<prometheus::Collectable> process;
};

}  // namespace sennight::telemetry
