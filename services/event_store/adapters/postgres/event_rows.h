// From events to rows of event_store.event; read_events.h has the way back.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/window/civil_date.h"
#include "sennight/event/v1/event.pb.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// Values of event.op.
inline constexpr int kOpReported = 1;
inline constexpr int kOpRevised = 2;
inline constexpr int kOpRetracted = 3;
inline constexpr int kOpErased = 4;

// What event.occurred_precision says, counted from 1.
inline constexpr window::Precision kPrecisions[] = {
    window::Precision::kYear, window::Precision::kMonth, window::Precision::kDay};

// An event to insert.
struct EventRow {
  const PreparedEvent* prepared = nullptr;
  int64_t position = 0;
  std::string near_duplicate_of = {};
};

// What rows that are inserted together have in common.
struct Change {
  int op = kOpReported;
  int32_t revision = 1;
  std::string reason = {};
  int64_t supersedes = 0;  // The position of the revision before; 0 for the first one.
};

// What a log must not know, for rows to be inserted that were made without asking it; the topics
// that it must know, by their ids, and the event that must be at its head: to have as many events
// is not enough. Arrays in binary form (binary_array.h); empty ones presume nothing.
struct Presumed {
  Presumed();

  std::string event_ids;
  std::string content_keys;
  std::string topic_names;
  std::string topic_ids;
  std::string head_event_id;
};

// Inserts rows of events with their keys, moves the head to the last of them, and notifies
// `event_store_head` of it, as `EPOCH:POSITION`. It locks the log's row first, and finds a row if
// it has inserted them: it does nothing unless the log has still the epoch and the head that are
// given, and what is presumed is true.
extern const char kInsertRows[];

// Returns the statement's parameters for `rows` (at least one, by position); `topic_ids` has the id
// of each topic. `log` is how the log is found, and afterwards how it is left.
std::vector<std::string> InsertParameters(absl::Span<const EventRow> rows, const Change& change,
                                          const std::map<std::string, int>& topic_ids,
                                          Presumed presumed, absl::Time recorded_at,
                                          LockedLog& log);

// Returns a moment and a day as PostgreSQL reads them.
std::string SqlTime(absl::Time time);
std::string SqlDay(absl::CivilDay day);

}  // namespace sennight::event_store
