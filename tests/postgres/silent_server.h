// A PostgreSQL that lets everybody in and then says nothing.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace sennight::event_store {

// Greets every connection as a server does, up to ReadyForQuery, and never answers anything after
// that: like a pooler whose server has gone. The kernel acknowledges what it is sent.
class SilentServer {
 public:
  SilentServer();

  // Closes the connections.
  ~SilentServer();

  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  // How libpq connects to it.
  std::string ConnectionString() const;

  // Connections that were greeted so far.
  int greeted() const { return greeted_; }

 private:
  void Run();

  int listener_;
  int port_ = 0;
  std::atomic<int> greeted_ = 0;
  std::vector<int> connections_;  // Of the thread.
  std::thread thread_;
};

}  // namespace sennight::event_store
