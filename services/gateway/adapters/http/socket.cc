#include "services/gateway/adapters/http/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace sennight::gateway::http {
namespace {

constexpr int kBacklog = 128;
constexpr int kOutOfFilesMilliseconds = 100;
constexpr std::string_view kUnixScheme = "unix:";

absl::Status CannotListen(const std::string& address, const char* why) {
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": ", why));
}

absl::StatusOr<Socket> BindUnix(const std::string& address) {
  const std::string path = address.substr(kUnixScheme.size());
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(name.sun_path)) {
    return CannotListen(address, "the path is too long");
  }
  std::memcpy(name.sun_path, path.data(), path.size());
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) unlink(path.c_str());
  Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open() ||
      bind(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof(name)) != 0)
    return CannotListen(address, std::strerror(errno));
  return socket;
}

absl::StatusOr<Socket> BindHost(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return CannotListen(address, "it has no port");
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int looked_up = getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                    address.c_str() + colon + 1, &hints, &found);
  if (looked_up != 0) return CannotListen(address, gai_strerror(looked_up));
  Socket socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  const bool is_bound = socket.is_open() &&
                        setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                        bind(socket.get(), found->ai_addr, found->ai_addrlen) == 0;
  const int error = errno;
  freeaddrinfo(found);
  if (!is_bound) return CannotListen(address, std::strerror(error));
  return socket;
}

int PortOf(const Socket& socket) {
  sockaddr_storage name{};
  socklen_t size = sizeof(name);
  if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return 0;
  return ntohs(name.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(name).sin6_port
                                          : reinterpret_cast<sockaddr_in&>(name).sin_port);
}

}  // namespace

void Socket::Close() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<Listener> Listener::Bind(const std::string& address) {
  const bool is_unix = std::string_view(address).starts_with(kUnixScheme);
  absl::StatusOr<Socket> socket = is_unix ? BindUnix(address) : BindHost(address);
  if (!socket.ok()) return socket.status();
  Socket stop(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop.is_open() || listen(socket->get(), kBacklog) != 0) {
    return CannotListen(address, std::strerror(errno));
  }
  std::string bound =
      is_unix ? address : absl::StrCat(address.substr(0, address.rfind(':')), ":", PortOf(*socket));
  return Listener(*std::move(socket), std::move(stop), std::move(bound));
}

Listener::~Listener() {
  if (socket_.is_open() && std::string_view(address_).starts_with(kUnixScheme)) {
    unlink(address_.c_str() + kUnixScheme.size());
  }
}

Socket Listener::Accept() {
  while (true) {
    pollfd waits[] = {{socket_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    if (poll(waits, 2, -1) < 0 && errno != EINTR) return {};
    if (waits[1].revents != 0) return {};
    Socket connection(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (connection.is_open()) {
      // No use for sockets of files, where it fails.
      const int on = 1;
      (void)setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      return connection;
    }
    // Without files left the connection stays in the queue, and asking at once would spin.
    if (errno == EMFILE || errno == ENFILE) poll(&waits[1], 1, kOutOfFilesMilliseconds);
  }
}

void Listener::Stop() {
  const uint64_t one = 1;
  (void)!write(stop_.get(), &one, sizeof(one));
}

}  // namespace sennight::gateway::http
