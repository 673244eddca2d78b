// A small HTTP/1.1 server: bounded in threads, waiting connections, time and size.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/executor.h"
#include "services/gateway/adapters/http/body_budget.h"
#include "services/gateway/adapters/http/limits.h"
#include "services/gateway/adapters/http/message.h"
#include "services/gateway/adapters/http/socket.h"
#include "services/gateway/adapters/http/tls.h"

namespace sennight::gateway::http {

struct ServerOptions {
  int threads = 32;  // Connections that are served at once; idle ones too, while no other waits.
  int queue = 128;   // Most connections that wait for a thread; what is more is answered 503.
  size_t body_bytes = rpc::kMostBytesInHand;  // Most of all bodies in hand; what is more gets 429.
  Patience patience;
};

// Serves `routes` on a listener, each connection on a thread of its own. A connection that idles is
// closed as soon as another one waits for its thread.
class HttpServer {
 public:
  // `keys` is null for plaintext. `routes` must outlive the server.
  HttpServer(Listener listener, std::unique_ptr<TlsKeys> keys, const Routes& routes,
             const ServerOptions& options);

  // Drains without grace.
  ~HttpServer();

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  const std::string& address() const { return listener_.address(); }

  // Takes no more connections and requests, lets those that run end within `grace`; then tells them
  // that their clients have gone, and waits for no client any more. Idempotent.
  void Drain(absl::Duration grace);

 private:
  void AcceptAll();
  void CountOpen(int change);
  void Serve(Socket socket);
  void Shed(Socket socket);
  bool AreOthersWaiting() const;
  Routes Watched(const Routes& routes) const;

  Listener listener_;
  const std::unique_ptr<TlsKeys> keys_;
  const Routes routes_;
  const Patience patience_;
  BodyBudget bodies_;
  std::atomic<bool> is_draining_ = false;
  std::atomic<bool> is_abandoned_ = false;
  std::mutex mutex_;               // Guards the number below.
  std::condition_variable ended_;  // It has become 0.
  int open_ = 0;                   // Connections that are served or wait.
  rpc::Executor executor_;
  std::thread acceptor_;
};

}  // namespace sennight::gateway::http
