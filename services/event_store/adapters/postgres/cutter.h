// Ends the wait for a server that has stopped answering.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"

namespace sennight::event_store {

// Shuts the sockets of connections that take too long: whoever waits for the server then finds the
// connection lost. A server that is frozen, or a pooler that has none behind it, acknowledges on
// TCP and says nothing, so no time-out of the transport ends such a wait. Safe for concurrent use.
class Cutter {
 public:
  // Watches one connection for as long as it lives. Must end before the cutter.
  class Watch {
   public:
    // `socket` must be open; it may be closed before the watch ends.
    // Throws pqxx::broken_connection if no descriptor is free. Setting the clock changes nothing.
    Watch(Cutter& cutter, int socket, absl::Time cut_at);
    ~Watch();

    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    bool has_cut() const;

   private:
    friend class Cutter;

    void Cut();  // Called under the cutter's mutex.

    Cutter& cutter_;
    const int socket_;  // A descriptor of its own, so that no other socket can have its number.
    const absl::Time cut_at_;  // As SteadyNow tells it.
    bool has_cut_ = false;     // Guarded by the cutter's mutex.
  };

  Cutter();
  ~Cutter();

  Cutter(const Cutter&) = delete;
  Cutter& operator=(const Cutter&) = delete;

  // Cuts what is watched, and from now on at once whatever comes to be watched.
  void CutAll();

 private:
  void Run();

  std::mutex mutex_;  // Guards the members below.
  std::condition_variable earlier_cut_;
  std::vector<Watch*> watched_;
  absl::Time next_cut_ = absl::InfiniteFuture();  // When the thread looks again.
  bool cuts_all_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sennight::event_store
