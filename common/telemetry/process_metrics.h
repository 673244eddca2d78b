// What the system knows of this process, under the names that all of Prometheus' clients use.
#pragma once

#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

namespace sennight::telemetry {

// Looks at /proc/self whenever it is asked. Safe for concurrent use.
class ProcessMetrics final : public prometheus::Collectable {
 public:
  // Leaves out what cannot be read.
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace sennight::telemetry
