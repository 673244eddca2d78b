#include "services/gateway/adapters/http/connect_error.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/adapters/http/json_codec.h"

namespace sennight::gateway::http {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";

struct Code {
  absl::StatusCode code;
  std::string_view name;
  int http_status;
};

constexpr Code kCodes[] = {
    {absl::StatusCode::kCancelled, "canceled", 499},
    {absl::StatusCode::kUnknown, "unknown", 500},
    {absl::StatusCode::kInvalidArgument, "invalid_argument", 400},
    {absl::StatusCode::kDeadlineExceeded, "deadline_exceeded", 504},
    {absl::StatusCode::kNotFound, "not_found", 404},
    {absl::StatusCode::kAlreadyExists, "already_exists", 409},
    {absl::StatusCode::kPermissionDenied, "permission_denied", 403},
    {absl::StatusCode::kResourceExhausted, "resource_exhausted", 429},
    {absl::StatusCode::kFailedPrecondition, "failed_precondition", 400},
    {absl::StatusCode::kAborted, "aborted", 409},
    {absl::StatusCode::kOutOfRange, "out_of_range", 400},
    {absl::StatusCode::kUnimplemented, "unimplemented", 501},
    {absl::StatusCode::kInternal, "internal", 500},
    {absl::StatusCode::kUnavailable, "unavailable", 503},
    {absl::StatusCode::kDataLoss, "data_loss", 500},
    {absl::StatusCode::kUnauthenticated, "unauthenticated", 401},
};

const Code& Find(absl::StatusCode code) {
  const auto* found = std::find_if(std::begin(kCodes), std::end(kCodes),
                                   [code](const Code& known) { return known.code == code; });
  return found == std::end(kCodes) ? kCodes[1] : *found;
}

google::protobuf::Value DetailOf(std::string_view type, const std::string& bytes) {
  google::protobuf::Value value;
  auto& fields = *value.mutable_struct_value()->mutable_fields();
  fields["type"].set_string_value(std::string(type));
  std::string encoded = absl::Base64Escape(bytes);
  while (!encoded.empty() && encoded.back() == '=') encoded.pop_back();
  fields["value"].set_string_value(encoded);
  google::protobuf::Value debug;
  const absl::StatusOr<std::string> json = ToJson(type, bytes);
  if (json.ok() && google::protobuf::util::JsonStringToMessage(*json, &debug).ok()) {
    fields["debug"] = debug;
  }
  return value;
}

// How long the client is asked to wait; zero if it is not.
int RetrySeconds(const absl::Status& status) {
  const absl::optional<absl::Cord> payload =
      status.GetPayload(absl::string_view(kRetryInfoType.data(), kRetryInfoType.size()));
  google::rpc::RetryInfo info;
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return 0;
  const auto& delay = info.retry_delay();
  return static_cast<int>(delay.seconds()) + (delay.nanos() > 0 ? 1 : 0);
}

}  // namespace

std::string_view ConnectCode(absl::StatusCode code) { return Find(code).name; }

int HttpStatus(absl::StatusCode code) { return Find(code).http_status; }

std::string ConnectErrorJson(const absl::Status& status) {
  google::protobuf::Struct error;
  auto& fields = *error.mutable_fields();
  fields["code"].set_string_value(std::string(ConnectCode(status.code())));
  if (!status.message().empty()) {
    fields["message"].set_string_value(std::string(status.message()));
  }
  status.ForEachPayload([&fields](absl::string_view url, const absl::Cord& payload) {
    const absl::string_view type = absl::StripPrefix(url, kTypePrefix);
    *fields["details"].mutable_list_value()->add_values() =
        DetailOf(std::string_view(type.data(), type.size()), std::string(payload));
  });
  std::string json;
  // Values are texts, so nothing can go wrong.
  (void)google::protobuf::util::MessageToJsonString(error, &json);
  return json;
}

Response ConnectError(const absl::Status& status) {
  return ConnectError(status, HttpStatus(status.code()));
}

Response ConnectError(const absl::Status& status, int http_status) {
  Response response{.status = http_status,
                    .content_type = "application/json",
                    .body = ConnectErrorJson(status)};
  if (const int seconds = RetrySeconds(status); seconds > 0) {
    response.Add("Retry-After", absl::StrCat(seconds));
  }
  return response;
}

}  // namespace sennight::gateway::http
