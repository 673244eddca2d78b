// A PostgreSQL cluster of one's own.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/sennight/cluster/child_process.h"
#include "services/sennight/cluster/server_user.h"
#include "services/sennight/cluster/temporary_folder.h"

namespace sennight::cluster {

struct ClusterOptions {
  std::filesystem::path directory = {};  // holds pgdata/, socket/ and postgres.log; is made
  std::string binaries = {};             // the folder of initdb and postgres; empty: found
  bool durable = true;                   // false: for tests, loses data when the machine stops
  int max_connections = 64;
  std::chrono::milliseconds start_timeout{30000};
};

// A running PostgreSQL server, which listens on a unix socket in a folder that only its user may
// enter. It is made at the first start and found again at the next.
//
// The server is supervised: when it ends unexpectedly it is started again. It dies with this
// process, however that ends. For root it runs as the user postgres. Safe for concurrent use.
class PrivateCluster {
 public:
  // Starts the server and returns when it accepts connections. The caller sees to it that no
  // other process uses the directory (DataDirectory).
  //
  // Errors: kFailedPrecondition, in words for the person who can mend it.
  static absl::StatusOr<std::unique_ptr<PrivateCluster>> Start(const ClusterOptions& options);

  // Starts a cluster without durability in a new folder below `parent`, which is removed by Stop,
  // or when this process has ended, however that ends.
  static absl::StatusOr<std::unique_ptr<PrivateCluster>> StartTemporary(
      const std::filesystem::path& parent = "/tmp", const std::string& binaries = "");

  // Returns what libpq needs to connect to the server that another process runs in `directory`.
  //
  // Errors: kUnavailable if none runs there.
  static absl::StatusOr<std::string> RunningIn(const std::filesystem::path& directory);

  // Stops the server.
  ~PrivateCluster();

  PrivateCluster(const PrivateCluster&) = delete;
  PrivateCluster& operator=(const PrivateCluster&) = delete;

  // What libpq needs to connect to the server's database `postgres` as its superuser.
  std::string ConnectionString() const;

  const std::filesystem::path& directory() const { return options_.directory; }

  // The server's main process; 0 while there is none.
  pid_t ServerPid() const { return server_pid_; }

  // Closes all connections and stops the server cleanly, within seconds. Nothing if it is stopped.
  void Stop();

 private:
  explicit PrivateCluster(ClusterOptions options) : options_(std::move(options)) {}

  absl::Status Prepare();
  absl::Status Initialize(const std::filesystem::path& binaries);
  absl::Status ChooseSocketDirectory();
  absl::Status EndOrphan() const;
  absl::StatusOr<ChildProcess> StartServer() const;
  absl::Status AwaitReady(ChildProcess& server) const;
  void Supervise();
  void ReportStart(const absl::Status& status);
  bool WaitForStop(std::chrono::milliseconds timeout);

  ClusterOptions options_;
  ServerUser user_;
  std::filesystem::path binaries_;
  std::filesystem::path socket_directory_;
  std::optional<TemporaryFolder> temporary_;  // Holds the directory of a temporary cluster.
  std::atomic<pid_t> server_pid_ = 0;
  std::thread supervisor_;

  std::mutex mutex_;  // Guards the members below.
  std::condition_variable changed_;
  std::optional<absl::Status> first_start_;
  bool stopping_ = false;
};

}  // namespace sennight::cluster
