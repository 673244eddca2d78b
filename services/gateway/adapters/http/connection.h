// One client's connection: bytes within bounds of time and size.
#pragma once

#include <httplib.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "services/gateway/adapters/http/head_check.h"
#include "services/gateway/adapters/http/limits.h"
#include "services/gateway/adapters/http/socket.h"
#include "services/gateway/adapters/http/tls.h"

namespace sennight::gateway::http {

// Reads and writes a socket for httplib. httplib knows time-outs for single steps only and reads
// lines of any length, so the bounds of a whole request are kept here: when one is passed, reading
// and writing fail. For one thread.
class Connection final : public httplib::Stream {
 public:
  enum class Failure { kNone, kSlow, kTooLarge, kMalformed, kGone };

  // `tls` (optional) is what the connection begins with; it has to be new. Once `is_abandoned`
  // nothing is waited for any more.
  Connection(Socket socket, std::unique_ptr<TlsSession> tls, const Patience& patience,
             const std::atomic<bool>& is_abandoned);

  // Waits until there is something to read: returns false if nothing came within `patience`, if
  // the client has gone, or once `is_pointless` says so.
  bool AwaitRequest(absl::Duration patience, const std::function<bool()>& is_pointless);

  // Agrees on keys, if it is a TLS connection. Returns whether that succeeded.
  bool Handshake();

  // Begins the bounds of a request anew.
  void BeginRequest();

  // Of the request that was begun: whether its body comes in chunks, and whether anything was
  // answered.
  bool IsChunked() const { return head_.is_chunked(); }
  bool IsAnswered() const { return write_deadline_ != absl::InfiniteFuture(); }

  // Which bound was passed, or what else went wrong.
  Failure failure() const { return failure_; }

  // Whether the client has closed its side.
  bool ClientHasGone() const;

  // Who the client's certificate says it is; empty without one.
  std::string CertificateIdentity() const;

  // Says that no more will be written.
  void Close();

  // Takes what is still on its way for a moment, so that the client can read the answer to a
  // request that was not read: a socket that is closed before takes the answer with it.
  void Linger();

  // For httplib.
  bool is_readable() const override { return failure_ == Failure::kNone; }
  bool is_writable() const override { return failure_ != Failure::kGone; }
  ssize_t read(char* target, size_t size) override;
  ssize_t write(const char* source, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_.get(); }
  // Later versions of httplib ask these.
  bool wait_readable() const { return is_readable(); }
  bool wait_writable() const { return is_writable(); }
  time_t duration() const { return 0; }

 private:
  // Waits for `events` until the deadline; kSlow if they do not come, kGone if it is abandoned.
  bool Wait(short events);
  bool Fill();
  ssize_t Fail(Failure failure);
  // Returns how many of the next `size` bytes belong to the head; 0 if it is malformed.
  size_t ScanHead(size_t size);

  const Socket socket_;
  const std::unique_ptr<TlsSession> tls_;
  const Patience patience_;
  const std::atomic<bool>& is_abandoned_;
  std::array<char, 16 * 1024> buffer_;
  size_t begin_ = 0;  // What is read but not taken: [begin_, end_) of buffer_.
  size_t end_ = 0;

  Failure failure_ = Failure::kNone;
  absl::Time deadline_;
  absl::Time write_deadline_;  // Infinite until the answer begins.
  HeadCheck head_;
  size_t taken_ = 0;  // Bytes of the head, then of the body.
};

}  // namespace sennight::gateway::http
