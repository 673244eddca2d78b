// Judges what clients have seen of an event store.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace sennight::testing {

// A call to append, from when the client began it until it knew the answer.
struct AppendSeen {
  absl::Time begin;
  absl::Time end;
  std::vector<std::string> ids;
  // The position of each, if the call succeeded; otherwise nothing is known.
  std::vector<int64_t> positions = {};
};

// A call that told the head.
struct HeadSeen {
  absl::Time begin;
  absl::Time end;
  int64_t position = 0;
};

// The log as of a position: which event is where. Of reads that are not of the whole log the rest
// is left out.
struct ReadSeen {
  int64_t as_of = 0;
  std::map<int64_t, std::string> ids;
};

// What several clients of one store have seen, in any order.
struct History {
  std::vector<AppendSeen> appends;
  std::vector<HeadSeen> heads;
  std::vector<ReadSeen> reads;
};

// Returns what contradicts the store's promises, in words; nothing if all is well. `log` is the
// whole log at the end, by position.
//
// * Positions are dense, and no event is there twice.
// * Every event that was acknowledged is where the answer said (nothing lost), and nothing is there
//   that nobody sent (no phantoms).
// * What was acknowledged before another append began is before it (linearizable order), and is not
//   after a head that was asked for later.
// * A read as of a position holds what the log holds there, whenever it was made.
std::vector<std::string> Contradictions(const History& history,
                                        const std::vector<std::string>& log);

}  // namespace sennight::testing
