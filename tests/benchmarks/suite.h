// The suite as four processes on a durable database of its own, for measuring.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "absl/time/time.h"
#include "services/sennight/cluster/private_cluster.h"
#include "tests/e2e/process.h"
#include "tests/support/certificates.h"

namespace sennight::benchmarks {

// Ends the program with a message if something that must not fail has failed.
void Require(const absl::Status& status, const std::string& what);
void Require(const grpc::Status& status, const std::string& what);

// Four services over unix sockets, and more processes where a figure needs them.
class Suite {
 public:
  // Starts everything and waits until it is ready.
  Suite();

  // Starts one more rendering service, on a port of 127.0.0.1, with mutual TLS or in plaintext, and
  // returns a channel to it.
  std::shared_ptr<grpc::Channel> StartRendering(bool with_tls);

  // Starts one more gateway that keeps no digests, and returns a channel to it.
  std::shared_ptr<grpc::Channel> StartForgetfulGateway();

  std::shared_ptr<grpc::Channel> gateway() const { return Channel("sennight-gateway"); }
  std::shared_ptr<grpc::Channel> event_store() const { return Channel("sennight-event-store"); }
  std::shared_ptr<grpc::Channel> summarization() const { return Channel("sennight-summarization"); }
  std::shared_ptr<grpc::Channel> rendering() const { return Channel("sennight-rendering"); }

  // Runs `sennight` against the gateway until it ends.
  void Run(std::vector<std::string> arguments);

  // Memory that a service has in use, and how long it took from its start until it was ready.
  double ResidentMegabytes(const std::string& name) const;
  absl::Duration StartUp(const std::string& name) const { return start_ups_.at(name); }
  const std::vector<std::string>& names() const { return names_; }

  // What libpq needs to connect to the database.
  std::string database() const { return database_->ConnectionString(); }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  std::string AddressOf(const std::string& name) const;
  std::shared_ptr<grpc::Channel> Channel(const std::string& name) const;
  void Start(const std::string& name, const std::string& program,
             const std::vector<std::string>& arguments);
  std::shared_ptr<grpc::Channel> AwaitReady(const std::string& name,
                                            std::shared_ptr<grpc::Channel> channel);

  testing::TestFolder folder_;
  testing::CertificateAuthority authority_;
  std::unique_ptr<cluster::PrivateCluster> database_;
  std::map<std::string, std::unique_ptr<testing::Process>> processes_;
  std::map<std::string, absl::Duration> start_ups_;
  std::vector<std::string> names_;
};

}  // namespace sennight::benchmarks
