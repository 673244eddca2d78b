#include "services/gateway/adapters/http/session.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/log/log.h"
#include "common/status/status.h"
#include "services/gateway/adapters/http/connect_error.h"
#include "services/gateway/adapters/http/limits.h"

namespace sennight::gateway::http {
namespace {

constexpr std::string_view kMalformed =
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

void Fill(Response answer, httplib::Response& response) {
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.headers.emplace(name, value);
  // httplib would offer parts of what is asked for by HEAD.
  response.headers.emplace("Accept-Ranges", "none");
  if (answer.content_type.empty()) return;
  response.set_content("", answer.content_type);
  response.body = std::move(answer.body);
}

Response Plain(int status, std::string text) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

// What has a body is a call, so its refusal is one of Connect's.
Response TooLarge() {
  return {.status = 413,
          .content_type = "application/json",
          .body = R"({"code":"resource_exhausted","message":"the message is larger than 16 MiB"})"};
}

Response NotReadable() {
  return {.status = 400,
          .content_type = "application/json",
          .body = R"({"code":"invalid_argument","message":"the message could not be read"})"};
}

Response TooManyInHand() {
  log::Warning("http: a message was refused: too many bytes are in hand");
  return ConnectError(WithRetryAfter(
      absl::ResourceExhaustedError("too many bytes of messages are in hand"), absl::Seconds(1)));
}

// Returns 0 if the length is not said.
uint64_t AnnouncedLength(const httplib::Request& request) {
  uint64_t length = 0;
  return absl::SimpleAtoi(request.get_header_value("Content-Length"), &length) ? length : 0;
}

bool MayHaveBody(const httplib::Request& request) {
  return request.method == "POST" || request.has_header("Content-Length") ||
         request.has_header("Transfer-Encoding");
}

}  // namespace

Session::Session(Connection& connection, const Routes& routes, BodyBudget& bodies)
    : connection_(connection), routes_(routes), bodies_(bodies) {
  set_keep_alive_max_count(kMaxRequestsPerConnection);
  set_keep_alive_timeout(absl::ToInt64Seconds(Patience().idle));
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    return BeforeBody(request, response);
  });
  Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                    const httplib::ContentReader& read_body) {
    AfterHead(request, response, read_body);
  });
  set_error_handler(HandlerWithResponse(
      [this](const httplib::Request&, httplib::Response& response) { return OnError(response); }));
}

template <typename Protocol>
bool Session::Process(Protocol& protocol, Connection& connection, bool is_last, bool& is_closed,
                      const SetUp& set_up) {
  if constexpr (requires { protocol.process_request(connection, is_last, is_closed, set_up); }) {
    return protocol.process_request(connection, is_last, is_closed, set_up);
  } else {
    return protocol.process_request(connection, "", 0, "", 0, is_last, is_closed, set_up);
  }
}

bool Session::AnswerOne(bool is_last) {
  bool is_closed = is_last;
  // Ranges are httplib's idea: no answer of ours is worth a part of it.
  const auto set_up = [](httplib::Request& request) { request.ranges.clear(); };
  connection_.BeginRequest();
  is_understood_ = false;
  const bool went_on = Process(*this, connection_, is_last, is_closed, set_up);
  const bool is_malformed = connection_.failure() == Connection::Failure::kMalformed;
  // httplib says nothing to a request line that it could not read.
  if (is_malformed && !connection_.IsAnswered()) {
    connection_.write(kMalformed.data(), kMalformed.size());
  }
  const bool is_left = has_body_left_ || connection_.failure() != Connection::Failure::kNone;
  // httplib is lenient about the sizes of chunks: what comes after them may be no request.
  const bool is_over = is_closed || connection_.IsChunked();
  if (went_on && is_understood_ && !is_over && !is_left) return true;
  connection_.Close();
  if (is_left || !is_understood_) connection_.Linger();
  return false;
}

Request Session::From(const httplib::Request& request) const {
  Request result{.method = request.method, .path = request.path};
  result.query.insert(request.params.begin(), request.params.end());
  for (const auto& [name, value] : request.headers) result.headers.emplace(name, value);
  result.certificate_identity = connection_.CertificateIdentity();
  result.client_has_gone = [this] { return connection_.ClientHasGone(); };
  return result;
}

void Session::Refuse(Response answer, httplib::Response& response) {
  Fill(std::move(answer), response);
  has_body_left_ = true;
  if (!response.has_header("Connection")) response.set_header("Connection", "close");
}

// Answers what has no body to read; the rest is left to AfterHead.
httplib::Server::HandlerResponse Session::BeforeBody(const httplib::Request& request,
                                                     httplib::Response& response) {
  is_understood_ = true;
  if (request.target.size() > kMaxTargetBytes) {
    Refuse(Plain(414, "The address is too long.\n"), response);
    return HandlerResponse::Handled;
  }
  request_ = From(request);
  if (std::optional<Response> answer = routes_.refuse(request_)) {
    if (MayHaveBody(request)) {
      Refuse(*std::move(answer), response);
    } else {
      Fill(*std::move(answer), response);
    }
    return HandlerResponse::Handled;
  }
  if (request.method == "POST") {
    if (AnnouncedLength(request) <= kMaxBodyBytes) return HandlerResponse::Unhandled;
    Refuse(TooLarge(), response);
    return HandlerResponse::Handled;
  }
  Fill(routes_.answer(request_), response);
  // A GET may have a body, which nobody wants.
  if (MayHaveBody(request)) {
    has_body_left_ = true;
    response.set_header("Connection", "close");
  }
  return HandlerResponse::Handled;
}

void Session::AfterHead(const httplib::Request& request, httplib::Response& response,
                        const httplib::ContentReader& read_body) {
  if (connection_.IsChunked()) response.set_header("Connection", "close");
  BodyShare share(bodies_);
  std::string& body = request_.body;
  const size_t announced = AnnouncedLength(request);
  if (!share.GrowTo(announced)) return Refuse(TooManyInHand(), response);
  body.reserve(announced);
  bool is_too_large = false;
  bool has_share = true;
  // What arrives here is decompressed.
  const bool is_whole = read_body([&](const char* bytes, size_t size) {
    is_too_large = body.size() + size > kMaxBodyBytes;
    has_share = is_too_large || share.GrowTo(body.size() + size);
    if (!is_too_large && has_share) body.append(bytes, size);
    return !is_too_large && has_share;
  });
  if (is_too_large) {
    Refuse(TooLarge(), response);
  } else if (!has_share) {
    Refuse(TooManyInHand(), response);
  } else if (!is_whole) {
    Refuse(NotReadable(), response);
  } else {
    Fill(routes_.answer(request_), response);
  }
  std::string().swap(body);  // Before its share is given back.
}

// httplib knows only that reading failed.
httplib::Server::HandlerResponse Session::OnError(httplib::Response& response) {
  switch (connection_.failure()) {
    case Connection::Failure::kSlow:
      response.status = 408;
      break;
    case Connection::Failure::kTooLarge:
      response.status = response.status == 413 ? 413 : 431;
      break;
    case Connection::Failure::kMalformed:
      response.set_header("Connection", "close");
      break;
    case Connection::Failure::kNone:
    case Connection::Failure::kGone:
      break;
  }
  return HandlerResponse::Handled;
}

}  // namespace sennight::gateway::http
