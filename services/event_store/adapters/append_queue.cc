#include "services/event_store/adapters/append_queue.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <new>
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

AppendQueue::Waiting::Waiting(std::vector<PreparedEvent> prepared, absl::Time until, Done done)
    : events(std::move(prepared)), deadline(until), done_(std::move(done)) {
  for (const PreparedEvent& event : events) bytes += MemoryOf(event);
}

AppendQueue::Waiting::Waiting(Waiting&& other) noexcept
    : events(std::move(other.events)),
      count(other.count),
      bytes(other.bytes),
      deadline(other.deadline),
      done_(std::exchange(other.done_, nullptr)) {}

// Whose place is taken is answered by `other`.
AppendQueue::Waiting& AppendQueue::Waiting::operator=(Waiting&& other) noexcept {
  std::swap(events, other.events);
  std::swap(count, other.count);
  std::swap(bytes, other.bytes);
  std::swap(deadline, other.deadline);
  std::swap(done_, other.done_);
  return *this;
}

AppendQueue::Waiting::~Waiting() {
  if (done_ == nullptr) return;
  try {
    Answer(rpc::Overloaded());
  } catch (const std::bad_alloc&) {
    // There is not even the memory for an answer.
  }
}

void AppendQueue::Waiting::Answer(Outcomes outcomes) {
  (void)rpc::Guarded([&] {
    std::exchange(done_, nullptr)(std::move(outcomes));
    return absl::OkStatus();
  });
}

void AppendQueue::Stored::Answer() {
  auto at = std::make_move_iterator(outcomes.begin());
  for (Waiting& waiting : batch) {
    const auto end = at + static_cast<std::ptrdiff_t>(waiting.count);
    try {
      waiting.Answer(std::vector<eventstore::v1::AppendOutcome>(at, end));
    } catch (const std::bad_alloc&) {
      // It is told so when it is dropped, and can be repeated: it will be a duplicate.
    }
    at = end;
  }
}

AppendQueue::~AppendQueue() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return !is_led_; });
}

void AppendQueue::Append(std::vector<PreparedEvent> events, absl::Time deadline, Done done) {
  Waiting waiting(std::move(events), deadline, std::move(done));
  bool leads = false;
  try {
    leads = Add(waiting);
  } catch (const std::bad_alloc&) {
    // Whoever is not in the queue is answered at the end of this.
  }
  if (!leads) return;
  const absl::Status led = rpc::Guarded([this] {
    lead_([this] { Lead(); });
    return absl::OkStatus();
  });
  if (!led.ok()) Abandon();
}

// Stores batches until nothing waits.
void AppendQueue::Lead() {
  for (bool goes_on = true; goes_on;) {
    bool is_taken = false;
    // Others wait for the thread that an exception would end.
    (void)rpc::Guarded([&] {
      std::vector<Waiting> batch = NextBatch();
      is_taken = true;
      goes_on = !batch.empty();
      if (goes_on) StoreBatch(std::move(batch));
      return absl::OkStatus();
    });
    if (!is_taken) goes_on = DropFirst();
  }
}

// Answers all who wait, since nobody can be found to store what they have.
void AppendQueue::Abandon() {
  while (DropFirst()) continue;
}

// Takes the first who waits out of the queue, who is told so; returns false if nobody waits, which
// ends the lead.
bool AppendQueue::DropFirst() {
  std::unique_lock lock(mutex_);
  if (waiting_.empty()) {
    is_led_ = false;
    idle_.notify_all();
    return false;
  }
  const Waiting first = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= first.bytes;
  lock.unlock();
  return true;
}

// Returns whether somebody has to lead.
bool AppendQueue::Add(Waiting& waiting) {
  const std::lock_guard lock(mutex_);
  const bool has_room = waiting_.size() < kMostWaitingAppends &&
                        (waiting_.empty() || waiting_bytes_ + waiting.bytes <= kMostWaitingBytes);
  if (!has_room) return false;
  const int64_t bytes = waiting.bytes;
  waiting_.push_back(std::move(waiting));
  waiting_bytes_ += bytes;
  return !std::exchange(is_led_, true);
}

// Returns how many of those who wait are stored next.
size_t AppendQueue::CountNext() const {
  size_t count = 0;
  size_t events = 0;
  int64_t bytes = 0;
  for (const Waiting& next : waiting_) {
    events += next.events.size();
    bytes += next.bytes;
    if (count > 0 && (events > kMostBatchEvents || bytes > kMostBatchBytes)) break;
    ++count;
  }
  return count;
}

// Returns what is stored next; nothing if nothing waits, which ends the lead.
std::vector<AppendQueue::Waiting> AppendQueue::NextBatch() {
  std::vector<Waiting> batch;
  const std::lock_guard lock(mutex_);
  size_t left = CountNext();
  batch.reserve(left);  // So nothing fails while they are taken.
  for (; left > 0; --left) {
    waiting_bytes_ -= waiting_.front().bytes;
    batch.push_back(std::move(waiting_.front()));
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
  std::erase_if(batch, [begin](Waiting& waiting) {
    if (begin < waiting.deadline) return false;
    waiting.Answer(absl::DeadlineExceededError("the deadline passed before the append began"));
    return true;
  });
  if (batch.empty()) return;
  auto stored = std::make_unique<Stored>();
  absl::Time deadline = absl::InfinitePast();
  for (Waiting& waiting : batch) {
    waiting.count = waiting.events.size();
    deadline = std::max(deadline, waiting.deadline);
    std::move(waiting.events.begin(), waiting.events.end(), std::back_inserter(stored->events));
  }
  Outcomes outcomes = StoreEvents(stored->events, deadline);
  if (!outcomes.ok()) {
    return StoreOneByOne(absl::MakeSpan(batch), stored->events, outcomes.status());
  }
  stored->outcomes = *std::move(outcomes);
  stored->batch = std::move(batch);
  if (!HasWaiting()) return stored->Answer();
  answer_([handed = stored.get()] {
    const std::unique_ptr<Stored> owned(handed);
    owned->Answer();
  });
  (void)stored.release();  // Whoever answers has it now.
}

// Answers callers whose batch could not be stored. If that was for a reason of the batch, each is
// given a batch of their own.
void AppendQueue::StoreOneByOne(absl::Span<Waiting> batch, absl::Span<const PreparedEvent> events,
                                const absl::Status& failed) {
  const bool is_final = batch.size() == 1 || !IsOfTheBatch(failed);
  size_t at = 0;
  for (Waiting& waiting : batch) {
    const absl::Span<const PreparedEvent> own = events.subspan(at, waiting.count);
    at += waiting.count;
    waiting.Answer(is_final ? failed : StoreEvents(own, waiting.deadline));
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
