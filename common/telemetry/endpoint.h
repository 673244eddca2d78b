// Where Prometheus collects.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/telemetry/metrics.h"

namespace prometheus {
class Exposer;
}  // namespace prometheus

namespace sennight::telemetry {

// Answers GET /metrics over HTTP, on two threads of its own: two collectors at a time, 20 more
// wait, and one that says nothing for five seconds is cut off. Anything else is 404. Ends within
// two seconds.
class Endpoint {
 public:
  // Listens on `address`, host:port with port 0 for a free one. `metrics` must outlive the
  // endpoint.
  //
  // Errors: kInvalidArgument if `address` is none, kUnavailable if it cannot be bound.
  static absl::StatusOr<std::unique_ptr<Endpoint>> Start(const Metrics& metrics,
                                                         const std::string& address);
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  // Returns the address with the port that was bound.
  const std::string& address() const { return address_; }

 private:
  Endpoint(std::unique_ptr<prometheus::Exposer> exposer, std::string address);

  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string address_;
};

}  // namespace sennight::telemetry
