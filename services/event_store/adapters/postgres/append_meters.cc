#include "services/event_store/adapters/postgres/append_meters.h"

namespace sennight::event_store {

AppendMeters AppendMeters::Make(telemetry::Metrics& metrics) {
  const auto events = [&metrics](const char* outcome) {
    return metrics.AddCounter("sennight_event_store_events_total",
                              "Events that were sent to be stored, by what became of them.",
                              {{"outcome", outcome}});
  };
  return {.batch_events = metrics.AddHistogram("sennight_event_store_append_batch_events",
                                               "Events in a batch that was committed.",
                                               {1, 2, 5, 10, 25, 50, 100, 250, 500}),
          .stored = events("stored"),
          .duplicates = events("duplicate"),
          .conflicts = events("conflict"),
          .revised = events("revised"),
          .retracted = events("retracted")};
}

void AppendMeters::Count(const std::vector<eventstore::v1::AppendOutcome>& outcomes) const {
  batch_events.Observe(static_cast<double>(outcomes.size()));
  int of_each[eventstore::v1::AppendStatus_ARRAYSIZE] = {};
  for (const eventstore::v1::AppendOutcome& outcome : outcomes) ++of_each[outcome.status()];
  stored.Add(of_each[eventstore::v1::APPEND_STATUS_STORED]);
  duplicates.Add(of_each[eventstore::v1::APPEND_STATUS_DUPLICATE]);
  conflicts.Add(of_each[eventstore::v1::APPEND_STATUS_CONFLICT]);
}

void AppendMeters::CountRevision(const eventstore::v1::AppendOutcome& outcome,
                                 bool is_retraction) const {
  if (outcome.status() != eventstore::v1::APPEND_STATUS_STORED) return duplicates.Add(1);
  return is_retraction ? retracted.Add(1) : revised.Add(1);
}

}  // namespace sennight::event_store
