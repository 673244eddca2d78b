// A PostgreSQL server whose disk gets full or slow when a test says so.
#pragma once

#include <memory>
#include <string>

#include "services/sennight/cluster/private_cluster.h"
#include "tests/postgres/bad_disk_state.h"
#include "tests/support/test_folder.h"

namespace sennight::event_store {

// The server is a real one, and as durable as in production. Between it and the system stands a
// library that answers for the disk (bad_disk_preload.cc), for a test has no right to mount a small
// or slow one.
class ServerOnBadDisk {
 public:
  ServerOnBadDisk();
  ~ServerOnBadDisk();
  ServerOnBadDisk(const ServerOnBadDisk&) = delete;
  ServerOnBadDisk& operator=(const ServerOnBadDisk&) = delete;

  BadDiskState& disk() { return *state_; }
  cluster::PrivateCluster& server() { return *server_; }
  // How to connect to a database with the schema of this program.
  const std::string& database() const { return database_; }

 private:
  testing::TestFolder folder_;
  BadDiskState* state_ = nullptr;
  std::unique_ptr<cluster::PrivateCluster> server_;
  std::string database_;
};

}  // namespace sennight::event_store
