// A client of Sennight: a channel with its defaults, and calls that answer absl::StatusOr.
//
//   auto client = sennight::Client::Make({.endpoint = "digest.example.org:7100",
//                                         .ca_file = "/etc/ssl/certs/ca-certificates.crt",
//                                         .token_file = "/run/secrets/token"});
//   if (!client.ok()) return client.status();
//   sennight::gateway::v1::GetWeeklyDigestRequest request;
//   request.set_topic("cell-gene-therapy");
//   auto answer = client->Call(&DigestService::Stub::GetWeeklyDigest, request);
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace google::rpc {
class BadRequest;
}

namespace sennight {

// How a gateway is reached. Certificates and tokens are read again when their files change.
struct ClientOptions {
  // host:port, unix:/path, or dns:///host:port for all addresses of the host in turn.
  std::string endpoint = "127.0.0.1:7100";

  // The certificates (PEM) that the gateway's must be signed by; empty: no TLS.
  std::string ca_file = {};

  // This client's own certificate and key (PEM), for a gateway that wants one; needs `ca_file`.
  std::string certificate_file = {};
  std::string key_file = {};

  // A file whose first word is the bearer token. Without TLS it could be read on the way, so then
  // it is sent to loopback addresses and unix sockets only.
  std::string token_file = {};

  // The longest a call may take, unless the call says otherwise.
  absl::Duration timeout = absl::Seconds(30);
};

// A way to a gateway, or to a single service. A value: copies share the channel, which is closed
// with the last of them, and of the stubs made from it. Safe for concurrent use.
//
// Calls that find the gateway unavailable are repeated, at most twice and within their deadline:
// every method may be repeated.
class Client {
 public:
  // Checks the files. Does not connect: the first call does, and again whenever the connection is
  // lost.
  //
  // Errors: kInvalidArgument, which names every option that is wrong.
  static absl::StatusOr<Client> Make(const ClientOptions& options);

  // Uses a channel that is there, such as the test kit's.
  explicit Client(std::shared_ptr<grpc::Channel> channel,
                  absl::Duration timeout = absl::Seconds(30));

  // Connects now; returns whether there is a connection within `patience`.
  bool Connect(absl::Duration patience) const;

  // Makes one call of a method with one request and one answer, and waits for the answer.
  //
  // Errors: the gateway's, with its code, message and details (ReasonOf, BadRequestOf);
  // kDeadlineExceeded; kUnavailable if it cannot be reached.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) const {
    return Call(method, request, timeout_);
  }

  // The same with a timeout of its own.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, absl::Duration timeout) const {
    grpc::ClientContext context;
    Prepare(context, timeout);
    Stub stub(channel_);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return ToStatus(status);
    return response;
  }

  // For streams and asynchronous calls: make a stub of the channel, and give each call's context
  // its deadline.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  void Prepare(grpc::ClientContext& context) const { Prepare(context, timeout_); }
  void Prepare(grpc::ClientContext& context, absl::Duration timeout) const;

  // Returns the error of a call made with a stub, as Call does.
  static absl::Status ToStatus(const grpc::Status& status);

 private:
  std::shared_ptr<grpc::Channel> channel_;
  absl::Duration timeout_;
};

// Returns the stable reason of an error, such as `TOPIC_UNKNOWN`; empty if it has none.
std::string ReasonOf(const absl::Status& status);

// Returns which fields of the request are wrong and why; empty if the error is about something
// else. The message is in google/rpc/error_details.pb.h.
google::rpc::BadRequest BadRequestOf(const absl::Status& status);

}  // namespace sennight
