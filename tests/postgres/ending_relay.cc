#include "tests/postgres/ending_relay.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace sennight::event_store {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kFields =
    "SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"sv;
static_assert(kFields.size() + 4 < 256);

// ErrorResponse of the protocol: its kind, its length with that of the length, its fields.
std::string TheEnd() {
  std::string message = {'E', '\0', '\0', '\0', static_cast<char>(kFields.size() + 4)};
  return message.append(kFields);
}

// What stands in a connection string after `name`, up to `end`.
std::string Setting(const std::string& database, const std::string& name, char end) {
  const size_t begin = database.find(name) + name.size();
  return database.substr(begin, database.find(end, begin) - begin);
}

sockaddr_un AddressOf(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  EXPECT_LT(path.size(), sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

int NewSocket() { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

bool SendAll(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

EndingRelay::EndingRelay(const std::string& database) : listener_(NewSocket()) {
  const std::string port = Setting(database, "port=", ' ');
  server_ = Setting(database, "host='", '\'') + "/.s.PGSQL." + port;
  connection_string_ = database + " host=" + folder_.path().string();
  const sockaddr_un address = AddressOf(folder_.File(".s.PGSQL." + port));
  EXPECT_EQ(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(pipe(stop_), 0);
  thread_ = std::thread([this] { Run(); });
}

EndingRelay::~EndingRelay() {
  close(stop_[1]);
  thread_.join();
  for (const Pair& pair : pairs_) {
    close(pair.client);
    close(pair.server);
  }
  close(stop_[0]);
  close(listener_);
}

void EndingRelay::SayTheEndAndStay() { EndAll(End::kSaid); }

void EndingRelay::EndAtNextStatement(bool with_words) {
  EndAll(with_words ? End::kToBeSaid : End::kSilent);
}

void EndingRelay::EndAll(End end) {
  const std::lock_guard lock(mutex_);
  for (Pair& pair : pairs_) {
    pair.end = end;
    if (end == End::kSaid) {
      EXPECT_TRUE(SendAll(pair.client, TheEnd()));
    }
  }
}

void EndingRelay::Accept() {
  const Pair pair{.client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC),
                  .server = NewSocket()};
  const sockaddr_un address = AddressOf(server_);
  EXPECT_EQ(connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  pairs_.push_back(pair);
}

bool EndingRelay::PassOn(Pair& pair, bool from_client) {
  char bytes[16 * 1024];
  const ssize_t size = recv(from_client ? pair.client : pair.server, bytes, sizeof bytes, 0);
  if (size <= 0) return false;
  if (pair.end == End::kNone) {
    return SendAll(from_client ? pair.server : pair.client, {bytes, static_cast<size_t>(size)});
  }
  if (!from_client) return true;
  if (pair.end == End::kToBeSaid) SendAll(pair.client, TheEnd());
  return false;
}

void EndingRelay::Run() {
  while (true) {
    std::vector<pollfd> polled = {{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      for (const Pair& pair : pairs_) {
        polled.push_back({pair.client, POLLIN, 0});
        polled.push_back({pair.server, POLLIN, 0});
      }
    }
    poll(polled.data(), polled.size(), -1);
    if (polled[0].revents != 0) return;
    const std::lock_guard lock(mutex_);
    // From the last one, since those that have ended are taken out.
    for (size_t i = (polled.size() - 2) / 2; i-- > 0;) {
      Pair& pair = pairs_[i];
      if ((polled[2 + 2 * i].revents == 0 || PassOn(pair, /*from_client=*/true)) &&
          (polled[3 + 2 * i].revents == 0 || PassOn(pair, /*from_client=*/false))) {
        continue;
      }
      close(pair.client);
      close(pair.server);
      pairs_.erase(pairs_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (polled[1].revents != 0) Accept();
  }
}

}  // namespace sennight::event_store
