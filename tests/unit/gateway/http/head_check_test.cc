// Which heads of requests are taken, and what becomes of the others.
#include "services/gateway/adapters/http/head_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <ostream>

#include "services/gateway/adapters/http/http_server.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/http/http_fixture.h"

namespace sennight::gateway::http {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;
using ::testing::StartsWith;

class HeadTest : public ::testing::Test {
 protected:
  HeadTest() {
    absl::StatusOr<Listener> listener = Listener::Bind("127.0.0.1:0");
    EXPECT_THAT(listener, IsOk());
    server_ = std::make_unique<HttpServer>(*std::move(listener), nullptr, routes_, ServerOptions{});
  }

  // Sends what is not to be taken, with a second request behind it.
  std::string AnswerTo(const std::string& request) const {
    const RawClient client(server_->address());
    client.Send(request + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return client.ReadAll();
  }

  std::atomic<int> answered_ = 0;
  Routes routes_ = {.refuse = [](Request&) { return std::nullopt; },
                    .answer =
                        [this](const Request& request) {
                          ++answered_;
                          return Response{.content_type = "text/plain", .body = request.body};
                        }};
  std::unique_ptr<HttpServer> server_;
};

struct Wrong {
  const char* name;
  std::string request;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongHeadTest : public HeadTest, public ::testing::WithParamInterface<Wrong> {};

TEST_P(WrongHeadTest, EndsTheConnectionUnanswered) {
  const std::string answer = AnswerTo(GetParam().request);

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer.substr(1), Not(HasSubstr("HTTP/1.1"))) << "a second answer";
  EXPECT_EQ(answered_, 0);
}

constexpr char kPost[] = "POST / HTTP/1.1\r\nHost: localhost\r\n";

std::string Post(const std::string& headers, const std::string& body = "ab") {
  return kPost + headers + "\r\n\r\n" + body;
}

INSTANTIATE_TEST_SUITE_P(
    Http, WrongHeadTest,
    ::testing::Values(
        Wrong{"TwoLengths", Post("Content-Length: 2\r\nContent-Length: 3")},
        Wrong{"TheSameLengthTwice", Post("Content-Length: 2\r\ncontent-length: 2")},
        Wrong{"AListOfLengths", Post("Content-Length: 2, 2")},
        Wrong{"ALengthWithASign", Post("Content-Length: +2")},
        Wrong{"ALengthInHexadecimal", Post("Content-Length: 0x2")},
        Wrong{"ALengthInEscapes", Post("Content-Length: %32")},
        Wrong{"ALengthOfAges", Post("Content-Length: 18446744073709551618")},
        Wrong{"AnEmptyLength", Post("Content-Length:")}, Wrong{"NoLength", Post("X-Length: 2")},
        Wrong{"ALengthAndChunks",
              Post("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n")},
        Wrong{"ChunksTwice",
              Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")},
        Wrong{"AnotherEncoding", Post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")},
        Wrong{"NoEncoding", Post("Transfer-Encoding: identity")},
        Wrong{"ChunksInEscapes", Post("Transfer-Encoding: chunke%64", "0\r\n\r\n")},
        Wrong{"ChunksInAnOldVersion",
              "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        Wrong{"ASpaceBeforeTheColon", Post("Content-Length : 2")},
        Wrong{"ATabBeforeTheColon", Post("Content-Length\t: 2")},
        Wrong{"NoColon", Post("Content-Length: 2\r\nHello")},
        Wrong{"NoName", Post("Content-Length: 2\r\n: hello")},
        Wrong{"ALineThatGoesOn", Post("X-Long: a\r\n b\r\nContent-Length: 2")},
        Wrong{"ALineFeedAlone", Post("X-Short: a\nContent-Length: 2")},
        Wrong{"ACarriageReturnAlone", Post("X-Short: a\rContent-Length: 2")},
        Wrong{"ARequestLineWithALineFeedAlone", "GET / HTTP/1.1\nHost: localhost\r\n\r\n"},
        Wrong{"ARequestLineWithMoreSpaces", " GET /  HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        Wrong{"AnEmptyRequestLine", "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
        Wrong{"AGetWithTwoLengths",
              "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"}),
    [](const auto& test) { return test.param.name; });

TEST_F(HeadTest, MayTellTheLength) {
  EXPECT_THAT(AnswerTo(Post("content-length:2 \r\nConnection: close")), HasSubstr("\r\n\r\nab"));
}

TEST_F(HeadTest, OfChunksIsTheLastOfItsConnection) {
  const std::string answer = AnswerTo(Post("Transfer-Encoding: Chunked", "2\r\nab\r\n0\r\n\r\n"));

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nab"));
  EXPECT_EQ(answered_, 1);
}

}  // namespace
}  // namespace sennight::gateway::http
