#include "services/event_store/domain/window_memory.h"

#include "absl/strings/str_cat.h"
#include "common/window/civil_date.h"

namespace sennight::event_store {
namespace {

// None of the parts before the last, the zone's name, contains a slash.
std::string KeyOf(const WindowQuery& query) {
  return absl::StrCat(query.topic, "/", query.late_days, "/", query.earlier_days, "/",
                      window::FormatCivilDay(query.window.start()), "/",
                      window::FormatCivilDay(query.window.end()), "/", query.window.zone().name());
}

}  // namespace

std::optional<eventstore::v1::WindowHead> WindowMemory::Find(const WindowQuery& query,
                                                             const TopicState& state) const {
  const std::string key = KeyOf(query);
  const std::lock_guard lock(mutex_);
  const auto found = windows_.find(key);
  if (found == windows_.end() || found->second.state != state) return std::nullopt;
  return found->second.head;
}

void WindowMemory::Remember(const WindowQuery& query, const TopicState& state,
                            const eventstore::v1::WindowHead& head) {
  std::string key = KeyOf(query);
  const std::lock_guard lock(mutex_);
  if (windows_.size() == kMaxWindows && !windows_.contains(key)) windows_.clear();
  windows_[std::move(key)] = {state, head};
}

size_t WindowMemory::size() const {
  const std::lock_guard lock(mutex_);
  return windows_.size();
}

}  // namespace sennight::event_store
