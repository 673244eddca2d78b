// What the READMEs promise that a service measures.
#pragma once

#include <map>
#include <set>
#include <string>

namespace sennight::testing {

// A metric as the tables give it.
struct PromisedMetric {
  std::string type;
  std::set<std::string> labels;

  bool operator==(const PromisedMetric&) const = default;
};

// Metrics by name.
using PromisedMetrics = std::map<std::string, PromisedMetric>;

// Returns the metrics in the tables of the README at `path`, relative to the checkout.
PromisedMetrics MetricsIn(const std::string& path);

// Returns those of the service in `folder` of services/, with those that every service has.
PromisedMetrics MetricsOfService(const std::string& folder);

}  // namespace sennight::testing
