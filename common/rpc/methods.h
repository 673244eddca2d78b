// What is counted of calls.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/telemetry/metrics.h"

namespace sennight::rpc {

// A method with its numbers. Safe for concurrent use.
class Method {
 public:
  // `metrics` (optional) must outlive the method.
  Method(std::string service, std::string name, telemetry::Metrics* metrics);

  // Returns the name for log lines, such as `sennight.eventstore.v1.EventStoreService/GetHead`.
  const std::string& path() const { return path_; }

  // Counts a call that has been admitted; CountEnd must follow.
  void CountBegin() const { in_flight_.Add(1); }

  // Counts its end.
  void CountEnd(absl::StatusCode code, absl::Duration elapsed) const;

  // Counts a call that was turned away before it began.
  void CountRefusal(absl::StatusCode code) const;

 private:
  telemetry::Counter Handled(absl::StatusCode code) const;

  const std::string service_;
  const std::string name_;
  const std::string path_;
  telemetry::Metrics* const metrics_;
  telemetry::Gauge in_flight_;
  telemetry::Histogram seconds_;
  telemetry::Counter ok_;  // The others are rare enough to be looked up.
};

// The methods that a server has answered. Those of the contracts that the program is built with
// have numbers of their own; whatever else callers ask for is one method, `other`, so that nobody
// can make series. Safe for concurrent use.
class Methods {
 public:
  // `metrics` (optional) must outlive this.
  explicit Methods(telemetry::Metrics* metrics);

  // Returns the method of `path`, such as `/sennight.eventstore.v1.EventStoreService/GetHead`.
  const Method& Find(std::string_view path);

 private:
  telemetry::Metrics* const metrics_;
  const Method other_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Method>, std::less<>> known_;  // Guarded by mutex_.
};

}  // namespace sennight::rpc
