// How a service is reached.
#pragma once

#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/tls.h"
#include "common/trace/origin.h"

namespace sennight::rpc {

// Largest message that services send and take, in bytes: a batch of events at its limits, or a
// digest at its.
inline constexpr int kMaxMessageBytes = 16 * 1024 * 1024;

// Returns the settings of every channel, in-process ones too: message size, keepalive, quick
// reconnection, and retries of UNAVAILABLE calls (all methods of the suite are safe to repeat).
grpc::ChannelArguments ChannelSettings();

// How a client makes itself known, and knows whom it talks to.
struct ChannelSecurity {
  TlsFiles tls = {};            // TLS if `tls.ca` is named, else plaintext.
  std::string token_file = {};  // Its first word is shown as a bearer token with every call; read
                                // again for each. Empty: none.
};

// Returns what is wrong with the files.
//
// Errors: kInvalidArgument, with every mistake on a line of its own.
absl::Status CheckChannelSecurity(const ChannelSecurity& security);

// Finds out whether calls to `address` would show a token to whoever listens on the way.
//
// Errors: kInvalidArgument.
absl::Status CheckTokenExposure(const std::string& address, const ChannelSecurity& security);

// Returns a channel to `address`: host:port, unix:/path or dns:///host:port (all addresses of the
// host in turn). Connects when it is first used and again whenever the connection is lost.
std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const ChannelSecurity& security = {});

// Gives a call made on behalf of `call` its deadline, request id and trace, and says who acts.
void PrepareContext(grpc::ClientContext& context, const Call& call);

// The same for a call that lasts as long as `call`, which may have no deadline.
void PrepareLastingContext(grpc::ClientContext& context, const Call& call);

// The same for work that is done for `origin`, by a deadline of its own.
void PrepareContext(grpc::ClientContext& context, absl::Time deadline, const trace::Origin& origin);

// The same for callers that are not answering a call themselves.
void PrepareContext(grpc::ClientContext& context, absl::Time deadline,
                    const std::string& request_id);

}  // namespace sennight::rpc
