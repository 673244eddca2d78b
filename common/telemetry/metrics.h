// What a service counts, for Prometheus to collect.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace sennight::telemetry {

// Names and values that tell series of one name apart. Values come from a set that the program
// knows: never ids, texts, or what a caller has made up.
using Labels = std::map<std::string, std::string>;

// The three kinds of metrics: light values that point into the Metrics that made them, which must
// outlive them. One that nobody made counts nothing, so that what is measured need not ask whether
// it is. Safe for concurrent use; tens of nanoseconds a call.
class Counter {
 public:
  Counter() = default;
  void Add(double amount = 1) const;

 private:
  friend class Metrics;
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  prometheus::Counter* counter_ = nullptr;
};

class Gauge {
 public:
  Gauge() = default;
  void Set(double value) const;
  void Add(double amount) const;

 private:
  friend class Metrics;
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  prometheus::Gauge* gauge_ = nullptr;
};

class Histogram {
 public:
  Histogram() = default;
  void Observe(double value) const;

 private:
  friend class Metrics;
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  prometheus::Histogram* histogram_ = nullptr;
};

// Upper bounds, in seconds: of calls and their steps, which go to other processes, and of waiting
// within one.
const std::vector<double>& CallSeconds();
const std::vector<double>& WaitSeconds();

// The metrics of one service; holds those of the process and of the build from the start. Safe for
// concurrent use.
class Metrics {
 public:
  // `component` is the service, such as `event-store`.
  explicit Metrics(const std::string& component);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Return the metric of that name and those labels, made when it is asked for first. Names begin
  // with `sennight_` and end with their unit; a counter's with `_total`. The label names of one
  // metric are always the same, and so are `help` and `bounds`.
  Counter AddCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge AddGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram AddHistogram(const std::string& name, const std::string& help,
                         const std::vector<double>& bounds, const Labels& labels = {});

  // Returns all metrics as they are now, in Prometheus' text format.
  std::string Text() const;

 private:
  friend class Endpoint;
  struct Registered;

  std::unique_ptr<Registered> registered_;
};

}  // namespace sennight::telemetry
