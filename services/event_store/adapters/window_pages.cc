#include "services/event_store/adapters/window_pages.h"

#include <utility>
#include <vector>

namespace sennight::event_store {

WindowPages::WindowPages(EventLog& log, WindowContents contents, absl::Time deadline)
    : log_(&log), contents_(std::move(contents)), deadline_(deadline) {}

absl::StatusOr<bool> WindowPages::operator()(eventstore::v1::StreamWindowResponse* response) {
  if (!has_sent_head_) {
    has_sent_head_ = true;
    *response->mutable_head() = HeadOf(contents_);
    return true;
  }
  std::vector<int64_t> positions;
  int64_t bytes = 0;
  for (; next_ < contents_.entries.size() && positions.size() < kMaxWindowPageEvents; ++next_) {
    bytes += contents_.entries[next_].size_bytes;
    if (bytes > kMaxPageBytes && !positions.empty()) break;
    positions.push_back(contents_.entries[next_].position);
  }
  if (positions.empty()) return false;
  absl::StatusOr<std::vector<event::v1::Event>> events = log_->Read(positions, deadline_);
  if (!events.ok()) return events.status();
  for (event::v1::Event& event : *events) {
    if (event.state() == event::v1::EVENT_STATE_ERASED) {
      return absl::UnavailableError("an event of the window was erased meanwhile; ask again");
    }
    *response->add_events() = std::move(event);
  }
  return true;
}

}  // namespace sennight::event_store
