// How a command reaches the database of a store, for what is done beside the service.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/sennight/cli/command.h"
#include "services/sennight/cluster/data_directory.h"
#include "services/sennight/cluster/private_cluster.h"

namespace sennight::client {

// Returns the options that every command has which works on a database, and `own` before them.
std::vector<cli::Option> WithDatabaseOptions(std::vector<cli::Option> own);

// The database that was named, or that of the data directory: of the process that uses it, or of a
// server started here for as long as the object lives.
class StoreDatabase {
 public:
  // A data directory that is not there is made if `may_make`.
  //
  // Errors: kInvalidArgument; kNotFound if there is no data directory; kUnavailable if its server
  // does not start.
  static absl::StatusOr<StoreDatabase> Reach(const cli::Arguments& arguments,
                                             bool may_make = false);

  // As libpq takes it.
  const std::string& connection() const { return connection_; }

 private:
  StoreDatabase() = default;

  // In the order in which they are made; destroyed in the reverse.
  std::optional<cluster::DataDirectory> directory_;
  std::unique_ptr<cluster::PrivateCluster> cluster_;
  std::string connection_;
};

// Returns the connection string that `--NAME` or `--NAME-file` gives; nothing without either.
//
// Errors: kInvalidArgument, also for a password on the command line; kNotFound.
absl::StatusOr<std::optional<std::string>> ReadDatabase(const cli::Arguments& arguments,
                                                        const std::string& name);

}  // namespace sennight::client
