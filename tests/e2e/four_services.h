// The suite as four processes and a database.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/sennight/cluster/private_cluster.h"
#include "tests/e2e/process.h"

namespace sennight::testing {

inline constexpr char kEventStore[] = "sennight-event-store";
inline constexpr char kSummarization[] = "sennight-summarization";
inline constexpr char kRendering[] = "sennight-rendering";
inline constexpr char kGateway[] = "sennight-gateway";

// The database, where services are named.
inline constexpr char kDatabase[] = "database";

struct SuiteOptions {
  // Returns through which address a service, or kDatabase, is reached that listens on `address`;
  // for tests that put something between them. An address of the database is host:port.
  std::function<std::string(const std::string& name, const std::string& address)> route = {};

  // Whether the database waits for its disk.
  bool is_durable = false;

  // Further flags of every service.
  std::vector<std::string> every = {};

  // Further flags of a service.
  std::map<std::string, std::vector<std::string>> flags = {};
};

// Four services, each started from its own main, over unix sockets, with a PostgreSQL server of
// their own. A service keeps its address when it is started again.
class FourServices {
 public:
  // Starts everything and waits until it is ready; fails the test if it does not become so.
  explicit FourServices(SuiteOptions options = {});

  // Starts a service that does not run.
  void Start(const std::string& name);

  // Ends a service by `signal` and returns its exit status.
  int End(const std::string& name, int signal);

  void StopDatabase();
  void StartDatabase();
  // Kills the database's main process; it is started again at once.
  void KillDatabase();

  // The main process of a service, or of the database.
  pid_t PidOf(const std::string& name) const;

  // Whether the service runs, as far as the system knows.
  bool Runs(const std::string& name);

  // How to connect to the database, past all that stands between.
  std::string DatabaseConnection() const { return database_->ConnectionString(); }

  // Returns whether the service says that it is ready.
  bool IsReady(const std::string& name) const;

  // Returns what the service has written to standard error since it was started last.
  std::string LogOf(const std::string& name) const;

  // Runs `sennight` with the gateway as its endpoint.
  Ended Run(std::vector<std::string> arguments) const;

  std::string AddressOf(const std::string& name) const;
  // The file that the service writes its addresses to.
  std::string AddressFileOf(const std::string& name) const;
  // Returns where the service's metrics are, if it has been told to have some.
  std::string MetricsAddressOf(const std::string& name) const;
  // Returns where the gateway speaks HTTP; another port after each start of the gateway.
  std::string HttpUrl() const;
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  std::vector<std::string> ArgumentsOf(const std::string& name) const;
  std::string ReachedAt(const std::string& name) const;
  std::string DatabaseReached() const;

  const SuiteOptions options_;
  TestFolder folder_;
  std::unique_ptr<cluster::PrivateCluster> database_;
  std::map<std::string, std::unique_ptr<Process>> services_;
};

}  // namespace sennight::testing
