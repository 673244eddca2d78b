#include "services/event_store/adapters/window_pages.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include "common/rpc/handler.h"
#include "common/rpc/message.h"
#include "services/event_store/adapters/place.h"

namespace sennight::event_store {

// Reads some events, on the thread that wants them or before on another one.
class WindowPages::Reading {
 public:
  using Parts = absl::StatusOr<WindowParts>;

  Reading(EventLog& log, std::vector<int64_t> positions, Detail detail, absl::Time deadline,
          Clock clock)
      : log_(log),
        positions_(std::move(positions)),
        detail_(detail),
        deadline_(deadline),
        clock_(std::move(clock)) {}

  const std::vector<int64_t>& positions() const { return positions_; }

  ~Reading() { Await(); }

  Detail detail() const { return detail_; }

  // Has them read now if somebody takes the task; returns whether somebody does.
  bool HandOver(const Offer& offer) {
    place_.emplace(held_, kMostReadsAhead);
    if (!place_->IsTaken()) return false;
    is_pending_ = true;
    try {
      is_handed_over_ = offer([this] {
        const absl::Time begin = clock_();
        Parts parts = Read();
        const std::lock_guard lock(mutex_);
        parts_ = std::move(parts);
        read_at_ = begin;
        is_pending_ = false;
        done_.notify_all();
      });
    } catch (const std::bad_alloc&) {
      is_handed_over_ = false;  // It is read when its turn comes.
    }
    if (!is_handed_over_) {
      is_pending_ = false;
      place_.reset();
    }
    return is_handed_over_;
  }

  // Returns them, once: read anew if that was long ago, so that what has been erased meanwhile is
  // not told, and what was in the way may be over.
  Parts Take() {
    Await();
    const bool is_fresh = is_handed_over_ && parts_.ok() && clock_() - read_at_ < kFreshRead;
    if (is_fresh) return std::move(parts_);
    read_at_ = clock_();
    return Read();
  }

  // Returns when those that were taken were read.
  absl::Time read_at() const { return read_at_; }

 private:
  Parts Read() const {
    Parts parts;
    const absl::Status status = rpc::Guarded([&] {
      parts = log_.Read(positions_, detail_, deadline_);
      if (parts.ok() && parts->has_erased) {
        return absl::UnavailableError("an event of the window was erased meanwhile; ask again");
      }
      return parts.status();
    });
    if (!status.ok()) return status;
    return parts;
  }

  void Await() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return !is_pending_; });
  }

  static std::atomic<int> held_;  // What all streams of the program have read ahead.

  EventLog& log_;
  const std::vector<int64_t> positions_;
  const Detail detail_;
  const absl::Time deadline_;
  const Clock clock_;
  std::optional<Place> place_;  // While it is handed over.
  bool is_handed_over_ = false;
  std::mutex mutex_;  // Guards the members below.
  std::condition_variable done_;
  bool is_pending_ = false;  // Whether another thread reads, or will soon.
  Parts parts_ = WindowParts();
  absl::Time read_at_;
};

std::atomic<int> WindowPages::Reading::held_ = 0;

WindowPages::WindowPages(EventLog& log, WindowContents contents, absl::Time deadline, Offer offer,
                         Clock clock)
    : log_(log),
      contents_(std::move(contents)),
      deadline_(deadline),
      offer_(std::move(offer)),
      clock_(std::move(clock)) {}

WindowPages::~WindowPages() = default;

absl::StatusOr<rpc::Step> WindowPages::Next(grpc::ByteBuffer* message) {
  if (!has_sent_head_) {
    has_sent_head_ = true;
    eventstore::v1::StreamWindowResponse head;
    *head.mutable_head() = HeadOf(contents_);
    *message = rpc::BytesOf(head.SerializeAsString());
    return rpc::Step::kSend;
  }
  if (sent_ == parts_.size()) {
    std::unique_ptr<Reading> reading;
    if (ahead_.empty()) {
      reading = NextReading();
      if (reading == nullptr) return rpc::Step::kEnd;
    } else {
      reading = std::move(ahead_.front());
      ahead_.pop_front();
    }
    ReadAhead();
    if (absl::Status status = Use(*reading); !status.ok()) return status;
  } else if (clock_() - read_at_ >= kFreshRead) {
    // What was not sent for long may have been erased meanwhile.
    const size_t first = sent_ * FormOf(detail_).most_events;
    Reading again(log_, {positions_.begin() + static_cast<ptrdiff_t>(first), positions_.end()},
                  detail_, deadline_, clock_);
    if (absl::Status status = Use(again); !status.ok()) return status;
  }
  *message = rpc::BytesOf(std::move(parts_[sent_++]));
  return rpc::Step::kSend;
}

// What is about to be too old may be that when it is asked for.
bool WindowPages::IsReady() const {
  return sent_ < parts_.size() && clock_() - read_at_ < kFreshRead / 2;
}

// Makes what was read what is sent next.
absl::Status WindowPages::Use(Reading& reading) {
  absl::StatusOr<WindowParts> read = reading.Take();
  if (!read.ok()) return read.status();
  parts_ = std::move(read->parts);
  positions_ = reading.positions();
  read_at_ = reading.read_at();
  sent_ = 0;
  detail_ = reading.detail();
  return absl::OkStatus();
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
    return Begin(contents_.earlier, &next_earlier_, FormOf(Detail::kWithoutBody).most_events,
                 kMaxPageBytes, Detail::kWithoutBody);
  }
  return nullptr;
}

// Takes at most so many of `entries`, from `next` on.
std::unique_ptr<WindowPages::Reading> WindowPages::Begin(const Entries& entries, size_t* next,
                                                         size_t most, int64_t most_bytes,
                                                         Detail detail) const {
  std::vector<int64_t> positions;
  int64_t bytes = 0;
  for (; *next < entries.size() && positions.size() < most; ++*next) {
    bytes += entries[*next].size_bytes;
    if (bytes > most_bytes && !positions.empty()) break;
    positions.push_back(entries[*next].position);
  }
  return std::make_unique<Reading>(log_, std::move(positions), detail, deadline_, clock_);
}

}  // namespace sennight::event_store
