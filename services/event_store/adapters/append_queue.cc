#include "services/event_store/adapters/append_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/rpc/handler.h"

namespace sennight::event_store {
namespace {

// Whether a failure says something about the batch, not only about the database's state.
bool IsOfTheBatch(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return false;
    default:
      return true;
  }
}

}  // namespace

AppendQueue::~AppendQueue() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return !is_led_; });
}

void AppendQueue::Append(std::vector<PreparedEvent> events, absl::Time deadline, Done done) {
  Waiting waiting{.events = std::move(events), .deadline = deadline, .done = std::move(done)};
  for (const PreparedEvent& prepared : waiting.events) {
    waiting.bytes += MemoryOf(prepared);
  }
  if (Add(waiting)) lead_([this] { Lead(); });
}

// Stores batches until nothing waits.
void AppendQueue::Lead() {
  while (true) {
    std::vector<Waiting> batch = NextBatch();
    if (batch.empty()) return;
    // Others wait for the thread that an exception would end.
    (void)rpc::Guarded([&] {
      StoreBatch(std::move(batch));
      return absl::OkStatus();
    });
  }
}

// Returns whether somebody has to lead.
bool AppendQueue::Add(Waiting& waiting) {
  {
    const std::lock_guard lock(mutex_);
    const bool has_room = waiting_.size() < kMostWaitingAppends &&
                          (waiting_.empty() || waiting_bytes_ + waiting.bytes <= kMostWaitingBytes);
    if (has_room) {
      waiting_bytes_ += waiting.bytes;
      waiting_.push_back(std::move(waiting));
      return !std::exchange(is_led_, true);
    }
  }
  waiting.done(rpc::Overloaded());
  return false;
}

// Returns what is stored next; nothing if nothing waits, which ends the lead.
std::vector<AppendQueue::Waiting> AppendQueue::NextBatch() {
  std::vector<Waiting> batch;
  size_t events = 0;
  int64_t bytes = 0;
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty()) {
    Waiting& next = waiting_.front();
    events += next.events.size();
    bytes += next.bytes;
    if (!batch.empty() && (events > kMostBatchEvents || bytes > kMostBatchBytes)) break;
    waiting_bytes_ -= next.bytes;
    batch.push_back(std::move(next));
    waiting_.pop_front();
  }
  is_led_ = !batch.empty();
  if (!is_led_) idle_.notify_all();
  return batch;
}

bool AppendQueue::HasWaiting() {
  const std::lock_guard lock(mutex_);
  return !waiting_.empty();
}

void AppendQueue::StoreBatch(std::vector<Waiting> batch) {
  const absl::Time begin = absl::Now();
  std::erase_if(batch, [begin](const Waiting& waiting) {
    if (begin < waiting.deadline) return false;
    waiting.done(absl::DeadlineExceededError("the deadline passed before the append began"));
    return true;
  });
  if (batch.empty()) return;
  std::vector<PreparedEvent> events;
  absl::Time deadline = absl::InfinitePast();
  for (Waiting& waiting : batch) {
    waiting.count = waiting.events.size();
    deadline = std::max(deadline, waiting.deadline);
    std::move(waiting.events.begin(), waiting.events.end(), std::back_inserter(events));
  }
  Outcomes outcomes = StoreEvents(events, deadline);
  if (!outcomes.ok()) return StoreOneByOne(batch, events, outcomes.status());
  // With the events, whose memory is given back where the answers are given.
  auto answer = [batch = std::move(batch), events = std::move(events),
                 outcomes = *std::move(outcomes)] {
    auto at = outcomes.begin();
    for (const Waiting& waiting : batch) {
      const auto end = at + static_cast<std::ptrdiff_t>(waiting.count);
      (void)rpc::Guarded([&] {
        waiting.done(std::vector(at, end));
        return absl::OkStatus();
      });
      at = end;
    }
  };
  if (HasWaiting()) {
    answer_(std::move(answer));
  } else {
    answer();
  }
}

// Answers callers whose batch could not be stored. If that was for a reason of the batch, each is
// given a batch of their own.
void AppendQueue::StoreOneByOne(absl::Span<const Waiting> batch,
                                absl::Span<const PreparedEvent> events,
                                const absl::Status& failed) {
  size_t at = 0;
  for (const Waiting& waiting : batch) {
    const absl::Span<const PreparedEvent> own = events.subspan(at, waiting.count);
    at += waiting.count;
    waiting.done(batch.size() == 1 || !IsOfTheBatch(failed) ? failed
                                                            : StoreEvents(own, waiting.deadline));
  }
}

AppendQueue::Outcomes AppendQueue::StoreEvents(absl::Span<const PreparedEvent> events,
                                               absl::Time deadline) const {
  Outcomes outcomes = absl::UnknownError("not stored");
  const absl::Status status = rpc::Guarded([&] {
    outcomes = store_(events, deadline);
    return outcomes.status();
  });
  if (!status.ok()) return status;
  return outcomes;
}

}  // namespace sennight::event_store
