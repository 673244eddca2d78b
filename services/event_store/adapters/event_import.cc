#include "services/event_store/adapters/event_import.h"

#include <chrono>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/request_validation.h"

namespace sennight::event_store {
namespace {

// An id longer than this is not told back: it is none.
constexpr size_t kMaxEchoedIdBytes = 128;

using Outcomes = absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>>;

}  // namespace

EventImport::EventImport(ImportPlace place, EventLog& log, std::function<absl::Time()> clock,
                         std::string actor, absl::Time deadline)
    : place_(std::move(place)),
      log_(log),
      clock_(std::move(clock)),
      actor_(std::move(actor)),
      deadline_(deadline) {}

absl::Status EventImport::Consume(eventstore::v1::ImportEventsRequest request) {
  if (absl::Status status = CheckImport(request); !status.ok()) return status;
  for (event::v1::Event& event : *request.mutable_events()) {
    const int64_t index = response_.received();
    response_.set_received(index + 1);
    FieldViolations violations;
    ValidateEvent(event, violations);
    if (!violations.empty()) {
      Reject(event, index, violations);
      continue;
    }
    chunk_.push_back(Prepare(std::move(event), actor_));
    chunk_bytes_ += chunk_.back().size_bytes;
    indexes_.push_back(index);
    if (!IsTimeToStore()) continue;
    if (absl::Status status = Store(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<eventstore::v1::ImportEventsResponse> EventImport::Finish() {
  // The last chunk, and then what became of it.
  for (int i = 0; i < 2; ++i) {
    if (absl::Status status = Store(); !status.ok()) return status;
  }
  const absl::StatusOr<Head> head = log_.GetHead(deadline_);
  if (!head.ok()) return head.status();
  response_.set_head(head->position);
  return std::move(response_);
}

void EventImport::Reject(const event::v1::Event& event, int64_t index,
                         const FieldViolations& violations) {
  response_.set_rejected(response_.rejected() + 1);
  eventstore::v1::Rejection rejection;
  rejection.set_index(index);
  if (event.event_id().size() <= kMaxEchoedIdBytes) rejection.set_event_id(event.event_id());
  *rejection.mutable_bad_request() = violations.ToBadRequest();
  if (MayList(response_.rejections_size(), rejection)) {
    *response_.add_rejections() = std::move(rejection);
  }
}

bool EventImport::IsTimeToStore() const {
  if (chunk_.size() >= kImportChunkEvents || chunk_bytes_ >= kImportChunkBytes) return true;
  if (!stored_.valid()) return chunk_.size() >= kFirstChunkEvents;
  return chunk_.size() >= kSmallChunkEvents &&
         stored_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

// Hands over the chunk, and counts what became of the one before.
absl::Status EventImport::Store() {
  Outcomes outcomes = std::vector<eventstore::v1::AppendOutcome>();
  if (stored_.valid()) outcomes = stored_.get();
  if (!outcomes.ok()) return outcomes.status();
  // What is over and what is counted can wait until the database has work again.
  const std::vector<PreparedEvent> over = std::exchange(stored_chunk_, std::exchange(chunk_, {}));
  const std::vector<int64_t> indexes = std::exchange(stored_indexes_, std::exchange(indexes_, {}));
  chunk_bytes_ = 0;
  chunk_.reserve(stored_chunk_.size());
  if (!stored_chunk_.empty()) {
    stored_ = std::async(std::launch::async, [this, now = clock_()] {
      return log_.AppendPrepared(stored_chunk_, now, deadline_);
    });
  }
  for (size_t i = 0; i < outcomes->size(); ++i) Count((*outcomes)[i], indexes[i]);
  return absl::OkStatus();
}

void EventImport::Count(const eventstore::v1::AppendOutcome& outcome, int64_t index) {
  switch (outcome.status()) {
    case eventstore::v1::APPEND_STATUS_STORED:
      response_.set_stored(response_.stored() + 1);
      return;
    case eventstore::v1::APPEND_STATUS_DUPLICATE:
      response_.set_duplicates(response_.duplicates() + 1);
      return;
    default:
      break;
  }
  response_.set_conflicts(response_.conflicts() + 1);
  eventstore::v1::ImportConflict conflict;
  conflict.set_index(index);
  *conflict.mutable_outcome() = outcome;
  if (MayList(response_.conflicting_size(), conflict)) {
    *response_.add_conflicting() = std::move(conflict);
  }
}

bool EventImport::MayList(int listed, const google::protobuf::Message& record) {
  if (listed == kMaxListedRecords || listed_bytes_ > kMaxListedBytes) return false;
  listed_bytes_ += static_cast<int64_t>(record.ByteSizeLong());
  return true;
}

}  // namespace sennight::event_store
