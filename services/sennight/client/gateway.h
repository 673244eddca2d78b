// How a command reaches the suite.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/channel.h"
#include "services/sennight/cli/command.h"
#include "services/sennight/cluster/data_directory.h"
#include "services/sennight/suite/suite.h"

namespace sennight::client {

// Options that several commands have.
cli::Option DataDirectoryOption();
cli::Option TopicsOption();
cli::Option PostgresOption();

// Returns what a suite of one's own needs: the data directory, the topics, PostgreSQL's programs.
//
// Errors: kNotFound if there are no topics.
absl::StatusOr<suite::SuiteOptions> ReadSuiteOptions(const cli::Arguments& arguments);

// Returns the options that every command has which talks to the suite, and `own` before them.
std::vector<cli::Option> WithConnectionOptions(std::vector<cli::Option> own);

// A way to the gateway: at the endpoint that was named, or at the one of the process that uses the
// data directory, or of a suite started here for as long as the object lives.
class Gateway {
 public:
  // Errors: kUnavailable if nobody answers within seconds, in words for a person.
  static absl::StatusOr<Gateway> Reach(const cli::Arguments& arguments, cli::Console& console);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // The services that can be reached one by one: those of the suite, or the gateway alone.
  const std::vector<suite::Part>& parts() const { return parts_; }

  // Returns when a call that begins now must have ended: `--timeout` says.
  absl::Time Deadline() const;

  // Gives a call that deadline.
  void Prepare(grpc::ClientContext& context) const;

 private:
  Gateway() = default;

  static absl::StatusOr<Gateway> At(const std::string& endpoint,
                                    const rpc::ChannelSecurity& security, absl::Duration timeout);
  static absl::StatusOr<Gateway> Here(const suite::SuiteOptions& options,
                                      cluster::DataDirectory directory, absl::Duration timeout);

  // In the order in which they are made; destroyed in the reverse.
  std::optional<cluster::DataDirectory> directory_;
  std::unique_ptr<suite::Suite> suite_;
  std::vector<suite::Part> parts_;
  std::shared_ptr<grpc::Channel> channel_;
  absl::Duration timeout_;
};

}  // namespace sennight::client
