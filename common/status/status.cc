#include "common/status/status.h"

#include <algorithm>
#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace sennight {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

template <typename Message>
Message PayloadOf(const absl::Status& status, std::string_view type) {
  Message message;
  const auto payload = status.GetPayload(View(type));
  if (payload.has_value() && !message.ParseFromString(std::string(*payload))) message.Clear();
  return message;
}

}  // namespace

void FieldViolations::Add(std::string_view field, std::string_view description) {
  violations_.push_back({std::string(field), std::string(description)});
}

void FieldViolations::AddAll(std::string_view prefix, const FieldViolations& other) {
  for (const Violation& violation : other.violations_) {
    violations_.push_back(
        {absl::StrCat(View(prefix), ".", violation.field), violation.description});
  }
}

google::rpc::BadRequest FieldViolations::ToBadRequest() const {
  google::rpc::BadRequest bad_request;
  for (size_t i = 0; i < std::min(violations_.size(), kMaxFieldViolations); ++i) {
    auto* added = bad_request.add_field_violations();
    added->set_field(violations_[i].field);
    added->set_description(violations_[i].description);
  }
  return bad_request;
}

absl::Status FieldViolations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  std::string message;
  for (size_t i = 0; i < std::min(violations_.size(), kMaxFieldViolations); ++i) {
    absl::StrAppend(&message, i == 0 ? "" : "; ", violations_[i].field, ": ",
                    violations_[i].description);
  }
  if (violations_.size() > kMaxFieldViolations) {
    absl::StrAppend(&message, "; and ", violations_.size() - kMaxFieldViolations, " more");
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(View(kBadRequestType), absl::Cord(ToBadRequest().SerializeAsString()));
  return status;
}

absl::Status InvalidField(std::string_view field, std::string_view description) {
  FieldViolations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

absl::Status WithReason(absl::Status status, std::string_view reason,
                        const std::map<std::string, std::string>& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  status.SetPayload(View(kErrorInfoType), absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status WithRetryAfter(absl::Status status, absl::Duration delay) {
  google::rpc::RetryInfo info;
  const int64_t milliseconds = absl::ToInt64Milliseconds(delay);
  info.mutable_retry_delay()->set_seconds(milliseconds / 1000);
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(milliseconds % 1000 * 1'000'000));
  status.SetPayload(View(kRetryInfoType), absl::Cord(info.SerializeAsString()));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  return PayloadOf<google::rpc::ErrorInfo>(status, kErrorInfoType).reason();
}

google::rpc::BadRequest BadRequestOf(const absl::Status& status) {
  return PayloadOf<google::rpc::BadRequest>(status, kBadRequestType);
}

absl::Status Annotate(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(status.code(), absl::StrCat(View(context), ": ", status.message()));
  status.ForEachPayload([&annotated](absl::string_view type, const absl::Cord& payload) {
    annotated.SetPayload(type, payload);
  });
  return annotated;
}

}  // namespace sennight
