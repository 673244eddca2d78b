// What the HTTP port does with clients that are slow, greedy or many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>

#include "services/gateway/adapters/http/http_server.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"
#include "tests/unit/gateway/http/http_fixture.h"

namespace sennight::gateway::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using ::testing::StartsWith;
using testing::StatusIs;

constexpr char kHead[] = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Returns the head of a message with more `headers`.
std::string Post(const std::string& headers) {
  return "POST / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

class HttpServerTest : public ::testing::Test {
 protected:
  void Start() {
    absl::StatusOr<Listener> listener = Listener::Bind("127.0.0.1:0");
    ASSERT_THAT(listener, IsOk());
    server_ = std::make_unique<HttpServer>(*std::move(listener), nullptr, routes_, options_);
  }

  // Starts a request that is answered when `gate_` opens.
  std::unique_ptr<RawClient> Occupy() {
    auto client = std::make_unique<RawClient>(server_->address());
    client->Send(kGet);
    return client;
  }

  ServerOptions options_;
  std::promise<void> gate_;
  std::shared_future<void> opened_ = gate_.get_future().share();
  std::atomic<int> answering_ = 0;
  Routes routes_ = {.refuse = [](Request&) { return std::nullopt; },
                    .answer =
                        [](const Request& request) {
                          return Response{.content_type = "text/plain",
                                          .body = std::to_string(request.body.size())};
                        }};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, KeepsAConnectionForTheNextRequest) {
  Start();
  const RawClient client(server_->address());

  for (int i = 0; i < 3; ++i) {
    client.Send(kHead);
    EXPECT_THAT(client.ReadHead(), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(HttpServerTest, EndsAConnectionThatItDoesNotUnderstand) {
  Start();
  const RawClient client(server_->address());

  client.Send("GIVE / ME\r\n\r\n");

  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 400 Bad Request\r\n"));
}

TEST_F(HttpServerTest, EndsARequestThatIsSentTooSlowly) {
  options_.patience.head = absl::Milliseconds(200);
  Start();
  const RawClient client(server_->address());

  client.Send("GET / HTTP/1.1\r\nHost: local");

  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_F(HttpServerTest, EndsABodyThatIsSentTooSlowly) {
  options_.patience.body = absl::Milliseconds(200);
  Start();
  const RawClient client(server_->address());

  client.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");

  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_F(HttpServerTest, EndsAConnectionThatSaysNothing) {
  options_.patience.head = absl::Milliseconds(100);
  Start();

  EXPECT_EQ(RawClient(server_->address()).ReadAll(), "");
}

TEST_F(HttpServerTest, RefusesHeadersWithoutEnd) {
  Start();
  const RawClient client(server_->address());
  client.Send("GET / HTTP/1.1\r\nHost: localhost\r\n");

  const std::string header = "X-Header: " + std::string(1000, 'x') + "\r\n";
  for (int i = 0; i < 40 && client.Send(header); ++i) {
  };

  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, RefusesALineWithoutEnd) {
  Start();
  const RawClient client(server_->address());

  client.Send("GET /" + std::string(100'000, 'x'));

  EXPECT_EQ(client.ReadAll(), "");
}

TEST_F(HttpServerTest, RefusesAnAddressThatIsTooLong) {
  Start();
  const RawClient client(server_->address());

  client.Send("GET /" + std::string(3000, 'x') + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 414 "));
}

TEST_F(HttpServerTest, TakesTheLargestMessageAndNoLarger) {
  Start();
  httplib::Client client("http://" + server_->address());

  const auto largest = client.Post("/", std::string(kMaxBodyBytes, ' '), "application/json");
  const auto too_large = client.Post("/", std::string(kMaxBodyBytes + 1, ' '), "application/json");

  ASSERT_TRUE(largest);
  EXPECT_EQ(largest->body, std::to_string(kMaxBodyBytes));
  ASSERT_TRUE(too_large);
  EXPECT_EQ(too_large->status, 413);
  EXPECT_THAT(too_large->body, HasSubstr("resource_exhausted"));
}

TEST_F(HttpServerTest, RefusesALargeMessageBeforeItIsSent) {
  Start();
  const RawClient client(server_->address());

  client.Send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n");

  EXPECT_THAT(client.ReadHead(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, CountsWhatIsInACompressedMessage) {
  Start();
  httplib::Client client("http://" + server_->address());
  client.set_compress(true);

  const auto small = client.Post("/", std::string(100'000, ' '), "application/json");
  const auto bomb = client.Post("/", std::string(40 << 20, ' '), "application/json");

  ASSERT_TRUE(small);
  EXPECT_EQ(small->body, "100000");
  ASSERT_TRUE(bomb);
  EXPECT_EQ(bomb->status, 413);
}

TEST_F(HttpServerTest, CountsWhatComesInChunks) {
  Start();
  const RawClient client(server_->address());
  client.Send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");

  const std::string chunk = "100000\r\n" + std::string(1 << 20, ' ') + "\r\n";
  for (int i = 0; i < 20 && client.Send(chunk); ++i) {
  }

  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, RefusesMessagesForWhichThereIsNoMemory) {
  options_.body_bytes = 1000;
  routes_.answer = [this](const Request& request) {
    ++answering_;
    opened_.wait();
    return Response{.content_type = "text/plain", .body = std::to_string(request.body.size())};
  };
  Start();
  const RawClient large(server_->address());
  large.Send(Post("Content-Length: 5000\r\nConnection: close\r\n") + std::string(5000, ' '));
  ASSERT_TRUE(testing::Eventually([this] { return answering_ == 1; }));

  const RawClient announced(server_->address());
  announced.Send(Post("Content-Length: 1\r\n"));
  const RawClient chunked(server_->address());
  chunked.Send(Post("Transfer-Encoding: chunked\r\n") + "1\r\nx\r\n0\r\n\r\n");

  for (const RawClient* refused : {&announced, &chunked}) {
    const std::string answer = refused->ReadAll();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 429 "));
    EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
    EXPECT_THAT(answer, HasSubstr(R"("code":"resource_exhausted")"));
  }
  gate_.set_value();
  EXPECT_THAT(large.ReadAll(), EndsWith("5000")) << "who is alone may have more";
  const RawClient next(server_->address());
  next.Send(Post("Content-Length: 1\r\nConnection: close\r\n") + "x");
  EXPECT_THAT(next.ReadAll(), StartsWith("HTTP/1.1 200 OK")) << "memory is given back";
}

TEST_F(HttpServerTest, CountsWhatACompressedMessageBecomes) {
  options_.body_bytes = 10'000;
  routes_.answer = [this](const Request&) {
    ++answering_;
    opened_.wait();
    return Response{};
  };
  Start();
  const RawClient small(server_->address());
  small.Send(Post("Content-Length: 1\r\n") + "x");
  ASSERT_TRUE(testing::Eventually([this] { return answering_ == 1; }));
  httplib::Client client("http://" + server_->address());
  client.set_compress(true);

  const auto bomb = client.Post("/", std::string(100'000, ' '), "application/json");

  ASSERT_TRUE(bomb);
  EXPECT_EQ(bomb->status, 429);
  gate_.set_value();
}

TEST_F(HttpServerTest, HandsTheBodyOverWithoutACopy) {
  const char* kept = nullptr;
  routes_.answer = [&kept](Request& request) {
    const char* const read = request.body.data();
    const std::string taken = std::move(request.body);
    kept = taken.data();
    return Response{.content_type = "text/plain", .body = kept == read ? "moved" : "copied"};
  };
  Start();
  httplib::Client client("http://" + server_->address());

  EXPECT_EQ(client.Post("/", std::string(1000, ' '), "application/json")->body, "moved");
}

TEST_F(HttpServerTest, ShedsConnectionsForWhichThereIsNoRoom) {
  options_.threads = 1;
  options_.queue = 1;
  routes_.answer = [this](const Request&) {
    ++answering_;
    opened_.wait();
    return Response{.content_type = "text/plain", .body = "late"};
  };
  Start();
  const auto served = Occupy();
  ASSERT_TRUE(testing::Eventually([this] { return answering_ == 1; }));
  const auto waiting = Occupy();

  const std::string refused = Occupy()->ReadAll();

  EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(refused, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_THAT(refused, HasSubstr(R"("code":"resource_exhausted")"));
  gate_.set_value();
  EXPECT_THAT(served->ReadAll(), HasSubstr("late"));
  EXPECT_THAT(waiting->ReadHead(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, GivesTheThreadOfAnIdleConnectionToOneThatWaits) {
  options_.threads = 1;
  Start();
  const RawClient idle(server_->address());
  idle.Send(kGet);
  EXPECT_THAT(idle.ReadHead(), StartsWith("HTTP/1.1 200 OK"));

  const RawClient next(server_->address());
  next.Send(kGet);

  EXPECT_THAT(next.ReadHead(), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(HttpServerTest, LetsWhatRunsEndWhenItDrains) {
  routes_.answer = [this](const Request& request) {
    ++answering_;
    const bool gone = testing::Eventually([&] { return request.client_has_gone(); });
    return Response{.content_type = "text/plain", .body = gone ? "told to go" : "forgotten"};
  };
  Start();
  const auto client = Occupy();
  ASSERT_TRUE(testing::Eventually([this] { return answering_ == 1; }));

  server_->Drain(absl::Milliseconds(50));

  EXPECT_THAT(client->ReadAll(), HasSubstr("told to go"));
}

TEST_F(HttpServerTest, WaitsForNoClientOnceTheGraceIsOver) {
  options_.patience = {.head = absl::Hours(1), .body = absl::Hours(1), .response = absl::Hours(1)};
  routes_.answer = [this](const Request&) {
    ++answering_;
    return Response{.content_type = "text/plain", .body = std::string(16 << 20, 'x')};
  };
  std::atomic<int> looked_at = 0;
  routes_.refuse = [&looked_at](Request&) {
    ++looked_at;
    return std::nullopt;
  };
  Start();
  const RawClient in_head(server_->address());
  in_head.Send("GET / HTTP/1.1\r\nHost: local");
  const RawClient in_body(server_->address());
  in_body.Send(Post("Content-Length: 100\r\n") + "abc");
  const auto not_reading = Occupy();
  ASSERT_TRUE(testing::Eventually([&] { return answering_ == 1 && looked_at == 2; }));

  server_->Drain(absl::ZeroDuration());  // Would take an hour.

  EXPECT_EQ(in_body.ReadAll(), "");
}

TEST_F(HttpServerTest, SendsNoPartOfAnAnswer) {
  Start();
  const RawClient client(server_->address());

  client.Send(
      "POST / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0\r\nContent-Length: 2\r\n"
      "Connection: close\r\n\r\nab");

  EXPECT_THAT(client.ReadAll(), Not(HasSubstr("Content-Range")));
}

TEST(Listener, TakesSocketsOfFiles) {
  const testing::TestFolder folder;
  const std::string path = folder.File("http.sock");
  {
    const absl::StatusOr<Listener> first = Listener::Bind("unix:" + path);
    ASSERT_THAT(first, IsOk());
    EXPECT_EQ(first->address(), "unix:" + path);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Listener, SaysWhyItCannotListen) {
  const absl::StatusOr<Listener> first = Listener::Bind("127.0.0.1:0");
  ASSERT_THAT(first, IsOk());

  EXPECT_THAT(Listener::Bind(first->address()),
              StatusIs(absl::StatusCode::kUnavailable, "Address already in use"));
  EXPECT_THAT(Listener::Bind("unix:/no/such/folder/socket"),
              StatusIs(absl::StatusCode::kUnavailable, "No such file"));
  EXPECT_THAT(Listener::Bind("host.invalid:80"),
              StatusIs(absl::StatusCode::kUnavailable, "host.invalid:80"));
}

}  // namespace
}  // namespace sennight::gateway::http
