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
    waiting.bytes += prepared.size_bytes;
  }
  if (!Add(waiting)) return;
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

// Returns whether the caller has to lead.
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

void AppendQueue::StoreBatch(std::vector<Waiting> batch) {
  const absl::Time begin = absl::Now();
  std::erase_if(batch, [begin](const Waiting& waiting) {
    if (begin < waiting.deadline) return false;
    waiting.done(absl::DeadlineExceededError("the deadline passed before the append began"));
    return true;
  });
  std::vector<PreparedEvent> events;
  std::vector<size_t> sizes;  // Of each caller's.
  absl::Time deadline = absl::InfinitePast();
  for (Waiting& waiting : batch) {
    sizes.push_back(waiting.events.size());
    deadline = std::max(deadline, waiting.deadline);
    std::move(waiting.events.begin(), waiting.events.end(), std::back_inserter(events));
  }
  if (batch.empty()) return;
  const Outcomes outcomes = StoreEvents(events, deadline);
  size_t at = 0;
  for (size_t i = 0; i < batch.size(); at += sizes[i++]) {
    const Waiting& waiting = batch[i];
    if (outcomes.ok()) {
      const auto first = outcomes->begin() + static_cast<std::ptrdiff_t>(at);
      waiting.done(std::vector(first, first + static_cast<std::ptrdiff_t>(sizes[i])));
    } else if (batch.size() == 1 || !IsOfTheBatch(outcomes.status())) {
      waiting.done(outcomes.status());
    } else {
      waiting.done(
          StoreEvents(absl::MakeConstSpan(events).subspan(at, sizes[i]), waiting.deadline));
    }
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
