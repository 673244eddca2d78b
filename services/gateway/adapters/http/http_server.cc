#include "services/gateway/adapters/http/http_server.h"

#include <sys/socket.h>

#include <string_view>
#include <utility>

#include "common/log/log.h"
#include "services/gateway/adapters/http/connection.h"
#include "services/gateway/adapters/http/limits.h"
#include "services/gateway/adapters/http/session.h"

namespace sennight::gateway::http {
namespace {

constexpr std::string_view kOverloaded =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: 69\r\n"
    "Retry-After: 1\r\n"
    "Connection: close\r\n"
    "\r\n"
    R"({"code":"resource_exhausted","message":"too many calls are waiting"})"
    "\n";

}  // namespace

HttpServer::HttpServer(Listener listener, std::unique_ptr<TlsKeys> keys, const Routes& routes,
                       const ServerOptions& options)
    : listener_(std::move(listener)),
      keys_(std::move(keys)),
      routes_(Watched(routes)),
      patience_(options.patience),
      bodies_(options.body_bytes),
      executor_(options.threads, static_cast<size_t>(options.queue)),
      acceptor_([this] { AcceptAll(); }) {}

HttpServer::~HttpServer() { Drain(absl::ZeroDuration()); }

// A client that is told to go counts as gone.
Routes HttpServer::Watched(const Routes& routes) const {
  return {.refuse = routes.refuse, .answer = [this, answer = routes.answer](Request& request) {
            request.client_has_gone = [this, has_gone = std::move(request.client_has_gone)] {
              return is_abandoned_ || has_gone();
            };
            return answer(request);
          }};
}

void HttpServer::AcceptAll() {
  while (true) {
    Socket socket = listener_.Accept();
    if (!socket.is_open()) return;
    // Tasks are copied, sockets are not: the number goes, and whoever does the task owns it.
    const int descriptor = socket.Release();
    CountOpen(1);
    const bool is_admitted = executor_.Submit([this, descriptor] {
      Serve(Socket(descriptor));
      CountOpen(-1);
    });
    if (is_admitted) continue;
    Shed(Socket(descriptor));
    CountOpen(-1);
  }
}

void HttpServer::CountOpen(int change) {
  const std::lock_guard<std::mutex> lock(mutex_);
  open_ += change;
  if (open_ == 0) ended_.notify_all();
}

bool HttpServer::AreOthersWaiting() const { return is_draining_ || executor_.queued() > 0; }

void HttpServer::Serve(Socket socket) {
  if (is_draining_) return;
  std::unique_ptr<TlsSession> tls;
  if (keys_ != nullptr && (tls = keys_->NewSession()) == nullptr) return;
  Connection connection(std::move(socket), std::move(tls), patience_, is_abandoned_);
  if (!connection.Handshake()) return;
  Session session(connection, routes_, bodies_);
  const auto is_ending = [this] { return is_draining_.load(); };
  const auto is_wanted_elsewhere = [this] { return AreOthersWaiting(); };
  for (int served = 0; served < kMaxRequestsPerConnection; ++served) {
    const bool is_first = served == 0;
    const bool has_come = is_first ? connection.AwaitRequest(patience_.head, is_ending)
                                   : connection.AwaitRequest(patience_.idle, is_wanted_elsewhere);
    if (!has_come) return connection.Close();
    const bool is_last = AreOthersWaiting() || served + 1 == kMaxRequestsPerConnection;
    if (!session.AnswerOne(is_last)) return;
  }
}

// Does not wait: what does not fit into the socket's buffer, or needs a handshake, is not said.
void HttpServer::Shed(Socket socket) {
  log::Warning("http: a connection was refused: too many are waiting");
  if (keys_ != nullptr) return;
  char ignored[4096];
  (void)!recv(socket.get(), ignored, sizeof(ignored), MSG_DONTWAIT);
  (void)!send(socket.get(), kOverloaded.data(), kOverloaded.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  shutdown(socket.get(), SHUT_WR);
}

void HttpServer::Drain(absl::Duration grace) {
  if (!acceptor_.joinable()) return;
  is_draining_ = true;
  listener_.Stop();
  acceptor_.join();
  std::unique_lock<std::mutex> lock(mutex_);
  ended_.wait_for(lock, absl::ToChronoNanoseconds(grace), [this] { return open_ == 0; });
  is_abandoned_ = true;
  ended_.wait(lock, [this] { return open_ == 0; });
}

}  // namespace sennight::gateway::http
