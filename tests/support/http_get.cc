#include "tests/support/http_get.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace sennight::testing {
namespace {

int ConnectTo(const std::string& address) {
  const size_t colon = address.rfind(':');
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<uint16_t>(std::atoi(address.c_str() + colon + 1)));
  if (inet_pton(AF_INET, address.substr(0, colon).c_str(), &server.sin_addr) != 1) return -1;
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection, reinterpret_cast<sockaddr*>(&server), sizeof server) == 0) {
    return connection;
  }
  close(connection);
  return -1;
}

}  // namespace

HttpAnswer HttpGet(const std::string& address, const std::string& path, const std::string& method) {
  const int connection = ConnectTo(address);
  if (connection < 0) return {};
  const std::string request =
      method + " " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
  std::string answer;
  if (send(connection, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
    char buffer[4096];
    for (ssize_t n = 0; (n = recv(connection, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<size_t>(n));
    }
  }
  close(connection);
  const size_t end = answer.find("\r\n\r\n");
  if (answer.rfind("HTTP/", 0) != 0 || end == std::string::npos) return {};
  return {.status = std::atoi(answer.c_str() + answer.find(' ')),
          .headers = answer.substr(0, end),
          .body = answer.substr(end + 4)};
}

}  // namespace sennight::testing
