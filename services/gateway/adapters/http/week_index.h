// Which weeks of a topic have reports.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/window/week.h"
#include "sennight/topic/v1/topic.pb.h"
#include "services/gateway/adapters/http/gateway_client.h"

namespace sennight::gateway::http {

// Most weeks that are named of a topic.
inline constexpr int kMostWeeksListed = 6;

// Asks the store, and keeps the answer until something is appended or the day ends. Safe for
// concurrent use; what it borrows must outlive it.
class WeekIndex {
 public:
  explicit WeekIndex(GatewayClient& client) : client_(client) {}

  // Returns the latest weeks of `topic` with reports, as of `now`, the latest first.
  //
  // Errors: those of GetHead and ListEvents.
  absl::StatusOr<std::vector<window::WeekId>> WeeksOf(const topic::v1::Topic& topic, absl::Time now,
                                                      const Caller& caller);

 private:
  // What an answer depends on.
  struct State {
    int32_t epoch = 0;
    int64_t position = 0;
    absl::CivilDay today;
    friend bool operator==(const State&, const State&) = default;
  };
  struct Kept {
    State state;
    std::vector<window::WeekId> weeks;
  };

  absl::StatusOr<std::vector<window::WeekId>> Ask(const topic::v1::Topic& topic,
                                                  absl::CivilDay today, const Caller& caller);

  GatewayClient& client_;
  std::mutex mutex_;                  // Guards the map below.
  std::map<std::string, Kept> kept_;  // By topic; the catalog has no other keys.
};

}  // namespace sennight::gateway::http
