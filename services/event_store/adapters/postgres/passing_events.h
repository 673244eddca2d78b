// Which of many events may pass a filter, by what their columns say.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Returns the events at those of `positions`, which ascend, that stand as of `as_of`, are active
// unless `with_retracted`, and are within the bounds of `filter`; it must still be asked.
std::vector<SizedEvent> SelectPassing(Transaction& transaction, absl::Span<const int64_t> positions,
                                      int64_t as_of, const Filter& filter, bool with_retracted);

// Reads events in parts of bounded size, in the order given, and visits them until the visitor
// returns false. Returns false if it did.
absl::StatusOr<bool> VisitEvents(Transaction& transaction, absl::Span<const SizedEvent> events,
                                 const std::function<bool(event::v1::Event&)>& visit);

// A page of a list with a filter. Looks through a bounded number of events: the page may be short
// or empty although there is more.
absl::StatusOr<EventPage> ListFiltered(Transaction& transaction, const ListQuery& query,
                                       int64_t as_of, int32_t epoch);

// The first day of a range and the day behind it, as PostgreSQL reads them.
std::string SqlFirstDay(const std::optional<absl::CivilDay>& day);
std::string SqlEndDay(const std::optional<absl::CivilDay>& day);

}  // namespace sennight::event_store
