// Hears from the database that the log has grown.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/cutter.h"

namespace sennight::event_store {

// What every program that appends notifies in its transaction, so that it is heard at the commit.
inline constexpr char kHeadChannel[] = "event_store_head";

// Listens while it is wanted, on a connection of its own, and makes it anew whenever it is lost.
// Notifications can be lost with it, or never come through a pooler: who is told by them alone must
// look as well.
class HeadListener {
 public:
  // `on_news` is called on a thread of the listener: after each notification, and whenever it has
  // begun to listen, since the log may have grown before. It is not wanted yet.
  HeadListener(std::string connection_string, std::function<void()> on_news);

  // `on_news` is not called any more when this returns. Waits only for a server that does not even
  // let us in, as long as libpq does.
  ~HeadListener();

  HeadListener(const HeadListener&) = delete;
  HeadListener& operator=(const HeadListener&) = delete;

  // Says whether anybody wants the news. Each notification costs those who commit, so who is not
  // wanted stops listening, some seconds later.
  void SetWanted(bool is_wanted);

 private:
  void Run();
  // While it is wanted and the connection is there. Returns whether it ever was there.
  bool Listen();
  bool IsStopping();
  bool GoesOn();

  const std::string connection_string_;
  const std::function<void()> on_news_;
  Cutter cutter_;
  std::mutex mutex_;  // Guards the next three.
  std::condition_variable changed_;
  bool is_wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sennight::event_store
