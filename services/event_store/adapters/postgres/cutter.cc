#include "services/event_store/adapters/postgres/cutter.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include <pqxx/except>

#include "absl/cleanup/cleanup.h"
#include "absl/time/clock.h"
#include "services/event_store/adapters/steady_now.h"

namespace sennight::event_store {
namespace {

// For the condition variable: absl's infinity is no duration of its clock.
constexpr absl::Duration kLongestSleep = absl::Hours(1);

}  // namespace

Cutter::Watch::Watch(Cutter& cutter, int socket, absl::Time cut_at)
    : cutter_(cutter),
      socket_(fcntl(socket, F_DUPFD_CLOEXEC, 0)),
      cut_at_(SteadyNow() + (cut_at - absl::Now())) {
  absl::Cleanup close_socket = [this] { close(socket_); };
  if (socket_ < 0) throw pqxx::broken_connection("no descriptor is free to watch the connection");
  const std::lock_guard lock(cutter_.mutex_);
  cutter_.watched_.push_back(this);
  std::move(close_socket).Cancel();
  if (cutter_.cuts_all_) Cut();
  if (cut_at_ < cutter_.next_cut_) cutter_.earlier_cut_.notify_one();
}

Cutter::Watch::~Watch() {
  {
    const std::lock_guard lock(cutter_.mutex_);
    std::erase(cutter_.watched_, this);
  }
  close(socket_);
}

bool Cutter::Watch::has_cut() const {
  const std::lock_guard lock(cutter_.mutex_);
  return has_cut_;
}

void Cutter::Watch::Cut() {
  shutdown(socket_, SHUT_RDWR);
  has_cut_ = true;
}

Cutter::Cutter() : thread_([this] { Run(); }) {}

Cutter::~Cutter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  earlier_cut_.notify_one();
  thread_.join();
}

void Cutter::CutAll() {
  const std::lock_guard lock(mutex_);
  cuts_all_ = true;
  for (Watch* watch : watched_) watch->Cut();
}

void Cutter::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const absl::Time now = SteadyNow();
    next_cut_ = now + kLongestSleep;
    for (Watch* watch : watched_) {
      if (watch->has_cut_) continue;
      if (watch->cut_at_ <= now) {
        watch->Cut();
      } else {
        next_cut_ = std::min(next_cut_, watch->cut_at_);
      }
    }
    earlier_cut_.wait_for(lock, absl::ToChronoNanoseconds(next_cut_ - now));
  }
}

}  // namespace sennight::event_store
