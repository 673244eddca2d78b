#include "services/gateway/adapters/http/http_face.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/call.h"
#include "services/gateway/adapters/http/connect_error.h"
#include "services/gateway/adapters/http/page_layout.h"
#include "services/gateway/adapters/http/page_words.h"

namespace sennight::gateway::http {
namespace {

constexpr char kHealthPath[] = "/-/healthz";  // No topic's name begins with a dash.
constexpr char kPlain[] = "text/plain; charset=utf-8";
constexpr size_t kMaxIdBytes = 128;

// Nothing but the page itself: its style rules, and pictures that stand in it.
constexpr char kContentPolicy[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

const std::vector<std::string>& PublicServices() {
  static const auto& services = *new std::vector<std::string>{
      "sennight.gateway.v1.DigestService", "sennight.gateway.v1.TopicService",
      "sennight.eventstore.v1.EventStoreService"};
  return services;
}

bool IsLoopback(std::string_view address) {
  return address.starts_with("127.") || address.starts_with("localhost:") ||
         address.starts_with("[::1]:");
}

// Takes what can go into metadata and logs as it is.
std::string IdIn(std::string_view header) {
  const bool is_id = header.size() <= kMaxIdBytes &&
                     std::all_of(header.begin(), header.end(), [](unsigned char c) {
                       return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
                     });
  return is_id ? std::string(header) : "";
}

bool IsForReading(const Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

HttpFace::HttpFace(Listener listener, std::unique_ptr<TlsKeys> keys,
                   const std::shared_ptr<grpc::Channel>& gateway, FaceOptions options)
    : options_(std::move(options)),
      is_on_loopback_(IsLoopback(listener.address())),
      is_encrypted_(keys != nullptr),
      client_(gateway),
      calls_(client_, PublicServices()),
      pages_(client_, options_.now),
      server_(std::move(listener), std::move(keys),
              {.refuse = [this](Request& request) { return Refuse(request); },
               .answer = [this](Request& request) { return Answer(request); }},
              options_.server) {}

// A page of somebody else's can be made to look as if it came from this machine, by a name that
// leads here (DNS rebinding). On loopback, only names that always lead here are ours.
bool HttpFace::IsMeantForUs(const Request& request) const {
  if (!is_on_loopback_) return true;
  const std::string host = absl::AsciiStrToLower(std::string(request.Header("Host")));
  const size_t bracket = host.find(']');
  const std::string name =
      bracket != host.npos ? host.substr(0, bracket + 1) : host.substr(0, host.find(':'));
  return name.empty() || name == "localhost" || name == "[::1]" ||
         absl::EndsWith(name, ".localhost") ||
         (absl::StartsWith(name, "127.") &&
          name.find_first_not_of("0123456789.") == std::string::npos);
}

std::optional<Response> HttpFace::RefuseByAddress(const Request& request) const {
  if (!IsMeantForUs(request)) {
    return Response{.status = 421, .content_type = kPlain, .body = "This host is not ours.\n"};
  }
  if (ConnectCalls::IsMethodPath(request.path)) return calls_.Refuse(request);
  if (!IsForReading(request)) {
    Response refusal = TroublePage(ReadOnly(), LanguageOf(request), request.request_id);
    refusal.Add("Allow", "GET, HEAD");
    return refusal;
  }
  if (request.path == kHealthPath) return Response{.content_type = kPlain, .body = "ok\n"};
  return std::nullopt;
}

std::optional<Response> HttpFace::Refuse(Request& request) {
  request.request_id = IdIn(request.Header("X-Request-Id"));
  if (request.request_id.empty()) request.request_id = absl::StrCat("http-", next_request_++);
  if (std::optional<Response> refusal = RefuseByAddress(request)) {
    return Finish(request, *std::move(refusal));
  }
  if (!options_.authenticate) return std::nullopt;
  absl::StatusOr<std::string> actor = options_.authenticate(request);
  if (!actor.ok()) {
    Response refusal =
        request.method == "POST"
            ? ConnectError(actor.status())
            : TroublePage(TroubleOf(actor.status()), LanguageOf(request), request.request_id);
    refusal.Add("WWW-Authenticate", "Bearer");
    return Finish(request, std::move(refusal));
  }
  request.actor = *std::move(actor);
  return std::nullopt;
}

Response HttpFace::Answer(Request& request) {
  const Caller caller{.deadline = absl::Now() + rpc::kDefaultDeadline,
                      .request_id = request.request_id,
                      .actor = request.actor,
                      .trace_parent = IdIn(request.Header("traceparent")),
                      .has_gone = request.client_has_gone};
  return Finish(request, request.method == "POST" ? calls_.Answer(request, caller)
                                                  : pages_.Answer(request, caller));
}

Response HttpFace::Finish(const Request& request, Response response) const {
  response.Add("X-Request-Id", request.request_id);
  response.Add("X-Content-Type-Options", "nosniff");
  response.Add("Referrer-Policy", "no-referrer");
  response.Add("Content-Security-Policy", kContentPolicy);
  response.Add("Cross-Origin-Resource-Policy", "same-origin");
  const bool has_policy =
      std::any_of(response.headers.begin(), response.headers.end(),
                  [](const auto& header) { return header.first == "Cache-Control"; });
  if (!has_policy) response.Add("Cache-Control", "no-store");
  if (is_encrypted_) response.Add("Strict-Transport-Security", "max-age=31536000");
  return response;
}

}  // namespace sennight::gateway::http
