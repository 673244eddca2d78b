// The suite as four processes and a database.
#pragma once

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

// Four services, each started from its own main, over unix sockets, with a PostgreSQL server of
// their own. A service keeps its address when it is started again.
class FourServices {
 public:
  // Starts everything and waits until it is ready; fails the test if it does not become so.
  FourServices();

  // Starts a service that does not run.
  void Start(const std::string& name);

  // Ends a service by `signal` and returns its exit status.
  int End(const std::string& name, int signal);

  void StopDatabase();
  void StartDatabase();
  // Kills the database's main process; it is started again at once.
  void KillDatabase();

  // Returns whether the service says that it is ready.
  bool IsReady(const std::string& name) const;

  // Returns what the service has written to standard error since it was started last.
  std::string LogOf(const std::string& name) const;

  // Runs `sennight` with the gateway as its endpoint.
  Ended Run(std::vector<std::string> arguments) const;

  std::string AddressOf(const std::string& name) const;
  // Returns where the gateway speaks HTTP; another port after each start of the gateway.
  std::string HttpUrl() const;
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  std::vector<std::string> ArgumentsOf(const std::string& name) const;

  TestFolder folder_;
  std::unique_ptr<cluster::PrivateCluster> database_;
  std::map<std::string, std::unique_ptr<Process>> services_;
};

}  // namespace sennight::testing
