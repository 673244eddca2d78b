#include "services/gateway/adapters/digest_meters.h"

#include "services/gateway/domain/ports.h"

namespace sennight::gateway {
namespace {

double SecondsOf(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + static_cast<double>(duration.nanos()) * 1e-9;
}

// Counts in the counter of `key`; what has none is not counted.
template <typename Counters, typename Key>
void CountIn(const Counters& counters, const Key& key) {
  if (const auto found = counters.find(key); found != counters.end()) found->second.Add();
}

}  // namespace

DigestMeters::DigestMeters(telemetry::Metrics& metrics, const TopicCatalog& catalog) {
  for (const auto& [topic, covered] : catalog.topics()) {
    for (const std::string& language : covered.topic.languages()) {
      digests_[{topic, language}] =
          metrics.AddCounter("sennight_gateway_digests_total", "Digests that callers were given.",
                             {{"topic", topic}, {"language", language}});
    }
  }
  for (const char* step : {kReadingEvents, kSummarizing, kChecking, kRendering}) {
    step_seconds_[step] = metrics.AddHistogram("sennight_gateway_step_seconds",
                                               "How long the steps of a digest took.",
                                               telemetry::CallSeconds(), {{"step", step}});
  }
  const auto findings = [&metrics](const char* severity) {
    return metrics.AddCounter("sennight_gateway_findings_total",
                              "What the checks found in digests that were composed.",
                              {{"severity", severity}});
  };
  findings_[digest::v1::SEVERITY_ERROR] = findings("error");
  findings_[digest::v1::SEVERITY_WARNING] = findings("warning");
  findings_[digest::v1::SEVERITY_INFO] = findings("info");
  rendition_failures_ =
      metrics.AddCounter("sennight_gateway_rendition_failures_total",
                         "Digests that callers were given without a rendition, which had failed.");
  hits_ = metrics.AddCounter("sennight_gateway_cache_hits_total", "Digests found in the cache.");
  misses_ =
      metrics.AddCounter("sennight_gateway_cache_misses_total", "Digests that had to be composed.");
  cache_entries_ = metrics.AddGauge("sennight_gateway_cache_entries", "Digests in the cache.");
  cache_bytes_ = metrics.AddGauge("sennight_gateway_cache_bytes", "Memory that they take.");
}

void DigestMeters::CountComposed(const Composed& composed, const DigestCache& cache) const {
  Count(composed.topic, composed.language, composed.circumstances, composed.found, cache);
}

void DigestMeters::CountComposed(const v1::ComposeDigestResponse& composed,
                                 const DigestCache& cache) const {
  std::vector<digest::v1::Severity> found;
  for (const digest::v1::Finding& finding : composed.findings()) {
    found.push_back(finding.severity());
  }
  Count(composed.digest().topic(), composed.digest().language(), composed, found, cache);
}

void DigestMeters::Count(const std::string& topic, const std::string& language,
                         const v1::ComposeDigestResponse& circumstances,
                         const std::vector<digest::v1::Severity>& found,
                         const DigestCache& cache) const {
  CountIn(digests_, TopicAndLanguage(topic, language));
  for (const v1::StepTime& step : circumstances.steps()) {
    if (const auto timed = step_seconds_.find(step.step()); timed != step_seconds_.end()) {
      timed->second.Observe(SecondsOf(step.elapsed()));
    }
  }
  cache_entries_.Set(static_cast<double>(cache.entries()));
  cache_bytes_.Set(static_cast<double>(cache.bytes()));
  if (circumstances.from_cache()) return hits_.Add();
  misses_.Add();
  for (const digest::v1::Severity severity : found) CountIn(findings_, severity);
}

}  // namespace sennight::gateway
