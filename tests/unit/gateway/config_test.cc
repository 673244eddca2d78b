#include "services/gateway/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/checkout.h"
#include "tests/support/status_matchers.h"

namespace sennight::gateway {
namespace {

using ::sennight::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kTopics = std::string("--topics=") + SENNIGHT_SOURCE_DIR + "/deploy/topics";

TEST(GatewayConfigTest, HasDefaultsForOneMachine) {
  config::Reader read("SENNIGHT_GATEWAY", {kTopics}, {});
  Config config;

  ASSERT_THAT(ReadConfig(read, config), IsOk());

  EXPECT_EQ(config.server.address, "127.0.0.1:7100");
  EXPECT_EQ(config.event_store_address, "127.0.0.1:7101");
  EXPECT_EQ(config.summarization_address, "127.0.0.1:7102");
  EXPECT_EQ(config.rendering_address, "127.0.0.1:7103");
  EXPECT_EQ(GatewayOptions().topics, "deploy/topics");
  EXPECT_EQ(config.options.threads, 16);
  EXPECT_FALSE(config.server.debug_services);
  EXPECT_EQ(config.http.address, "127.0.0.1:7180");
  EXPECT_EQ(config.http.threads, 32);
  EXPECT_EQ(config.http.queue, 128);
}

TEST(GatewayConfigTest, OpensHttpToOtherMachinesOnlyIfToldHow) {
  const auto read_with = [](std::vector<std::string> arguments) {
    arguments.push_back(kTopics);
    config::Reader read("SENNIGHT_GATEWAY", std::move(arguments), {});
    Config config;
    return ReadConfig(read, config);
  };

  EXPECT_THAT(read_with({"--http-address=0.0.0.0:80"}),
              testing::StatusIs(absl::StatusCode::kInvalidArgument, "--http-address"));
  EXPECT_THAT(read_with({"--http-address=0.0.0.0:80", "--insecure"}), IsOk());
  EXPECT_THAT(read_with({"--http-address=unix:/run/http"}), IsOk());
  EXPECT_THAT(read_with({"--http-address="}), IsOk());
}

TEST(GatewayConfigTest, TakesFlagsBeforeVariables) {
  config::Reader read("SENNIGHT_GATEWAY",
                      {kTopics, "--threads=4", "--listen-address", "unix:/run/s"},
                      {{"SENNIGHT_GATEWAY_THREADS", "8"}, {"SENNIGHT_GATEWAY_QUEUE", "32"}});
  Config config;

  ASSERT_THAT(ReadConfig(read, config), IsOk());

  EXPECT_EQ(config.options.threads, 4);
  EXPECT_EQ(config.options.queue, 32);
  EXPECT_EQ(config.server.address, "unix:/run/s");
}

TEST(GatewayConfigTest, NamesEveryMistakeAtOnce) {
  config::Reader read("SENNIGHT_GATEWAY",
                      {"--threads=0", "--event-store-address=nowhere", "--drain-grace=soon",
                       "--colour=teal", "--topics=/nowhere"},
                      {{"SENNIGHT_GATEWAY_CACHE_ENTRIES", "many"}});
  Config config;

  const absl::Status status = ReadConfig(read, config);

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(
      std::string(status.message()),
      AllOf(HasSubstr("threads"), HasSubstr("event-store-address"), HasSubstr("drain-grace"),
            HasSubstr("colour"), HasSubstr("cache-entries"), HasSubstr("/nowhere")));
}

}  // namespace
}  // namespace sennight::gateway
