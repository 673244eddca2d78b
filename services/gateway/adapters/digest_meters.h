// What is counted of composed digests.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/telemetry/metrics.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "services/gateway/domain/digest_composer.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Reads the numbers off the answers, so that composing knows nothing of them. Callers that were
// answered by one compose are counted each. Safe for concurrent use.
class DigestMeters {
 public:
  // Counts nothing.
  DigestMeters() = default;

  // Counts digests of the topics and languages of `catalog`. `metrics` must outlive this.
  DigestMeters(telemetry::Metrics& metrics, const TopicCatalog& catalog);

  // Counts a digest that was composed or found in `cache`.
  void CountComposed(const Composed& composed, const DigestCache& cache) const;
  void CountComposed(const v1::ComposeDigestResponse& composed, const DigestCache& cache) const;

  // Counts a digest that could not be rendered.
  void CountRenditionFailure() const { rendition_failures_.Add(); }

 private:
  // `circumstances` has steps and from_cache.
  void Count(const std::string& topic, const std::string& language,
             const v1::ComposeDigestResponse& circumstances,
             const std::vector<digest::v1::Severity>& found, const DigestCache& cache) const;

  using TopicAndLanguage = std::pair<std::string, std::string>;

  std::map<TopicAndLanguage, telemetry::Counter> digests_;
  std::map<std::string, telemetry::Histogram> step_seconds_;
  std::map<digest::v1::Severity, telemetry::Counter> findings_;
  telemetry::Counter rendition_failures_;
  telemetry::Counter hits_;
  telemetry::Counter misses_;
  telemetry::Gauge cache_entries_;
  telemetry::Gauge cache_bytes_;
};

}  // namespace sennight::gateway
