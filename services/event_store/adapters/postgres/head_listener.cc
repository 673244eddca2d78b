#include "services/event_store/adapters/postgres/head_listener.h"

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include <pqxx/connection>
#include <pqxx/except>
#include <pqxx/notification>

#include "absl/time/clock.h"
#include "common/log/log.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/postgres_status.h"

// Newer versions of libpqxx have another way besides, which older ones have not.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kFirstDelay = absl::Milliseconds(50);
constexpr absl::Duration kLastDelay = absl::Seconds(2);

// For how long libpqxx waits at a time, and so for how long it may listen to what nobody wants; a
// lost connection ends the wait.
constexpr int kWaitSeconds = 5;

class Receiver final : public pqxx::notification_receiver {
 public:
  // Begins to listen. Throws libpqxx's exceptions.
  Receiver(pqxx::connection& connection, const std::function<void()>& on_news)
      : pqxx::notification_receiver(connection, kHeadChannel), on_news_(on_news) {}

  void operator()(const std::string& /*payload*/, int /*process*/) override { on_news_(); }

 private:
  const std::function<void()>& on_news_;
};

}  // namespace

HeadListener::HeadListener(std::string connection_string, std::function<void()> on_news)
    : connection_string_(std::move(connection_string)),
      on_news_(std::move(on_news)),
      thread_([this] { Run(); }) {}

HeadListener::~HeadListener() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  cutter_.CutAll();
  thread_.join();
}

void HeadListener::SetWanted(bool is_wanted) {
  {
    const std::lock_guard lock(mutex_);
    if (is_wanted == is_wanted_) return;
    is_wanted_ = is_wanted;
  }
  changed_.notify_all();
}

bool HeadListener::IsStopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

bool HeadListener::GoesOn() {
  const std::lock_guard lock(mutex_);
  return is_wanted_ && !stopping_;
}

void HeadListener::Run() {
  absl::Duration delay = kFirstDelay;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_wanted_ || stopping_; });
      if (stopping_) return;
    }
    delay = Listen() ? kFirstDelay : std::min(2 * delay, kLastDelay);
    std::unique_lock lock(mutex_);
    if (!is_wanted_) continue;
    changed_.wait_for(lock, absl::ToChronoMilliseconds(delay), [this] { return stopping_; });
  }
}

bool HeadListener::Listen() {
  bool has_listened = false;
  Translated([&]() -> absl::Status {
    try {
      const std::unique_ptr<pqxx::connection> connection =
          Connect(connection_string_, kConnectTimeout, cutter_, absl::Now() + kConnectTimeout);
      std::optional<Cutter::Watch> watch(std::in_place, cutter_, connection->sock(),
                                         absl::Now() + kConnectTimeout);
      const Receiver receiver(*connection, on_news_);
      watch.emplace(cutter_, connection->sock(), absl::InfiniteFuture());
      has_listened = true;
      on_news_();
      while (GoesOn()) connection->await_notification(kWaitSeconds, 0);
    } catch (const pqxx::failure&) {
      if (!IsStopping()) throw;  // Else it is our own doing.
    } catch (const std::bad_alloc&) {
      // It listens anew when there may be memory again.
    }
    return absl::OkStatus();
  });
  return has_listened;
}

}  // namespace sennight::event_store
