// Who calls, and whether they may: the one place where both are decided.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/server_context.h>

#include "absl/status/statusor.h"

namespace sennight::rpc {

// The metadata key by which a service that acts for somebody names them.
inline constexpr char kActorKey[] = "x-sennight-actor";

// The metadata key of a bearer token (RFC 6750): `Bearer TOKEN`.
inline constexpr char kAuthorizationKey[] = "authorization";

// What somebody is called who has shown nothing, and who calls from within the process.
inline constexpr char kAnonymous[] = "anonymous";
inline constexpr char kLocal[] = "local";

// Longest name of a caller, in bytes.
inline constexpr size_t kMaxActorBytes = 256;

// What a caller shows.
struct Credentials {
  std::string authorization;  // The value of `authorization`; empty: none.
  std::string certificate;    // The name in a certificate that has been verified; empty: none.
  std::string acts_for;       // The value of kActorKey; empty: for itself.
  bool in_process = false;
};

struct AccessOptions {
  // Bearer tokens, one a line: `IDENTITY sha256:HEX` (the hash of the token) or `IDENTITY TOKEN`;
  // `#` begins a comment. Empty: tokens are not asked for. Read again when the file changes.
  std::string token_file = {};
  // Callers are identified by their certificates, which the transport has verified.
  bool certificates = false;
  // Identities, such as `certificate:spiffe://example/gateway`, that may act for others.
  std::vector<std::string> forwarders = {};
};

// Says who a caller is: `token:NAME`, `certificate:NAME`, `local` or `anonymous`. If neither tokens
// nor certificates are asked for, everybody is anonymous, and whoever they say they act for is
// believed: so it is on a loopback address. Safe for concurrent use.
class Access {
 public:
  // Reads the tokens.
  //
  // Errors: kInvalidArgument with every wrong line (never the token), or if the file cannot be
  // read.
  static absl::StatusOr<std::unique_ptr<Access>> Make(const AccessOptions& options);

  // Asks for nothing.
  Access() = default;

  // Returns who acts: the caller, or whom the caller may act for.
  //
  // Errors: kUnauthenticated, reasons `TOKEN_MISSING` and `TOKEN_UNKNOWN`.
  absl::StatusOr<std::string> Identify(const Credentials& shown) const;

  // Returns whether `actor` may call `method` (`/package.Service/Method`). Everybody who is known
  // may do everything; roles will be decided here.
  absl::Status Authorize(std::string_view actor, std::string_view method) const;

 private:
  using Tokens = std::map<std::string, std::string>;  // SHA-256 of a token → its identity.

  // What tells one state of a file from another.
  struct FileState {
    int64_t modified_ns = -1;
    int64_t size = -1;
    uint64_t inode = 0;
    bool operator==(const FileState&) const = default;
  };

  static FileState StateOf(const std::string& path);
  static absl::StatusOr<Tokens> ReadTokens(const std::string& path);

  bool IsOpen() const { return options_.token_file.empty() && !options_.certificates; }
  std::string FindToken(std::string_view token) const;
  absl::StatusOr<std::string> IdentifyPeer(const Credentials& shown) const;
  bool MayActForOthers(const Credentials& shown, std::string_view peer) const;

  AccessOptions options_;
  mutable std::mutex mutex_;  // Guards the members below.
  mutable Tokens tokens_;
  mutable FileState state_;
};

// Returns what the caller of a gRPC method shows. `context` is alive.
Credentials CredentialsOf(const grpc::ServerContextBase& context);

}  // namespace sennight::rpc
