// What is counted of appends and revisions.
#pragma once

#include <vector>

#include "common/telemetry/metrics.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"

namespace sennight::event_store {

struct AppendMeters {
  telemetry::Histogram batch_events;
  telemetry::Counter stored;
  telemetry::Counter duplicates;
  telemetry::Counter conflicts;
  telemetry::Counter revised;
  telemetry::Counter retracted;

  // Makes them. `metrics` must outlive them.
  static AppendMeters Make(telemetry::Metrics& metrics);

  // Counts a batch that has been committed.
  void Count(const std::vector<eventstore::v1::AppendOutcome>& outcomes) const;

  // Counts a revision or retraction that has been committed, or had been before.
  void CountRevision(const eventstore::v1::AppendOutcome& outcome, bool is_retraction) const;
};

}  // namespace sennight::event_store
