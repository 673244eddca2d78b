// Digests that were composed before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace sennight::gateway {

// What a digest depends on.
struct DigestKey {
  std::string engine_version;
  std::string topic_hash;
  std::string window_start;  // Civil days, such as 2025-12-09; the time zone is the topic's.
  std::string window_end;
  std::string language;
  int64_t as_of_position = 0;   // The one that StreamWindow returned.
  int32_t epoch = 0;            // Of the store: positions of two epochs do not compare.
  int64_t erased_position = 0;  // Of the topic's last erasure: nothing of before it is served.

  // Returns the key as a text that differs for different keys. It begins with Stem().
  std::string ToString() const;

  // Returns what the texts of all keys have in common that differ in epoch and positions only.
  std::string Stem() const;
};

// Keeps the digests used last, as many as the limits allow, as the bytes that are sent. Safe for
// concurrent use.
class DigestCache {
 public:
  // How much is kept. Zero of either keeps nothing.
  struct Limits {
    size_t max_entries = 256;
    size_t max_bytes = size_t{64} << 20;
  };

  explicit DigestCache(Limits limits) : limits_(limits) {}

  // Returns what was kept under `key`, and makes it the one used last.
  std::optional<std::string> Find(const std::string& key);

  // Returns whether something is kept under a key that begins with `stem`.
  bool HasAny(const std::string& stem) const;

  // Keeps `digest`, in place of what was under `key`. What alone is larger than the limit is not
  // kept.
  void Insert(const std::string& key, std::string digest);

  size_t entries() const;
  size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    std::string digest;

    size_t bytes() const { return key.size() + digest.size(); }
  };
  using Entries = std::list<Entry>;

  void Erase(Entries::iterator entry);

  const Limits limits_;
  mutable std::mutex mutex_;  // Guards the members below.
  Entries entries_;           // The one used last is first.
  std::map<std::string, Entries::iterator> by_key_;
  size_t bytes_ = 0;
};

}  // namespace sennight::gateway
