#include "services/gateway/domain/digest_cache.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::gateway {

std::string DigestKey::ToString() const {
  return absl::StrCat(Stem(), epoch, "/", as_of_position, "/", erased_position);
}

std::string DigestKey::Stem() const {
  // Only the first of the parts may contain a slash.
  return absl::StrCat(engine_version, "/", topic_hash, "/", window_start, "/", window_end, "/",
                      language, "/");
}

std::optional<std::string> DigestCache::Find(const std::string& key) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->digest;
}

bool DigestCache::HasAny(const std::string& stem) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto next = by_key_.lower_bound(stem);
  return next != by_key_.end() && next->first.starts_with(stem);
}

void DigestCache::Insert(const std::string& key, std::string digest) {
  Entry entry{key, std::move(digest)};
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const auto found = by_key_.find(key); found != by_key_.end()) Erase(found->second);
  if (limits_.max_entries == 0 || entry.bytes() > limits_.max_bytes) return;
  while (entries_.size() >= limits_.max_entries || bytes_ + entry.bytes() > limits_.max_bytes) {
    Erase(std::prev(entries_.end()));
  }
  bytes_ += entry.bytes();
  entries_.push_front(std::move(entry));
  by_key_[key] = entries_.begin();
}

size_t DigestCache::entries() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return entries_.size();
}

size_t DigestCache::bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return bytes_;
}

void DigestCache::Erase(Entries::iterator entry) {
  bytes_ -= entry->bytes();
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace sennight::gateway
