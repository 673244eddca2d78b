// Sockets that are closed by their owners, and what listens for new ones.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace sennight::gateway::http {

// An open socket or file, or none. Closes it at its end.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() { Close(); }
  Socket(Socket&& other) noexcept : descriptor_(other.Release()) {}
  Socket& operator=(Socket&& other) noexcept {
    if (this == &other) return *this;
    Close();
    descriptor_ = other.Release();
    return *this;
  }

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  int Release() { return std::exchange(descriptor_, -1); }

 private:
  void Close();

  int descriptor_ = -1;
};

// Waits for connections.
class Listener {
 public:
  // Binds `address`: host:port (port 0 for a free one) or unix:/path, where an old socket is
  // replaced.
  //
  // Errors: kUnavailable if the address cannot be bound.
  static absl::StatusOr<Listener> Bind(const std::string& address);

  Listener(Listener&&) = default;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  // Returns the address with the port that was bound.
  const std::string& address() const { return address_; }

  // Returns the next connection, which does not block; none after Stop.
  Socket Accept();

  // Ends Accept. Safe from any thread.
  void Stop();

 private:
  Listener(Socket socket, Socket stop, std::string address)
      : socket_(std::move(socket)), stop_(std::move(stop)), address_(std::move(address)) {}

  Socket socket_;
  Socket stop_;  // Readable once it is to stop.
  std::string address_;
};

}  // namespace sennight::gateway::http
