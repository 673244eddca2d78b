// Digests that were composed before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "sennight/gateway/v1/digest_service.pb.h"

namespace sennight::gateway {

// What a digest depends on besides the engine.
struct DigestKey {
  std::string topic_hash;
  std::string window_start;  // Civil days, such as 2025-12-09; the time zone is the topic's.
  std::string window_end;
  std::string language;
  int64_t as_of_position = 0;  // The one that StreamWindow returned.
  int32_t epoch = 0;           // Of the store: positions of two epochs do not compare.

  // Returns the key as a text that differs for different keys.
  std::string ToString() const;
};

// Keeps the digests used last, as many as the limits allow. Safe for concurrent use.
class DigestCache {
 public:
  // How much is kept. Zero of either keeps nothing.
  struct Limits {
    size_t max_entries = 256;
    size_t max_bytes = size_t{64} << 20;
  };

  explicit DigestCache(Limits limits) : limits_(limits) {}

  // Returns what was kept under `key`, and makes it the one used last.
  std::optional<gateway::v1::ComposeDigestResponse> Find(const std::string& key);

  // Keeps `response`, in place of what was under `key`. What alone is larger than the limit is
  // not kept.
  void Insert(const std::string& key, const gateway::v1::ComposeDigestResponse& response);

  size_t entries() const;
  size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    gateway::v1::ComposeDigestResponse response;
    size_t bytes = 0;
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
