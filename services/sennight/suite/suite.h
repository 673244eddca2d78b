// All services in one process.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/server.h"

namespace sennight::suite {

struct SuiteOptions {
  std::filesystem::path data_directory = {};  // Of the database, locked by the caller. Empty: a
                                              // temporary one, which loses everything at the end.
  rpc::ServerOptions gateway = {};            // Where the gateway listens, if anywhere, and whom
                                              // it answers.
  std::string http_address = {};              // Where the gateway speaks HTTP, secured as the
                                              // other address is; empty: nowhere.
  std::filesystem::path topics = {};          // The folder of the topics' configuration.
  std::string postgres_binaries = {};         // The folder of initdb and postgres; empty: found.
  std::string database = {};                  // One that runs already, as libpq takes it; without
                                              // it the suite starts a server of its own.
  std::string services_address = {};          // Where the other services listen, each on a port
                                              // (0) of its own; empty: in process only.

  // What tells the time that events are recorded at and that decides which week is the last
  // complete one. Deadlines and waits go by the real clock.
  std::function<absl::Time()> now = absl::Now;
};

// A service of the suite and the way to it.
struct Part {
  std::string name;  // Such as `event-store`.
  std::shared_ptr<grpc::Channel> channel;
  std::string address = {};  // Where it listens, with the port that was bound; empty if nowhere.
};

// The database and the four services, wired in process. Safe for concurrent use.
class Suite {
 public:
  // Returns when all services are ready.
  //
  // Errors: kInvalidArgument for topics or access that are wrong, kUnavailable if the database does
  // not start or the address cannot be bound; both in words for the person who can mend it.
  static absl::StatusOr<std::unique_ptr<Suite>> Start(const SuiteOptions& options);

  // Stops: the gateway takes no more calls and those that run end, then the other services, then
  // the database.
  ~Suite();

  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;

  // Returns a channel to the gateway.
  std::shared_ptr<grpc::Channel> Gateway() const;

  // Returns the address at which the gateway listens, with the port that was bound; empty if
  // nowhere.
  std::string Address() const;

  // Returns the database, as libpq takes it, and the folder that holds it; the folder is empty if
  // the suite did not start it.
  std::string Database() const;
  std::filesystem::path DataDirectory() const;

  // Returns the address of pages and calls in JSON, such as `http://127.0.0.1:7180`; empty if the
  // gateway does not speak HTTP.
  std::string HttpUrl() const;

  // Returns the services, the gateway first.
  std::vector<Part> Parts() const;

 private:
  struct Services;

  explicit Suite(std::unique_ptr<Services> services);

  std::unique_ptr<Services> services_;
};

}  // namespace sennight::suite
