#include "tests/unit/gateway/http/http_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "tests/support/status_matchers.h"

namespace sennight::gateway::http {

using testing::IsOk;

RawClient::RawClient(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  inet_pton(AF_INET, "127.0.0.1", &name.sin_addr);
  EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

RawClient::~RawClient() { Close(); }

void RawClient::Close() {
  if (socket_ >= 0) close(std::exchange(socket_, -1));
}

bool RawClient::Send(const std::string& bytes) const {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t more = send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += static_cast<size_t>(more);
  }
  return true;
}

std::string RawClient::ReadAll() const {
  std::string all;
  char part[4096];
  for (ssize_t got = 0; (got = recv(socket_, part, sizeof(part), 0)) > 0;) {
    all.append(part, static_cast<size_t>(got));
  }
  return all;
}

std::string RawClient::ReadHead() const {
  std::string head;
  char c = 0;
  while (head.find("\r\n\r\n") == head.npos && recv(socket_, &c, 1, 0) == 1) head += c;
  return head;
}

HttpTest::~HttpTest() { face_.reset(); }

void HttpTest::StartFace() {
  GatewayTest::Start();
  absl::StatusOr<Listener> listener = Listener::Bind("127.0.0.1:0");
  ASSERT_THAT(listener, IsOk());
  if (options_.now) face_options_.now = options_.now;
  if (behind_ == nullptr) behind_ = server_->InProcessChannel();
  face_ = std::make_unique<HttpFace>(*std::move(listener), nullptr, behind_, face_options_);
  client_ = std::make_unique<httplib::Client>("http://" + face_->address());
  client_->set_read_timeout(30);
}

httplib::Result HttpTest::Call(const std::string& method, const std::string& json,
                               httplib::Headers headers) {
  return client().Post("/" + method, headers, json, "application/json");
}

}  // namespace sennight::gateway::http
