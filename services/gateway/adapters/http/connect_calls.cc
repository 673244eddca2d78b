#include "services/gateway/adapters/http/connect_calls.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/rpc/call.h"
#include "services/gateway/adapters/http/connect_error.h"
#include "services/gateway/adapters/http/json_codec.h"

namespace sennight::gateway::http {
namespace {

constexpr char kJson[] = "application/json";
constexpr char kProto[] = "application/proto";
constexpr char kStreamPrefix[] = "application/connect+";
constexpr size_t kMostTimeoutDigits = 10;
constexpr char kEndOfStream = 2;  // The flag of a stream's last message.

// Returns the media type without its parameters, in lower case.
std::string MediaType(const Request& request) {
  const std::string_view whole = request.Header("Content-Type");
  const std::string_view type = whole.substr(0, whole.find(';'));
  return absl::AsciiStrToLower(
      absl::StripAsciiWhitespace(absl::string_view(type.data(), type.size())));
}

// A charset is said by many clients, and JSON has only one.
bool IsUtf8(const Request& request) {
  const std::string parameters = absl::AsciiStrToLower(std::string(request.Header("Content-Type")));
  const size_t at = parameters.find("charset=");
  return at == parameters.npos || absl::StrContains(parameters.substr(at), "utf-8");
}

bool IsKnownEncoding(std::string_view encoding) {
  return encoding.empty() || encoding == "identity" || encoding == "gzip" || encoding == "br";
}

// Returns how long the client waits.
absl::StatusOr<absl::Duration> TimeoutOf(const Request& request) {
  const std::string text(request.Header("Connect-Timeout-Ms"));
  if (text.empty()) return rpc::kDefaultDeadline;
  int64_t milliseconds = 0;
  const bool is_number = text.size() <= kMostTimeoutDigits &&
                         std::all_of(text.begin(), text.end(),
                                     [](unsigned char c) { return absl::ascii_isdigit(c); }) &&
                         absl::SimpleAtoi(text, &milliseconds);
  if (is_number) return absl::Milliseconds(milliseconds);
  return absl::InvalidArgumentError("Connect-Timeout-Ms: want at most 10 digits");
}

absl::Status CheckHeaders(const Request& request) {
  const std::string_view version = request.Header("Connect-Protocol-Version");
  if (!version.empty() && version != "1") {
    return absl::InvalidArgumentError("Connect-Protocol-Version: want 1");
  }
  if (!IsKnownEncoding(request.Header("Content-Encoding"))) {
    return absl::UnimplementedError("Content-Encoding: want identity, gzip or br");
  }
  return TimeoutOf(request).status();
}

Response NotSupported() {
  Response response = ConnectError(
      absl::InvalidArgumentError("Content-Type: want application/json or application/proto"), 415);
  response.Add("Accept-Post", absl::StrCat(kJson, ", ", kProto));
  return response;
}

// A client of a stream reads errors in the stream's last message only.
Response NoStreams(const Method& method, const std::string& media_type) {
  const absl::Status status =
      absl::UnimplementedError(absl::StrCat(method.path, " streams: it is served over gRPC only"));
  if (!absl::StartsWith(media_type, kStreamPrefix)) return ConnectError(status);
  const std::string json = absl::StrCat("{\"error\":", ConnectErrorJson(status), "}");
  std::string body(1, kEndOfStream);
  for (int shift = 24; shift >= 0; shift -= 8) {
    body += static_cast<char>((json.size() >> shift) & 0xff);
  }
  return {.status = 200, .content_type = media_type, .body = body + json};
}

// gRPC's own metadata says nothing to a client of another protocol.
bool IsForClients(const std::string& key) {
  return !absl::StartsWith(key, "grpc-") && !absl::StartsWith(key, ":") && key != "content-type";
}

void AddMetadata(const std::multimap<std::string, std::string>& metadata, const char* prefix,
                 Response& response) {
  for (const auto& [key, value] : metadata) {
    if (!IsForClients(key)) continue;
    const bool is_binary = absl::EndsWith(key, "-bin");
    response.Add(absl::StrCat(prefix, key), is_binary ? absl::Base64Escape(value) : value);
  }
}

}  // namespace

bool ConnectCalls::IsMethodPath(std::string_view path) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::string_view(path.data(), path.size()), '/');
  return parts.size() == 3 && absl::StrContains(parts[1], ".") &&
         absl::ascii_isalpha(static_cast<unsigned char>(parts[1].front())) && !parts[2].empty();
}

std::optional<Response> ConnectCalls::Refuse(const Request& request) const {
  const Method* method = methods_.Find(request.path);
  if (method == nullptr) {
    return ConnectError(absl::UnimplementedError("there is no such method"), 404);
  }
  if (request.method != "POST") {
    Response response = ConnectError(absl::UnimplementedError("methods are called by POST"), 405);
    response.Add("Allow", "POST");
    return response;
  }
  const std::string media_type = MediaType(request);
  if (method->is_streaming) {
    if (absl::StartsWith(media_type, kStreamPrefix) || media_type == kJson ||
        media_type == kProto) {
      return NoStreams(*method, media_type);
    }
    return NotSupported();
  }
  if ((media_type != kJson && media_type != kProto) || !IsUtf8(request)) return NotSupported();
  if (absl::Status status = CheckHeaders(request); !status.ok()) return ConnectError(status);
  return std::nullopt;
}

Response ConnectCalls::Answer(Request& request, Caller caller) const {
  const Method& method = *methods_.Find(request.path);
  const bool is_json = MediaType(request) == kJson;
  caller.deadline = absl::Now() + TimeoutOf(request).value_or(rpc::kDefaultDeadline);
  std::string message = std::exchange(request.body, {});
  if (is_json) {
    absl::StatusOr<std::string> read = FromJson(method.request, message);
    if (!read.ok()) return ConnectError(read.status());
    message = *std::move(read);
  }
  Outcome outcome = client_.Call(method.path, std::move(message), caller);
  Response response;
  if (outcome.status.ok() && is_json) {
    absl::StatusOr<std::string> written = ToJson(method.response, outcome.response);
    outcome.status = written.status();
    if (written.ok()) outcome.response = *std::move(written);
  }
  if (outcome.status.ok()) {
    response = {.content_type = is_json ? kJson : kProto, .body = std::move(outcome.response)};
  } else {
    response = ConnectError(outcome.status);
  }
  AddMetadata(outcome.headers, "", response);
  AddMetadata(outcome.trailers, "Trailer-", response);
  return response;
}

}  // namespace sennight::gateway::http
