// TLS for both ends of a connection, from files that may change while they are in use.
#pragma once

#include <memory>
#include <string>

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include "absl/status/status.h"

namespace sennight::rpc {

// PEM files. They are looked at every second, so a renewed certificate is used without a restart;
// certificate and key are replaced together (a rename of a folder or link, as Kubernetes does).
struct TlsFiles {
  std::string certificate = {};  // One's own, with the intermediate ones behind it.
  std::string key = {};          // Its private key.
  std::string ca = {};           // Whose certificates the other side may show.
};

// Finds what is wrong with the files that are named: unreadable, no certificate, no key, or a key
// of another certificate.
//
// Errors: kInvalidArgument, with every mistake on a line of its own; never what a key file holds.
absl::Status CheckTlsFiles(const TlsFiles& files);

// Returns the credentials of a server: TLS 1.2 or later. With `files.ca`, clients must show a
// certificate of it.
std::shared_ptr<grpc::ServerCredentials> ServerCredentialsOf(const TlsFiles& files);

// Returns the credentials of a client: the server's certificate must be one of `files.ca` for the
// host that was dialled. `files.certificate` is shown if it is named.
std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const TlsFiles& files);

}  // namespace sennight::rpc
