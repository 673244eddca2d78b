// Health checks as https://github.com/grpc/grpc/blob/master/doc/health-checking.md says. gRPC's own
// service for them runs on threads that would wake the loop's for each call (call_loop.h).
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "common/rpc/service.h"

namespace sennight::rpc {

// Answers grpc.health.v1.Health, to everybody. Safe for concurrent use.
class Health final : public Service {
 public:
  Health();

  // Says whether what is called `name` does its work. Before, it is not known.
  void Set(const std::string& name, bool is_serving);

  // Says that nothing does any more, and ends all watches and those to come.
  void End();

 private:
  // As in the contract's HealthCheckResponse.
  enum State : int { kServing = 1, kNotServing = 2, kUnknown = 3 };

  class Watch;

  void Check(UnaryCall& call) const;
  State Find(const std::string& name) const;

  mutable std::mutex mutex_;  // Guards the members below and in watches.
  std::map<std::string, State> states_;
  std::set<Watch*> watches_;
  bool has_ended_ = false;
};

}  // namespace sennight::rpc
