#include "tests/support/promised_metrics.h"

#include <regex>
#include <sstream>

#include "tests/support/golden.h"

namespace sennight::testing {

PromisedMetrics MetricsIn(const std::string& path) {
  static const std::regex row(
      R"(\| `([a-z_]+)` \| (counter|gauge|histogram|summary) \| ([a-z, ]*)\| .+ \|)");
  static const std::regex word("[a-z]+");
  PromisedMetrics metrics;
  std::istringstream lines(ReadSourceFile(path));
  for (std::string line; std::getline(lines, line);) {
    std::smatch cells;
    if (!std::regex_match(line, cells, row)) continue;
    const std::string labels = cells[3];
    PromisedMetric& metric = metrics[cells[1]];
    metric.type = cells[2];
    for (std::sregex_iterator it(labels.begin(), labels.end(), word), end; it != end; ++it) {
      metric.labels.insert(it->str());
    }
  }
  return metrics;
}

PromisedMetrics MetricsOfService(const std::string& folder) {
  PromisedMetrics metrics = MetricsIn("common/telemetry/README.md");
  metrics.merge(MetricsIn("services/" + folder + "/README.md"));
  return metrics;
}

}  // namespace sennight::testing
