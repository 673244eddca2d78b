#include "tests/postgres/silent_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string_view>

namespace sennight::event_store {
namespace {

std::string Number(uint32_t value) {
  const uint32_t sent = htonl(value);
  return {reinterpret_cast<const char*>(&sent), sizeof sent};
}

// A message of the protocol: its kind, its length with that of the length, what it says.
std::string Message(char kind, const std::string& body) {
  return kind + Number(static_cast<uint32_t>(body.size() + 4)) + body;
}

std::string Parameter(std::string_view name, std::string_view value) {
  return Message('S', std::string(name) + '\0' + std::string(value) + '\0');
}

// AuthenticationOk, what libpq wants to know, BackendKeyData, ReadyForQuery.
std::string Greeting() {
  return Message('R', Number(0)) + Parameter("server_version", "15.0") +
         Parameter("server_encoding", "UTF8") + Parameter("client_encoding", "UTF8") +
         Parameter("standard_conforming_strings", "on") + Message('K', Number(1) + Number(1)) +
         Message('Z', "I");
}

}  // namespace

SilentServer::SilentServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

SilentServer::~SilentServer() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  for (const int connection : connections_) close(connection);
  close(listener_);
}

std::string SilentServer::ConnectionString() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) +
         " user=nobody dbname=events sslmode=disable gssencmode=disable";
}

void SilentServer::Run() {
  const std::string greeting = Greeting();
  while (true) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    connections_.push_back(connection);
    // Whoever connects speaks first; what they say is no matter.
    char startup[1024];
    if (recv(connection, startup, sizeof startup, 0) <= 0) continue;
    if (send(connection, greeting.data(), greeting.size(), MSG_NOSIGNAL) > 0) ++greeted_;
  }
}

}  // namespace sennight::event_store
