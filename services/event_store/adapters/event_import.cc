#include "services/event_store/adapters/event_import.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/request_validation.h"

namespace sennight::event_store {
namespace {

// An id longer than this is not told back: it is none.
constexpr size_t kMaxEchoedIdBytes = 128;

}  // namespace

EventImport::EventImport(Place place, EventLog& log, std::function<absl::Time()> clock,
                         std::string actor, absl::Time deadline)
    : place_(std::move(place)),
      log_(log),
      clock_(std::move(clock)),
      actor_(std::move(actor)),
      deadline_(deadline) {}

EventImport::~EventImport() {
  {
    const std::lock_guard lock(mutex_);
    batches_.resize(taken_);
    is_last_ = true;
  }
  changed_.notify_all();
}

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
    batch_.events.push_back(Prepare(std::move(event), actor_));
    batch_.indexes.push_back(index);
    batch_.bytes += batch_.events.back().size_bytes;
    if (!IsTimeToStore()) continue;
    if (absl::Status status = Store(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<eventstore::v1::ImportEventsResponse> EventImport::Finish() {
  if (!batch_.events.empty()) {
    if (absl::Status status = Store(); !status.ok()) return status;
  }
  if (storing_.valid()) {
    {
      const std::lock_guard lock(mutex_);
      is_last_ = true;
    }
    changed_.notify_all();
    if (absl::Status status = storing_.get(); !status.ok()) return status;
  }
  for (const Batch& batch : batches_) Count(batch);
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

bool EventImport::IsTimeToStore() {
  if (batch_.events.size() >= kImportBatchEvents || batch_.bytes >= kImportBatchBytes) return true;
  if (batch_.events.size() < kSmallBatchEvents) return false;
  const std::lock_guard lock(mutex_);
  return taken_ == batches_.size();
}

// Hands over the batch when there is room, and counts what became of those before.
absl::Status EventImport::Store() {
  std::deque<Batch> stored;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [this] { return is_over_ || batches_.size() - stored_ < kMostImportBatches; });
    for (; stored_ > 0; --stored_, --taken_) {
      stored.push_back(std::move(batches_.front()));
      batches_.pop_front();
    }
    batches_.push_back(std::exchange(batch_, {}));
    if (is_over_) {
      lock.unlock();
      return storing_.get();
    }
  }
  if (storing_.valid()) {
    changed_.notify_all();
  } else {
    storing_ = std::async(std::launch::async, [this] { return StoreAll(); });
  }
  for (const Batch& batch : stored) Count(batch);
  return absl::OkStatus();
}

absl::Status EventImport::StoreAll() {
  const absl::Cleanup over = [this] {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    changed_.notify_all();
  };
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_last_ || taken_ < batches_.size(); });
      if (taken_ == batches_.size()) return absl::OkStatus();
    }
    if (absl::Status status = log_.AppendEach(*this, clock_, deadline_); !status.ok()) {
      return status;
    }
  }
}

absl::Span<const PreparedEvent> EventImport::Next() {
  const std::lock_guard lock(mutex_);
  if (taken_ == batches_.size()) return {};
  return batches_[taken_++].events;
}

void EventImport::Take(std::vector<eventstore::v1::AppendOutcome> outcomes) {
  {
    const std::lock_guard lock(mutex_);
    batches_[stored_++].outcomes = std::move(outcomes);
  }
  changed_.notify_all();
}

void EventImport::Count(const Batch& batch) {
  for (size_t i = 0; i < batch.outcomes.size(); ++i) {
    CountOutcome(batch.outcomes[i], batch.indexes[i]);
  }
}

void EventImport::CountOutcome(const eventstore::v1::AppendOutcome& outcome, int64_t index) {
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
