#include "services/gateway/adapters/http/session.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "services/gateway/adapters/http/limits.h"

namespace sennight::gateway::http {
namespace {

void Fill(const Response& answer, httplib::Response& response) {
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.headers.emplace(name, value);
  // httplib would offer parts of what is asked for by HEAD.
  response.headers.emplace("Accept-Ranges", "none");
  if (!answer.content_type.empty()) response.set_content(answer.body, answer.content_type);
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

bool AnnouncesTooMuch(const httplib::Request& request) {
  uint64_t length = 0;
  return absl::SimpleAtoi(request.get_header_value("Content-Length"), &length) &&
         length > kMaxBodyBytes;
}

bool MayHaveBody(const httplib::Request& request) {
  return request.method == "POST" || request.has_header("Content-Length") ||
         request.has_header("Transfer-Encoding");
}

}  // namespace

Session::Session(Connection& connection, const Routes& routes)
    : connection_(connection), routes_(routes) {
  set_keep_alive_max_count(kMaxRequestsPerConnection);
  set_keep_alive_timeout(absl::ToInt64Seconds(Patience().idle));
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    return BeforeBody(request, response);
  });
  Post(".*", [this](const httplib::Request&, httplib::Response& response,
                    const httplib::ContentReader& read_body) { AfterHead(response, read_body); });
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
  const bool is_left = has_body_left_ || connection_.failure() != Connection::Failure::kNone;
  if (went_on && is_understood_ && !is_closed && !is_left) return true;
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

void Session::Refuse(const Response& answer, httplib::Response& response) {
  Fill(answer, response);
  has_body_left_ = true;
  response.set_header("Connection", "close");
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
      Refuse(*answer, response);
    } else {
      Fill(*answer, response);
    }
    return HandlerResponse::Handled;
  }
  if (request.method == "POST") {
    if (!AnnouncesTooMuch(request)) return HandlerResponse::Unhandled;
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

void Session::AfterHead(httplib::Response& response, const httplib::ContentReader& read_body) {
  bool is_too_large = false;
  // What arrives here is decompressed.
  const bool is_whole = read_body([&](const char* bytes, size_t size) {
    is_too_large = request_.body.size() + size > kMaxBodyBytes;
    if (!is_too_large) request_.body.append(bytes, size);
    return !is_too_large;
  });
  if (is_too_large) return Refuse(TooLarge(), response);
  if (!is_whole) return Refuse(NotReadable(), response);
  Fill(routes_.answer(request_), response);
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
    case Connection::Failure::kNone:
    case Connection::Failure::kGone:
      break;
  }
  return HandlerResponse::Handled;
}

}  // namespace sennight::gateway::http
