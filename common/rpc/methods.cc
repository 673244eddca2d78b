#include "common/rpc/methods.h"

#include <utility>

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"

namespace sennight::rpc {
namespace {

constexpr char kOther[] = "other";

// Returns the contract's method of `path`; null if there is none.
const google::protobuf::MethodDescriptor* InContracts(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || path[0] != '/') return nullptr;
  const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      std::string(path.substr(1, slash - 1)));
  return service == nullptr ? nullptr
                            : service->FindMethodByName(std::string(path.substr(slash + 1)));
}

}  // namespace

Method::Method(std::string service, std::string name, telemetry::Metrics* metrics)
    : service_(std::move(service)),
      name_(std::move(name)),
      path_(absl::StrCat(service_, "/", name_)),
      metrics_(metrics) {
  if (metrics_ == nullptr) return;
  const telemetry::Labels labels = {{"service", service_}, {"method", name_}};
  in_flight_ =
      metrics_->AddGauge("sennight_rpc_server_in_flight", "Calls being answered now.", labels);
  seconds_ = metrics_->AddHistogram(
      "sennight_rpc_server_duration_seconds",
      "From when a call was admitted until it was answered, waiting for a thread included.",
      telemetry::CallSeconds(), labels);
  ok_ = Handled(absl::StatusCode::kOk);
}

telemetry::Counter Method::Handled(absl::StatusCode code) const {
  if (metrics_ == nullptr) return {};
  return metrics_->AddCounter(
      "sennight_rpc_server_handled_total", "Calls that have been answered.",
      {{"service", service_}, {"method", name_}, {"code", absl::StatusCodeToString(code)}});
}

void Method::CountEnd(absl::StatusCode code, absl::Duration elapsed) const {
  in_flight_.Add(-1);
  seconds_.Observe(absl::ToDoubleSeconds(elapsed));
  (code == absl::StatusCode::kOk ? ok_ : Handled(code)).Add();
}

void Method::CountRefusal(absl::StatusCode code) const { Handled(code).Add(); }

Methods::Methods(telemetry::Metrics* metrics)
    : metrics_(metrics), other_(kOther, kOther, metrics) {}

const Method& Methods::Find(std::string_view path) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(path); found != known_.end()) return *found->second;
  }
  const google::protobuf::MethodDescriptor* method = InContracts(path);
  if (method == nullptr) return other_;
  auto made = std::make_unique<Method>(method->service()->full_name(), method->name(), metrics_);
  const std::lock_guard lock(mutex_);
  return *known_.try_emplace(std::string(path), std::move(made)).first->second;
}

}  // namespace sennight::rpc
