// A PostgreSQL server for the tests of one program, with a database for each test.
#pragma once

#include <memory>
#include <string>

#include "services/sennight/cluster/private_cluster.h"

namespace sennight::event_store {

class PostgresCluster {
 public:
  // Returns the program's cluster, which is started at the first call and gone when the program
  // ends.
  static PostgresCluster& Shared();

  // Starts a cluster of one's own, to be killed or frozen.
  PostgresCluster();

  // Makes a database and returns how to connect to it: empty, or with the schema of this program.
  std::string NewEmptyDatabase();
  std::string NewDatabase();

  cluster::PrivateCluster& server() { return *cluster_; }

 private:
  std::string Make(const std::string& options);

  std::unique_ptr<cluster::PrivateCluster> cluster_;
  int databases_ = 0;
  bool has_template_ = false;
};

// Runs statements in a database and returns the first column of the last one's first row.
std::string Sql(const std::string& database, const std::string& statements);

}  // namespace sennight::event_store
