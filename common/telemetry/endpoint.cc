#include "common/telemetry/endpoint.h"

#include <exception>
#include <utility>
#include <vector>

#include <prometheus/exposer.h>

#include "absl/strings/str_cat.h"
#include "common/telemetry/registered.h"

namespace sennight::telemetry {
namespace {

constexpr char kThreads[] = "2";
constexpr char kMostWaiting[] = "20";
constexpr char kPatienceMilliseconds[] = "5000";

}  // namespace

absl::StatusOr<std::unique_ptr<Endpoint>> Endpoint::Start(const Metrics& metrics,
                                                          const std::string& address) {
  const size_t colon = address.rfind(':');
  // Its server takes a comma for a second address and a letter behind the port for an option.
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size() ||
      address.find_first_not_of("0123456789", colon + 1) != std::string::npos ||
      address.find_first_of(",/ ") != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot serve metrics on \"", address, "\": want host:port"));
  }
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(std::vector<std::string>{
        "listening_ports", address, "num_threads", kThreads, "connection_queue", kMostWaiting,
        "request_timeout_ms", kPatienceMilliseconds, "enable_keep_alive", "no"});
    const std::vector<int> ports = exposer->GetListeningPorts();
    if (ports.empty()) throw std::exception();
    exposer->RegisterCollectable(metrics.registered_->registry);
    exposer->RegisterCollectable(metrics.registered_->process);
    // Private constructor: make_unique cannot call it.
    return std::unique_ptr<Endpoint>(new Endpoint(
        std::move(exposer), absl::StrCat(address.substr(0, colon + 1), ports.front())));
  } catch (const std::exception&) {  // What it says does not tell why.
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address));
  }
}

Endpoint::Endpoint(std::unique_ptr<prometheus::Exposer> exposer, std::string address)
    : exposer_(std::move(exposer)), address_(std::move(address)) {}

Endpoint::~Endpoint() = default;

}  // namespace sennight::telemetry
