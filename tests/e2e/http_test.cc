// The gateway's HTTP port, before four real processes.
#include <gmock/gmock.h>
#include <httplib.h>
#include <signal.h>

#include "tests/e2e/four_services.h"
#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr char kWeek[] = "/cell-gene-therapy/2025-W50";

class HttpPortTest : public ::testing::Test {
 protected:
  HttpPortTest() {
    const Ended imported = services_.Run(
        {"import", "--topic=cell-gene-therapy",
         std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl"});
    EXPECT_EQ(imported.status, 0) << imported.err;
    client_.set_read_timeout(30);
  }

  FourServices services_;
  httplib::Client client_{services_.HttpUrl()};
};

TEST_F(HttpPortTest, ShowsWhatTheCommandLineWrites) {
  for (const auto& [format, suffix] :
       {std::pair("web", ".html"), std::pair("wechat", ".wechat"), std::pair("markdown", ".md"),
        std::pair("text", ".txt"), std::pair("json", ".json")}) {
    const Ended composed = services_.Run({"compose", "--topic=cell-gene-therapy", "--week=2025-W50",
                                          "--language=zh-CN", std::string("--format=") + format});
    const auto page = client_.Get(std::string(kWeek) + suffix + "?language=zh-CN");

    ASSERT_TRUE(page) << httplib::to_string(page.error());
    EXPECT_EQ(page->status, 200) << format;
    EXPECT_EQ(page->get_header_value("Content-Language"), "zh-CN");
    EXPECT_EQ(page->body, composed.out) << format;
  }
}

TEST_F(HttpPortTest, TellsThatAServiceIsGoneAndHeals) {
  services_.End(kSummarization, SIGKILL);

  // A language that was not composed before, so that no cache answers.
  const auto gone = client_.Get(std::string(kWeek) + "?language=en");

  ASSERT_TRUE(gone) << httplib::to_string(gone.error());
  EXPECT_EQ(gone->status, 503);
  EXPECT_THAT(gone->body, HasSubstr("A service cannot be reached"));
  services_.Start(kSummarization);
  EXPECT_TRUE(Eventually([this] {
    const auto page = client_.Get(std::string(kWeek) + "?language=en");
    return page && page->status == 200;
  }));
}

TEST_F(HttpPortTest, DoesNotKeepTheGatewayFromEnding) {
  client_.set_keep_alive(true);
  ASSERT_TRUE(client_.Get("/-/healthz"));  // The connection stays open.

  EXPECT_EQ(services_.End(kGateway, SIGTERM), 0) << services_.LogOf(kGateway);
}

TEST_F(HttpPortTest, StandsInTheAddressFile) {
  EXPECT_THAT(ContentOf(services_.AddressFileOf(kGateway)),
              MatchesRegex("unix:.*\nhttp 127.0.0.1:[0-9]+\n"));
}

}  // namespace
}  // namespace sennight::testing
