#include "services/event_store/adapters/window_pages.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "common/rpc/handler.h"

namespace sennight::event_store {

// Reads some events, on the thread that wants them or before on another one.
class WindowPages::Reading {
 public:
  using Events = absl::StatusOr<std::vector<event::v1::Event>>;

  Reading(EventLog& log, std::vector<int64_t> positions, Detail detail, absl::Time deadline)
      : log_(log), positions_(std::move(positions)), detail_(detail), deadline_(deadline) {}

  ~Reading() { Await(); }

  Detail detail() const { return detail_; }

  // Has them read now if somebody takes the task; returns whether somebody does.
  bool HandOver(const Offer& offer) {
    is_pending_ = true;
    is_handed_over_ = offer([this] {
      Events events = Read();
      const std::lock_guard lock(mutex_);
      events_ = std::move(events);
      is_pending_ = false;
      done_.notify_all();
    });
    if (!is_handed_over_) is_pending_ = false;
    return is_handed_over_;
  }

  // Returns them, once.
  Events Take() {
    Await();
    return is_handed_over_ ? std::move(events_) : Read();
  }

 private:
  Events Read() const {
    Events events = absl::UnknownError("not read");
    const absl::Status status = rpc::Guarded([&] {
      events = log_.Read(positions_, detail_, deadline_);
      return events.status();
    });
    if (!status.ok()) return status;
    for (const event::v1::Event& event : *events) {
      if (event.state() == event::v1::EVENT_STATE_ERASED) {
        return absl::UnavailableError("an event of the window was erased meanwhile; ask again");
      }
    }
    return events;
  }

  void Await() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return !is_pending_; });
  }

  EventLog& log_;
  const std::vector<int64_t> positions_;
  const Detail detail_;
  const absl::Time deadline_;
  bool is_handed_over_ = false;
  std::mutex mutex_;  // Guards the members below.
  std::condition_variable done_;
  bool is_pending_ = false;  // Whether another thread reads, or will soon.
  Events events_ = std::vector<event::v1::Event>();
};

WindowPages::WindowPages(EventLog& log, WindowContents contents, absl::Time deadline, Offer offer)
    : log_(&log), contents_(std::move(contents)), deadline_(deadline), offer_(std::move(offer)) {}

WindowPages::WindowPages(WindowPages&& other) noexcept = default;

WindowPages::~WindowPages() = default;

absl::StatusOr<bool> WindowPages::operator()(eventstore::v1::StreamWindowResponse* response) {
  if (!has_sent_head_) {
    has_sent_head_ = true;
    *response->mutable_head() = HeadOf(contents_);
    return true;
  }
  if (sent_ == events_.size()) {
    std::unique_ptr<Reading> reading;
    if (ahead_.empty()) {
      reading = NextReading();
      if (reading == nullptr) return false;
    } else {
      reading = std::move(ahead_.front());
      ahead_.pop_front();
    }
    absl::StatusOr<std::vector<event::v1::Event>> read = reading->Take();
    if (!read.ok()) return read.status();
    events_ = *std::move(read);
    sent_ = 0;
    detail_ = reading->detail();
    ReadAhead();
  }
  const bool is_whole = detail_ == Detail::kWhole;
  const size_t end =
      std::min(events_.size(), sent_ + (is_whole ? kMaxWindowPageEvents : kMaxEarlierPageEvents));
  auto* const events = is_whole ? response->mutable_events() : response->mutable_earlier();
  events->Reserve(static_cast<int>(end - sent_));
  for (; sent_ < end; ++sent_) *events->Add() = std::move(events_[sent_]);
  return true;
}

// Has the next reads done by others, as far as there are any and somebody has nothing else to do.
void WindowPages::ReadAhead() {
  while (ahead_.size() < kMaxWindowReadsAhead) {
    std::unique_ptr<Reading> reading = NextReading();
    if (reading == nullptr) return;
    const bool is_taken = reading->HandOver(offer_);
    ahead_.push_back(std::move(reading));
    if (!is_taken) return;
  }
}

// Returns what is read next; nothing after the last.
std::unique_ptr<WindowPages::Reading> WindowPages::NextReading() {
  if (next_ < contents_.entries.size()) {
    return Begin(contents_.entries, &next_, kMaxWindowReadEvents, kMaxWindowReadBytes,
                 Detail::kWhole);
  }
  if (next_earlier_ < contents_.earlier.size()) {
    return Begin(contents_.earlier, &next_earlier_, kMaxEarlierPageEvents, kMaxPageBytes,
                 Detail::kWithoutBody);
  }
  return nullptr;
}

// Takes at most so many of `entries`, from `next` on.
std::unique_ptr<WindowPages::Reading> WindowPages::Begin(const Entries& entries, size_t* next,
                                                         size_t most, int64_t most_bytes,
                                                         Detail detail) {
  std::vector<int64_t> positions;
  int64_t bytes = 0;
  for (; *next < entries.size() && positions.size() < most; ++*next) {
    bytes += entries[*next].size_bytes;
    if (bytes > most_bytes && !positions.empty()) break;
    positions.push_back(entries[*next].position);
  }
  return std::make_unique<Reading>(*log_, std::move(positions), detail, deadline_);
}

}  // namespace sennight::event_store
