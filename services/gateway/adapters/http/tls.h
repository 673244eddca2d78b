// TLS for connections of the HTTP port.
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <ctime>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/tls.h"

namespace sennight::gateway::http {

// The keys of one connection. For one thread.
class TlsSession {
 public:
  // What became of one try on a socket that does not block.
  struct Step {
    size_t bytes = 0;
    short events = 0;  // What has to be waited for before the next try; 0 if that is of no use.
    bool done = false;
    bool is_done() const { return done; }
  };

  explicit TlsSession(SSL* ssl) : ssl_(ssl) {}
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Step Handshake(int socket);
  Step Read(char* target, size_t size);
  Step Write(const char* source, size_t size);
  void Close();

  // Whether something is decrypted that was not read.
  bool HasBuffered() const;

  // Who the client's certificate says it is, as gRPC's side of the gateway reads it: the first URI
  // (gRPC's SPIFFE id is the only one), else the first DNS name, else the common name. Empty
  // without a certificate.
  std::string PeerIdentity() const;

 private:
  Step After(int result);

  SSL* const ssl_;
};

// Gives connections their keys. With `files.ca`, clients have to show a certificate of it. Reads
// the files again when they change; what cannot be read then leaves the keys as they were, and is
// logged. Safe for concurrent use.
class TlsKeys {
 public:
  // Errors: kInvalidArgument for files that cannot be read or do not belong together.
  static absl::StatusOr<std::unique_ptr<TlsKeys>> Load(rpc::TlsFiles files);

  ~TlsKeys();
  TlsKeys(const TlsKeys&) = delete;
  TlsKeys& operator=(const TlsKeys&) = delete;

  // Returns what a new connection begins with.
  std::unique_ptr<TlsSession> NewSession();

 private:
  TlsKeys(rpc::TlsFiles files, SSL_CTX* context, std::string version)
      : files_(std::move(files)), context_(context), version_(std::move(version)) {}

  void Reload();

  const rpc::TlsFiles files_;
  std::mutex mutex_;  // Guards the members below.
  SSL_CTX* context_;
  std::string version_;  // Of the files: when each was changed.
  time_t looked_at_ = 0;
};

}  // namespace sennight::gateway::http
