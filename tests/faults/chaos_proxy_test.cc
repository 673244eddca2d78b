// What the proxy does to connections, seen from both ends.
#include "tests/faults/chaos_proxy.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "tests/support/eventually.h"

namespace sennight::testing {
namespace {

using std::chrono::milliseconds;

constexpr int kPatienceMilliseconds = 10'000;
constexpr char kEnd[] = "<end>";
constexpr char kReset[] = "<reset>";

// One end of a connection; blocking, with patience.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  ~Socket() { Close(); }

  void Close() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
  }

  void Send(const std::string& text) const {
    EXPECT_EQ(send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

  // Whether there is something to read, or the end, within `patience`.
  bool HasNews(int patience = kPatienceMilliseconds) const {
    pollfd polled{descriptor_, POLLIN, 0};
    return poll(&polled, 1, patience) == 1;
  }

  // Returns the next bytes, kEnd or kReset.
  std::string Receive(size_t most = 1024) const {
    std::string text(most, '\0');
    if (!HasNews()) return "<nothing>";
    const ssize_t size = read(descriptor_, text.data(), text.size());
    if (size == 0) return kEnd;
    if (size < 0) return kReset;
    text.resize(static_cast<size_t>(size));
    return text;
  }

  // Returns what arrives until there are `size` bytes.
  std::string ReceiveAll(size_t size) const {
    std::string text;
    while (text.size() < size && HasNews()) text += Receive(size - text.size());
    return text;
  }

 private:
  int descriptor_;
};

class ChaosProxyTest : public ::testing::Test {
 protected:
  ChaosProxyTest() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    proxy_.emplace("127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  }
  ~ChaosProxyTest() override { close(listener_); }

  Socket Connect() const { return ConnectTo(proxy_->address()); }

  static Socket ConnectTo(const std::string& where) {
    const int made = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(where.substr(where.find(':') + 1))));
    EXPECT_EQ(connect(made, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return Socket(made);
  }

  bool SomebodyConnects(int patience = kPatienceMilliseconds) const {
    pollfd polled{listener_, POLLIN, 0};
    return poll(&polled, 1, patience) == 1;
  }

  Socket Accept() const {
    EXPECT_TRUE(SomebodyConnects());
    return Socket(accept(listener_, nullptr, nullptr));
  }

  const int listener_ = socket(AF_INET, SOCK_STREAM, 0);
  std::optional<ChaosProxy> proxy_;
};

TEST_F(ChaosProxyTest, PassesBothDirections) {
  const Socket client = Connect();
  const Socket server = Accept();

  client.Send("ping");
  EXPECT_EQ(server.Receive(), "ping");
  server.Send("pong");
  EXPECT_EQ(client.Receive(), "pong");
  EXPECT_EQ(proxy_->passed(), 8u);
  EXPECT_EQ(proxy_->accepted(), 1);
}

TEST_F(ChaosProxyTest, PassesTheEndOfEachDirectionByItself) {
  Socket client = Connect();
  Socket server = Accept();

  client.Close();

  EXPECT_EQ(server.Receive(), kEnd);
  server.Close();
  EXPECT_TRUE(Eventually([&] { return proxy_->open() == 0; }));
}

TEST_F(ChaosProxyTest, PassesMoreThanItKeeps) {
  const Socket client = Connect();
  const Socket server = Accept();
  const std::string much(8 << 20, 'x');

  std::thread sender([&] { client.Send(much); });
  const std::string received = server.ReceiveAll(much.size());
  sender.join();

  EXPECT_EQ(received.size(), much.size());
}

TEST_F(ChaosProxyTest, DelaysWhatIsSent) {
  const Socket client = Connect();
  const Socket server = Accept();
  proxy_->Delay(milliseconds(100));

  const auto begin = std::chrono::steady_clock::now();
  client.Send("late");

  EXPECT_EQ(server.Receive(), "late");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(100));
}

TEST_F(ChaosProxyTest, CutsIntoPiecesWhatIsSentAtOnce) {
  const Socket client = Connect();
  const Socket server = Accept();
  proxy_->Pieces(3);

  client.Send("seven b");

  EXPECT_EQ(server.ReceiveAll(7), "seven b");
}

TEST_F(ChaosProxyTest, FreezesAndLosesNothing) {
  const Socket client = Connect();
  const Socket server = Accept();
  proxy_->Freeze();

  client.Send("patience");
  EXPECT_FALSE(server.HasNews(50));
  proxy_->Pass();

  EXPECT_EQ(server.Receive(), "patience");
}

TEST_F(ChaosProxyTest, SwallowsForEverWhatItOnceSwallowed) {
  const Socket old_client = Connect();
  const Socket old_server = Accept();
  proxy_->Swallow();
  const Socket client = Connect();
  client.Send("lost");
  old_client.Send("lost");
  EXPECT_FALSE(SomebodyConnects(50));
  proxy_->Pass();

  old_client.Send("lost too");
  EXPECT_FALSE(old_server.HasNews(50));
  EXPECT_FALSE(old_client.HasNews(0));
  EXPECT_FALSE(client.HasNews(0));
  const Socket new_client = Connect();
  const Socket new_server = Accept();
  new_client.Send("well");
  EXPECT_EQ(new_server.Receive(), "well");
}

TEST_F(ChaosProxyTest, RefusesOldAndNewConnections) {
  const Socket old_client = Connect();
  const Socket old_server = Accept();
  proxy_->Refuse();

  EXPECT_EQ(old_client.Receive(), kReset);
  EXPECT_EQ(old_server.Receive(), kReset);
  EXPECT_EQ(Connect().Receive(), kReset);
  proxy_->Pass();
  const Socket client = Connect();
  const Socket server = Accept();
  client.Send("well");
  EXPECT_EQ(server.Receive(), "well");
}

TEST_F(ChaosProxyTest, CutsTheConnectionsOfNow) {
  const Socket old_client = Connect();
  const Socket old_server = Accept();
  proxy_->Cut();

  EXPECT_EQ(old_client.Receive(), kReset);
  EXPECT_EQ(old_server.Receive(), kReset);
  const Socket client = Connect();
  const Socket server = Accept();
  client.Send("well");
  EXPECT_EQ(server.Receive(), "well");
}

TEST_F(ChaosProxyTest, CutsAfterSoManyBytes) {
  const Socket client = Connect();
  const Socket server = Accept();
  proxy_->CutAfter(4);

  client.Send("1234567");

  EXPECT_EQ(server.Receive(), "1234");
  EXPECT_EQ(server.Receive(), kReset);
  EXPECT_EQ(proxy_->passed(), 4u);
}

TEST_F(ChaosProxyTest, EndsOneDirectionOnly) {
  const Socket client = Connect();
  const Socket server = Accept();
  proxy_->HalfClose(ChaosProxy::Sender::kServer);

  EXPECT_EQ(client.Receive(), kEnd);
  client.Send("still here");
  EXPECT_EQ(server.Receive(), "still here");
}

TEST_F(ChaosProxyTest, RefusesWhenNobodyListensAtTheTarget) {
  const ChaosProxy nowhere("unix:/nonexistent/socket");

  EXPECT_EQ(ConnectTo(nowhere.address()).Receive(), kReset);
}

}  // namespace
}  // namespace sennight::testing
