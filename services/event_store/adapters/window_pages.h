// A window as a stream of messages.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Most events in one message of StreamWindow.
inline constexpr size_t kMaxWindowPageEvents = 64;
// Most events of earlier days, which have no bodies.
inline constexpr size_t kMaxEarlierPageEvents = 512;

// Fills the messages of StreamWindow one after the other: the head, then the events in pages that
// are read when they are wanted, then those of the earlier days; between two pages no connection is
// held and no event is kept. Copyable, as rpc::Producer wants it.
class WindowPages {
 public:
  // `log` must outlive the pages.
  WindowPages(EventLog& log, WindowContents contents, absl::Time deadline);

  // Fills the next message; returns false after the last.
  absl::StatusOr<bool> operator()(eventstore::v1::StreamWindowResponse* response);

 private:
  using Events = google::protobuf::RepeatedPtrField<event::v1::Event>;

  // Reads the next page of `entries`, of at most `most` events, from `next` on; returns false if
  // there is none.
  absl::StatusOr<bool> Fill(const std::vector<WindowContents::Entry>& entries, size_t most,
                            Detail detail, size_t* next, Events* events);

  EventLog* log_;
  WindowContents contents_;
  absl::Time deadline_;
  bool has_sent_head_ = false;
  size_t next_ = 0;          // Of contents_.entries,
  size_t next_earlier_ = 0;  // and of contents_.earlier.
};

}  // namespace sennight::event_store
