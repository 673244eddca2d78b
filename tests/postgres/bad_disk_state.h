// What a test and the server it puts on a bad disk share: a file that both have mapped.
#pragma once

#include <atomic>

namespace sennight::event_store {

struct BadDiskState {
  std::atomic<bool> tables_are_full;
  std::atomic<bool> log_is_full;  // The write-ahead log.
  std::atomic<bool> is_slow;      // What is to be on the disk waits until it is slow no more.
  std::atomic<int> refused;       // How many writes found no space.
  std::atomic<int> delayed;       // How many waits for the disk were made longer.
};

}  // namespace sennight::event_store
