#include "common/telemetry/metrics.h"

#include <sstream>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

#include "common/telemetry/registered.h"

namespace sennight::telemetry {

void Counter::Add(double amount) const {
  if (counter_ != nullptr) counter_->Increment(amount);
}

void Gauge::Set(double value) const {
  if (gauge_ != nullptr) gauge_->Set(value);
}

void Gauge::Add(double amount) const {
  if (gauge_ != nullptr) gauge_->Increment(amount);
}

void Histogram::Observe(double value) const {
  if (histogram_ != nullptr) histogram_->Observe(value);
}

const std::vector<double>& CallSeconds() {
  static const auto& bounds = *new std::vector<double>{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return bounds;
}

const std::vector<double>& WaitSeconds() {
  static const auto& bounds =
      *new std::vector<double>{0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};
  return bounds;
}

Metrics::Metrics(const std::string& component)
    : registered_(new Registered{std::make_shared<prometheus::Registry>(),
                                 std::make_shared<ProcessMetrics>()}) {
  AddGauge("sennight_build_info", "1; the labels say which program this is.",
           {{"component", component}, {"version", SENNIGHT_VERSION}, {"compiler", __VERSION__}})
      .Set(1);
}

Metrics::~Metrics() = default;

Counter Metrics::AddCounter(const std::string& name, const std::string& help,
                            const Labels& labels) {
  return Counter(prometheus::BuildCounter()
                     .Name(name)
                     .Help(help)
                     .Register(*registered_->registry)
                     .Add(labels));
}

Gauge Metrics::AddGauge(const std::string& name, const std::string& help, const Labels& labels) {
  return Gauge(
      prometheus::BuildGauge().Name(name).Help(help).Register(*registered_->registry).Add(labels));
}

Histogram Metrics::AddHistogram(const std::string& name, const std::string& help,
                                const std::vector<double>& bounds, const Labels& labels) {
  return Histogram(prometheus::BuildHistogram()
                       .Name(name)
                       .Help(help)
                       .Register(*registered_->registry)
                       .Add(labels, bounds));
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families = registered_->registry->Collect();
  for (prometheus::MetricFamily& family : registered_->process->Collect()) {
    families.push_back(std::move(family));
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return text.str();
}

}  // namespace sennight::telemetry
