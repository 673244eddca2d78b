#include "services/gateway/adapters/http/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/time/clock.h"

namespace sennight::gateway::http {
namespace {

constexpr absl::Duration kGlance = absl::Milliseconds(100);
constexpr absl::Duration kLingerTime = absl::Seconds(1);

int Poll(int socket, short events, absl::Duration patience) {
  pollfd wait{socket, events, 0};
  const int64_t milliseconds =
      std::max<int64_t>(0, absl::ToInt64Milliseconds(absl::Ceil(patience, absl::Milliseconds(1))));
  const int found = poll(&wait, 1, static_cast<int>(std::min<int64_t>(milliseconds, 60'000)));
  return found > 0 ? wait.revents : 0;
}

}  // namespace

Connection::Connection(Socket socket, std::unique_ptr<TlsSession> tls, const Patience& patience,
                       const std::atomic<bool>& is_abandoned)
    : socket_(std::move(socket)),
      tls_(std::move(tls)),
      patience_(patience),
      is_abandoned_(is_abandoned) {
  BeginRequest();
}

void Connection::BeginRequest() {
  deadline_ = absl::Now() + patience_.head;
  write_deadline_ = absl::InfiniteFuture();
  head_ = {};
  taken_ = 0;
}

bool Connection::AwaitRequest(absl::Duration patience, const std::function<bool()>& is_pointless) {
  const absl::Time end = absl::Now() + patience;
  while (begin_ == end_ && !(tls_ != nullptr && tls_->HasBuffered())) {
    if (Poll(socket_.get(), POLLIN, kGlance) != 0) return true;
    if (absl::Now() >= end || is_pointless()) return false;
  }
  return true;
}

bool Connection::Handshake() {
  if (tls_ == nullptr) return true;
  while (true) {
    const TlsSession::Step step = tls_->Handshake(socket_.get());
    if (step.is_done()) return true;
    if (step.events == 0 || !Wait(step.events)) return false;
  }
}

bool Connection::Wait(short events) {
  while (true) {
    const absl::Duration left = std::min(deadline_, write_deadline_) - absl::Now();
    if (left <= absl::ZeroDuration()) return Fail(Failure::kSlow) == 0;
    if (is_abandoned_) return Fail(Failure::kGone) == 0;
    if (Poll(socket_.get(), events, std::min(left, kGlance)) != 0) return true;
  }
}

ssize_t Connection::Fail(Failure failure) {
  if (failure_ == Failure::kNone) failure_ = failure;
  return -1;
}

bool Connection::Fill() {
  begin_ = end_ = 0;
  while (true) {
    short events = POLLIN;
    if (tls_ != nullptr) {
      const TlsSession::Step step = tls_->Read(buffer_.data(), buffer_.size());
      if (step.is_done()) {
        end_ = step.bytes;
        return true;
      }
      events = step.events;
    } else {
      const ssize_t got = recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
      if (got > 0) {
        end_ = static_cast<size_t>(got);
        return true;
      }
      if (got == 0 || (errno != EAGAIN && errno != EINTR)) events = 0;
    }
    if (events == 0) {
      Fail(Failure::kGone);
      return false;
    }
    if (!Wait(events)) return false;
  }
}

size_t Connection::ScanHead(size_t size) {
  for (size_t i = 0; i < size; ++i) {
    if (!head_.Take(buffer_[begin_ + i])) return 0;
    if (head_.is_complete()) {
      deadline_ = absl::Now() + patience_.body;
      return i + 1;
    }
  }
  return size;
}

ssize_t Connection::read(char* target, size_t size) {
  if (failure_ != Failure::kNone) return -1;
  // A client that sends little but often is as slow as one that sends nothing.
  if (absl::Now() >= deadline_) return Fail(Failure::kSlow);
  if (begin_ == end_) {
    if (is_abandoned_) return Fail(Failure::kGone);
    if (!Fill()) return -1;
  }
  size = std::min(size, end_ - begin_);
  const bool was_in_head = !head_.is_complete();
  if (was_in_head && (size = ScanHead(size)) == 0) return Fail(Failure::kMalformed);
  taken_ += size;
  if (taken_ > (was_in_head ? kMaxHeadBytes : kMaxWireBytes)) return Fail(Failure::kTooLarge);
  if (was_in_head && head_.is_complete()) taken_ = 0;
  std::memcpy(target, buffer_.data() + begin_, size);
  begin_ += size;
  return static_cast<ssize_t>(size);
}

ssize_t Connection::write(const char* source, size_t size) {
  if (failure_ == Failure::kGone) return -1;
  // What was read too slowly, or was too much, is still answered.
  deadline_ = absl::InfiniteFuture();
  if (write_deadline_ == absl::InfiniteFuture()) write_deadline_ = absl::Now() + patience_.response;
  size_t written = 0;
  while (written < size) {
    short events = POLLOUT;
    if (tls_ != nullptr) {
      const TlsSession::Step step = tls_->Write(source + written, size - written);
      written += step.bytes;
      if (step.is_done()) continue;
      events = step.events;
    } else {
      const ssize_t sent =
          send(socket_.get(), source + written, size - written, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) {
        written += static_cast<size_t>(sent);
        continue;
      }
      if (errno != EAGAIN && errno != EINTR) events = 0;
    }
    if (events == 0) return Fail(Failure::kGone);
    if (!Wait(events)) return -1;
  }
  return static_cast<ssize_t>(size);
}

bool Connection::ClientHasGone() const {
  return (Poll(socket_.get(), POLLRDHUP, absl::ZeroDuration()) & (POLLRDHUP | POLLHUP | POLLERR)) !=
         0;
}

std::string Connection::CertificateIdentity() const {
  return tls_ == nullptr ? "" : tls_->PeerIdentity();
}

void Connection::Close() {
  if (failure_ == Failure::kGone) return;
  if (tls_ != nullptr) tls_->Close();
  shutdown(socket_.get(), SHUT_WR);
}

void Connection::Linger() {
  const absl::Time end = absl::Now() + kLingerTime;
  for (size_t taken = 0; taken < kMaxWireBytes && absl::Now() < end && !is_abandoned_;) {
    if (Poll(socket_.get(), POLLIN, std::min(end - absl::Now(), kGlance)) == 0) continue;
    const ssize_t got = recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return;
    if (got > 0) taken += static_cast<size_t>(got);
  }
}

// Logs name requests, not addresses.
void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace sennight::gateway::http
