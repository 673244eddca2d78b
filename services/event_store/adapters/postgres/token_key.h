// The log's secret that page tokens are sealed with, as it is remembered.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// A store that is restored can have another secret in its new epoch. Safe for concurrent use.
class TokenKey {
 public:
  // Returns what is remembered; empty if nothing is.
  std::string Get() const;

  // Reads it and remembers it.
  std::string Read(Transaction& transaction);

  // Says what the log's epoch is: the secret of another one is forgotten.
  void Note(int32_t epoch);

 private:
  mutable std::mutex mutex_;  // Guards the members below.
  std::string key_;
  int32_t epoch_ = 0;
};

}  // namespace sennight::event_store
