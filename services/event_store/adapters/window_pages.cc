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
  absl::StatusOr<bool> filled = Fill(contents_.entries, kMaxWindowPageEvents, Detail::kWhole,
                                     &next_, response->mutable_events());
  if (!filled.ok() || *filled) return filled;
  return Fill(contents_.earlier, kMaxEarlierPageEvents, Detail::kWithoutBody, &next_earlier_,
              response->mutable_earlier());
}

absl::StatusOr<bool> WindowPages::Fill(const std::vector<WindowContents::Entry>& entries,
                                       size_t most, Detail detail, size_t* next, Events* events) {
  std::vector<int64_t> positions;
  int64_t bytes = 0;
  for (; *next < entries.size() && positions.size() < most; ++*next) {
    bytes += entries[*next].size_bytes;
    if (bytes > kMaxPageBytes && !positions.empty()) break;
    positions.push_back(entries[*next].position);
  }
  if (positions.empty()) return false;
  absl::StatusOr<std::vector<event::v1::Event>> read = log_->Read(positions, detail, deadline_);
  if (!read.ok()) return read.status();
  for (event::v1::Event& event : *read) {
    if (event.state() == event::v1::EVENT_STATE_ERASED) {
      return absl::UnavailableError("an event of the window was erased meanwhile; ask again");
    }
    *events->Add() = std::move(event);
  }
  return true;
}

}  // namespace sennight::event_store
