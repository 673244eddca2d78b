#include "services/gateway/adapters/http/connect_error.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>

#include <algorithm>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

// Returns `text` as a string of JSON.
std::string Quoted(std::string_view text) {
  google::protobuf::StringValue value;
  value.set_value(std::string(text));
  std::string json;
  // A text that is no UTF-8 cannot be written.
  if (!google::protobuf::util::MessageToJsonString(value, &json).ok()) return "\"\"";
  return json;
}

std::string DetailOf(std::string_view type, const std::string& bytes) {
  std::string encoded = absl::Base64Escape(bytes);
  while (!encoded.empty() && encoded.back() == '=') encoded.pop_back();
  const absl::StatusOr<std::string> debug = ToJson(type, bytes);
  return absl::StrCat("{\"type\":", Quoted(type), ",\"value\":\"", encoded, "\"",
                      debug.ok() ? absl::StrCat(",\"debug\":", *debug) : "", "}");
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
  const std::string message(status.message());
  std::vector<std::string> details;
  status.ForEachPayload([&details](absl::string_view url, const absl::Cord& payload) {
    const absl::string_view type = absl::StripPrefix(url, kTypePrefix);
    details.push_back(DetailOf(std::string_view(type.data(), type.size()), std::string(payload)));
  });
  return absl::StrCat(
      "{\"code\":", Quoted(ConnectCode(status.code())),
      message.empty() ? "" : absl::StrCat(",\"message\":", Quoted(message)),
      details.empty() ? "" : absl::StrCat(",\"details\":[", absl::StrJoin(details, ","), "]"), "}");
}

Response ConnectError(const absl::Status& status) {
  return ConnectError(status, HttpStatus(status.code()));
}

Response ConnectError(const absl::Status& status, int http_status) {
  Response response{
      .status = http_status, .content_type = "application/json", .body = ConnectErrorJson(status)};
  if (const int seconds = RetrySeconds(status); seconds > 0) {
    response.Add("Retry-After", absl::StrCat(seconds));
  }
  return response;
}

}  // namespace sennight::gateway::http
