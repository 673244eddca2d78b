// A window as a stream of messages.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/feed.h"
#include "services/event_store/adapters/steady_now.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// What is read at once for several messages; at least one event.
inline constexpr size_t kMaxWindowReadEvents = 256;
inline constexpr int64_t kMaxWindowReadBytes = 1024 * 1024;
// So many reads are begun ahead: while the rows of one are made into events, the database is busy
// with the other.
inline constexpr size_t kMaxWindowReadsAhead = 2;
// So many by all streams of the program: readers who stand still keep no more.
inline constexpr int kMostReadsAhead = 64;
// What was read longer ago is read anew before it is sent: it may have been erased meanwhile.
inline constexpr absl::Duration kFreshRead = absl::Seconds(1);

// The messages of StreamWindow one after the other, as bytes: the head, then the events, then those
// of the earlier days. While the events of one read are sent, the next are read by threads that
// have nothing else to do. No connection is held for a reader who is slow, and no more than the
// reads ahead are kept beside what is sent.
class WindowPages final : public rpc::Feed<grpc::ByteBuffer> {
 public:
  // Hands a task to a thread that has nothing to do; returns false, and forgets it, if none has.
  using Offer = std::function<bool(std::function<void()>)>;

  // Tells the time that has passed: what is set back would make old reads fresh.
  using Clock = std::function<absl::Time()>;

  // `log` must outlive the pages.
  WindowPages(EventLog& log, WindowContents contents, absl::Time deadline, Offer offer,
              Clock clock = SteadyNow);

  // Waits for what is being read.
  ~WindowPages() override;

  absl::StatusOr<rpc::Step> Next(grpc::ByteBuffer* message) override;

  // While there is more of a read, which will not be done anew.
  bool IsReady() const override;

 private:
  class Reading;
  using Entries = std::vector<SizedEvent>;

  absl::Status Use(Reading& reading);
  void ReadAhead();
  std::unique_ptr<Reading> NextReading();
  std::unique_ptr<Reading> Begin(const Entries& entries, size_t* next, size_t most,
                                 int64_t most_bytes, Detail detail) const;

  EventLog& log_;
  const WindowContents contents_;
  const absl::Time deadline_;
  const Offer offer_;
  const Clock clock_;
  bool has_sent_head_ = false;
  size_t next_ = 0;          // Of contents_.entries to be read,
  size_t next_earlier_ = 0;  // and of contents_.earlier.
  std::deque<std::unique_ptr<Reading>> ahead_;
  std::vector<std::string> parts_;  // Of the last read,
  size_t sent_ = 0;                 // of which so many were sent.
  std::vector<int64_t> positions_;  // What they are of.
  absl::Time read_at_;              // No later than this they were what the log says.
  Detail detail_ = Detail::kWhole;  // How they were read.
};

}  // namespace sennight::event_store
