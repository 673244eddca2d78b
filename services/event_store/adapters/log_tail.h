// The end of the log, read once for all who follow it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Most of the newest revisions that are kept in memory, and most bytes of them.
inline constexpr size_t kTailEvents = 4096;
inline constexpr int64_t kTailBytes = 16 * 1024 * 1024;

// Most revisions, and bytes of them, that are read for all at once.
inline constexpr int kFollowEvents = 512;
inline constexpr int64_t kFollowBytes = 2 * 1024 * 1024;

struct LogTailOptions {
  size_t most_events = kTailEvents;
  int64_t most_bytes = kTailBytes;
};

// Knows the head of the log, keeps the newest revisions, and wakes those who wait for more. It does
// nothing by itself: who is told that the log may have grown (Poke), and what time it is, reads
// (Follow) and wakes (WakeDue); log_follower.h does both. While nobody follows the log it keeps and
// reads nothing. Safe for concurrent use.
class LogTail {
 public:
  // One who follows the log.
  class Reader {
   public:
    // `wake` is called under a lock of the tail, on any thread: it must be quick and may not call
    // the tail. The tail must outlive the reader.
    Reader(LogTail& tail, std::function<void()> wake);

    // `wake` is not called any more when this returns.
    ~Reader();

    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // Notes how far the reader has come, for the tail's Lag.
    void MoveTo(int64_t position) { position_ = position; }

   private:
    friend class LogTail;

    LogTail& tail_;
    const std::function<void()> wake_;
    std::atomic<int64_t> position_ = INT64_MAX;  // Not known yet.
    bool waits_ = false;                         // Guarded by the tail's readers_mutex_, as `due_`.
    absl::Time due_;
  };

  // What there is to know before one reads.
  struct State {
    int64_t generation = 0;  // Another one whenever the tail has begun anew.
    absl::Status failure;    // Why nobody can be served; OK if all is well.
  };

  // `log` must outlive the tail.
  explicit LogTail(EventLog& log, const LogTailOptions& options = {})
      : log_(log), options_(options) {}

  LogTail(const LogTail&) = delete;
  LogTail& operator=(const LogTail&) = delete;

  State state() const;

  // Shows `visit` what is kept after `position`, in order, until it returns false. Returns the head
  // as it is known; nothing if what follows `position` is not kept, or `generation` is another one:
  // then it has to be read from the log itself.
  std::optional<int64_t> Visit(int64_t generation, int64_t position,
                               const std::function<bool(const event::v1::Event&)>& visit) const;

  // Makes `reader` wait: it is woken when there is more than `position`, when the tail begins anew
  // or fails, and at `due`, whatever comes first. Returns false, and does nothing, if that is so
  // already.
  bool Await(Reader& reader, int64_t generation, int64_t position, absl::Time due);

  // Says that the log may have grown. Quick; nothing if nobody follows it.
  void Poke();

  // Ends the wait of AwaitPoke in any case.
  void Interrupt();

  // Waits until somebody has said so, and at most for `patience`. For one thread.
  void AwaitPoke(absl::Duration patience);

  // Reads on where it stopped, or begins at the head, and wakes those who wait for it. Returns
  // whether there is more to read. For one thread.
  absl::StatusOr<bool> Follow(absl::Time deadline);

  // Forgets what is kept if nobody follows the log. Returns whether somebody does.
  bool IsWanted();

  // Wakes those who have waited until `now`.
  void WakeDue(absl::Time now);

  // Tells all readers that the log cannot be read; until it can again.
  void Fail(const absl::Status& status);

  // The same for ever: the service ends.
  void Close(const absl::Status& status);

  // Returns how far behind the head the slowest reader is.
  int64_t Lag() const;

 private:
  void Begin(const Head& head);
  void Add(Tail tail);
  void EraseKept(const std::string& event_id);  // Called under tail_mutex_.
  void Forget();
  void WakeAll();

  EventLog& log_;
  const LogTailOptions options_;

  // Who holds both mutexes has locked `readers_mutex_` first.
  mutable std::mutex readers_mutex_;  // Guards the next four.
  std::condition_variable poked_;
  bool is_poked_ = false;
  std::set<Reader*> readers_;
  std::set<std::pair<absl::Time, Reader*>> due_;  // Those who wait.

  mutable std::shared_mutex tail_mutex_;  // Guards the members below.
  bool has_begun_ = false;
  State state_;
  absl::Status closed_;
  Head head_;
  std::deque<event::v1::Event> kept_;  // Those up to end_, without a gap.
  int64_t kept_bytes_ = 0;
  int64_t end_ = 0;  // Read up to here.
};

}  // namespace sennight::event_store
