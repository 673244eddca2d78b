#include "tests/faults/chaos_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace sennight::testing {
namespace {

constexpr size_t kChunkBytes = 64 * 1024;
constexpr size_t kMostQueuedBytes = 1024 * 1024;
constexpr int kBacklog = 1024;

// A proxy without its sockets is a broken test.
int Must(int result, const char* what) {
  if (result >= 0) return result;
  std::perror(what);
  std::abort();
}

void SetUp(int socket) {
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));  // Of no effect for unix sockets.
}

// Returns a socket that connects to `target`, or -1.
int ConnectTo(const std::string& target) {
  constexpr char kUnix[] = "unix:";
  if (target.rfind(kUnix, 0) == 0) {
    const int made = Must(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    SetUp(made);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    target.copy(address.sun_path, sizeof(address.sun_path) - 1, sizeof(kUnix) - 1);
    if (connect(made, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return made;
    close(made);
    return -1;
  }
  const size_t colon = target.rfind(':');
  const int made = Must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  SetUp(made);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(target.c_str() + colon + 1)));
  inet_pton(AF_INET, target.substr(0, colon).c_str(), &address.sin_addr);
  if (connect(made, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 ||
      errno == EINPROGRESS) {
    return made;
  }
  close(made);
  return -1;
}

// Closes at once, and the other side is told that the connection was reset.
void Reset(int socket) {
  if (socket < 0) return;
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(socket);
}

bool IsForLater() { return errno == EAGAIN || errno == EINTR || errno == EINPROGRESS; }

}  // namespace

ChaosProxy::ChaosProxy(std::string target) : target_(std::move(target)) {
  listener_ = Must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  Must(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), "bind");
  Must(listen(listener_, kBacklog), "listen");
  Must(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  int ends[2];
  Must(pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
  wake_read_ = ends[0];
  wake_write_ = ends[1];
  thread_ = std::thread([this] { Run(); });
}

ChaosProxy::~ChaosProxy() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  Wake();
  thread_.join();
  ResetAll();
  for (const int descriptor : {listener_, wake_read_, wake_write_}) close(descriptor);
}

void ChaosProxy::Wake() {
  // A full pipe wakes as well.
  [[maybe_unused]] const ssize_t written = write(wake_write_, "w", 1);
}

void ChaosProxy::Pass() {
  {
    const std::lock_guard lock(mutex_);
    mode_ = Mode::kPass;
    delay_ = std::chrono::milliseconds(0);
    piece_ = 0;
    budget_.reset();
  }
  Wake();
}

void ChaosProxy::Delay(std::chrono::milliseconds delay) {
  const std::lock_guard lock(mutex_);
  delay_ = delay;
}

void ChaosProxy::Pieces(size_t bytes) {
  const std::lock_guard lock(mutex_);
  piece_ = bytes;
}

void ChaosProxy::Freeze() {
  const std::lock_guard lock(mutex_);
  mode_ = Mode::kFreeze;
}

void ChaosProxy::Swallow() {
  {
    const std::lock_guard lock(mutex_);
    mode_ = Mode::kSwallow;
    for (Connection& connection : connections_) {
      for (Flow* flow : {&connection.up, &connection.down}) {
        flow->is_lost = true;
        flow->chunks.clear();
        flow->queued = 0;
      }
    }
  }
  Wake();
}

void ChaosProxy::Refuse() {
  {
    const std::lock_guard lock(mutex_);
    mode_ = Mode::kRefuse;
    ResetAll();
  }
  Wake();
}

void ChaosProxy::Cut() {
  {
    const std::lock_guard lock(mutex_);
    ResetAll();
  }
  Wake();
}

void ChaosProxy::CutAfter(size_t bytes) {
  const std::lock_guard lock(mutex_);
  budget_ = bytes;
}

void ChaosProxy::HalfClose(Sender sender) {
  {
    const std::lock_guard lock(mutex_);
    for (Connection& connection : connections_) {
      Flow& flow = sender == Sender::kClient ? connection.up : connection.down;
      shutdown(flow.to, SHUT_WR);
      flow.is_shut = true;
      flow.is_lost = true;
    }
  }
  Wake();
}

int ChaosProxy::accepted() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

int ChaosProxy::open() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(connections_.size());
}

size_t ChaosProxy::passed() const {
  const std::lock_guard lock(mutex_);
  return passed_;
}

void ChaosProxy::ResetAll() {
  for (Connection& connection : connections_) {
    Reset(connection.up.from);
    Reset(connection.down.from);
  }
  connections_.clear();
}

bool ChaosProxy::WantsRead(const Flow& flow) const {
  return flow.from >= 0 && !flow.has_ended && mode_ != Mode::kFreeze &&
         flow.queued < kMostQueuedBytes;
}

void ChaosProxy::Run() {
  std::vector<pollfd> polled;
  while (true) {
    polled.assign({{.fd = wake_read_, .events = POLLIN, .revents = 0}});
    auto due = Clock::time_point::max();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      const auto now = Clock::now();
      if (mode_ != Mode::kFreeze) polled.push_back({listener_, POLLIN, 0});
      for (const Connection& connection : connections_) {
        for (const Flow* flow : {&connection.up, &connection.down}) {
          // A socket of which nothing is wanted is left out: its end would be told for ever.
          if (WantsRead(*flow)) polled.push_back({flow->from, POLLIN, 0});
          if (flow->chunks.empty() || mode_ == Mode::kFreeze) continue;
          if (flow->chunks.front().due <= now) {
            polled.push_back({flow->to, POLLOUT, 0});
          } else {
            due = std::min(due, flow->chunks.front().due);
          }
        }
      }
    }
    int timeout = -1;
    if (due != Clock::time_point::max()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - Clock::now());
      timeout = static_cast<int>(std::max<int64_t>(0, left.count()));
    }
    poll(polled.data(), polled.size(), timeout);

    char woken[64];
    while (read(wake_read_, woken, sizeof(woken)) > 0) {
    }
    const std::lock_guard lock(mutex_);
    if (mode_ == Mode::kFreeze) continue;
    Accept();
    const auto now = Clock::now();
    for (auto it = connections_.begin(); it != connections_.end();) {
      const bool is_well = Move(it->up, now) && Move(it->down, now);
      const bool is_over = it->up.has_ended && it->up.chunks.empty() && it->down.has_ended &&
                           it->down.chunks.empty();
      if (is_well && !is_over) {
        ++it;
        continue;
      }
      for (const int socket : {it->up.from, it->down.from}) {
        if (socket < 0) continue;
        is_well ? static_cast<void>(close(socket)) : Reset(socket);
      }
      it = connections_.erase(it);
    }
    if (budget_ == 0) {
      budget_.reset();
      ResetAll();
    }
  }
}

void ChaosProxy::Accept() {
  while (true) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    SetUp(client);
    ++accepted_;
    if (mode_ == Mode::kSwallow) {
      connections_.push_back(
          {.up = {.from = client, .is_lost = true}, .down = {.has_ended = true}});
      continue;
    }
    const int server = mode_ == Mode::kRefuse ? -1 : ConnectTo(target_);
    if (server < 0) {
      Reset(client);
      continue;
    }
    connections_.push_back(
        {.up = {.from = client, .to = server}, .down = {.from = server, .to = client}});
  }
}

bool ChaosProxy::Move(Flow& flow, Clock::time_point now) {
  return Read(flow, now) && Write(flow, now);
}

bool ChaosProxy::Read(Flow& flow, Clock::time_point now) {
  if (!WantsRead(flow)) return true;
  Chunk chunk{.due = now + delay_, .bytes = std::string(kChunkBytes, '\0')};
  const ssize_t size = read(flow.from, chunk.bytes.data(), chunk.bytes.size());
  if (size < 0 && IsForLater()) return true;
  if (size < 0 && !flow.is_lost) return false;
  if (size <= 0) flow.has_ended = true;
  if (size <= 0 || flow.is_lost) return true;
  chunk.bytes.resize(static_cast<size_t>(size));
  flow.queued += chunk.bytes.size();
  flow.chunks.push_back(std::move(chunk));
  return true;
}

bool ChaosProxy::Write(Flow& flow, Clock::time_point now) {
  while (!flow.chunks.empty() && flow.chunks.front().due <= now && budget_ != 0) {
    std::string& bytes = flow.chunks.front().bytes;
    size_t most = bytes.size();
    if (piece_ > 0) most = std::min(most, piece_);
    if (budget_.has_value()) most = std::min(most, *budget_);
    const ssize_t size = send(flow.to, bytes.data(), most, MSG_NOSIGNAL);
    if (size < 0) return IsForLater();
    const auto sent = static_cast<size_t>(size);
    if (budget_.has_value()) *budget_ -= sent;
    passed_ += sent;
    flow.queued -= sent;
    bytes.erase(0, sent);
    if (bytes.empty()) flow.chunks.pop_front();
    if (piece_ > 0) break;  // The next piece is a send of its own, after the other direction's.
  }
  if (flow.has_ended && flow.chunks.empty() && !flow.is_shut && !flow.is_lost) {
    flow.is_shut = true;
    shutdown(flow.to, SHUT_WR);
  }
  return true;
}

}  // namespace sennight::testing
