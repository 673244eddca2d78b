// What `event_store_service.proto` says a request must be.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/search.h"

namespace sennight::event_store {

inline constexpr int kMaxBatchEvents = 500;
inline constexpr int kMaxBatchGetIds = 1000;
inline constexpr int kDefaultPageSize = 100;
inline constexpr int kMaxPageSize = 1000;
inline constexpr int kDefaultHits = 20;
inline constexpr int kMaxHits = 100;
inline constexpr int kMaxLateDays = 31;
inline constexpr int kMaxEarlierDays = 92;
inline constexpr size_t kMaxReasonBytes = 1024;

// Each returns kInvalidArgument with a BadRequest that names every field that is wrong.

absl::Status CheckAppend(const eventstore::v1::AppendEventsRequest& request);

// Checks how many events there are, not the events.
absl::Status CheckImport(const eventstore::v1::ImportEventsRequest& request);

absl::Status CheckGet(const eventstore::v1::GetEventRequest& request);

absl::Status CheckBatchGet(const eventstore::v1::BatchGetEventsRequest& request);

// What a request of `actor` to revise, or one to retract an event asks the log to do.
absl::StatusOr<Revision> ParseRevision(const eventstore::v1::ReviseEventRequest& request,
                                       const std::string& actor);
absl::StatusOr<Revision> ParseRevision(const eventstore::v1::RetractEventRequest& request);

absl::StatusOr<RevisionQuery> ParseListRevisions(
    const eventstore::v1::ListRevisionsRequest& request);

// Returns the value that was parsed, or adds to `violations` what is wrong with it.
template <typename Value>
Value Taken(absl::StatusOr<Value> value, FieldViolations& violations) {
  if (value.ok()) return *std::move(value);
  const google::rpc::BadRequest bad_request = BadRequestOf(value.status());
  for (const auto& violation : bad_request.field_violations()) {
    violations.Add(violation.field(), violation.description());
  }
  return {};
}

// A list and where it is read.
struct ListRead {
  ListQuery query;
  int64_t as_of = 0;
};

absl::StatusOr<ListRead> ParseList(const eventstore::v1::ListEventsRequest& request);

// A search and where it is made.
struct SearchRead {
  SearchQuery query;
  int64_t as_of = 0;
};

absl::StatusOr<SearchRead> ParseSearch(const eventstore::v1::SearchEventsRequest& request);

absl::StatusOr<WindowQuery> ParseWindow(const eventstore::v1::StreamWindowRequest& request);
absl::StatusOr<WindowQuery> ParseWindow(const eventstore::v1::GetWindowHeadRequest& request);

}  // namespace sennight::event_store
