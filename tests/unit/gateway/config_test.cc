#include "services/gateway/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"

namespace sennight::gateway {
namespace {

using ::sennight::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;

config::Environment Environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

TEST(GatewayConfigTest, HasDefaultsForOneMachine) {
  config::Reader read("SENNIGHT_GATEWAY", {}, Environment({}));
  Config config;

  ASSERT_THAT(ReadConfig(read, config), IsOk());

  EXPECT_EQ(config.listen_address, "127.0.0.1:7100");
  EXPECT_EQ(config.event_store_address, "127.0.0.1:7101");
  EXPECT_EQ(config.summarization_address, "127.0.0.1:7102");
  EXPECT_EQ(config.rendering_address, "127.0.0.1:7103");
  EXPECT_EQ(config.options.topics, "deploy/topics");
  EXPECT_EQ(config.options.threads, 16);
  EXPECT_FALSE(config.debug_services);
}

TEST(GatewayConfigTest, TakesFlagsBeforeVariables) {
  config::Reader read(
      "SENNIGHT_GATEWAY", {"--threads=4", "--listen-address", "unix:/run/s"},
      Environment({{"SENNIGHT_GATEWAY_THREADS", "8"}, {"SENNIGHT_GATEWAY_QUEUE", "32"}}));
  Config config;

  ASSERT_THAT(ReadConfig(read, config), IsOk());

  EXPECT_EQ(config.options.threads, 4);
  EXPECT_EQ(config.options.queue, 32);
  EXPECT_EQ(config.listen_address, "unix:/run/s");
}

TEST(GatewayConfigTest, NamesEveryMistakeAtOnce) {
  config::Reader read(
      "SENNIGHT_GATEWAY",
      {"--threads=0", "--event-store-address=nowhere", "--drain-grace=soon", "--colour=teal"},
      Environment({{"SENNIGHT_GATEWAY_CACHE_ENTRIES", "many"}}));
  Config config;

  const absl::Status status = ReadConfig(read, config);

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("threads"), HasSubstr("event-store-address"),
                    HasSubstr("drain-grace"), HasSubstr("colour"), HasSubstr("cache-entries")));
}

TEST(GatewayConfigTest, HasItsSettingsInTheReadme) {
  config::Reader read("SENNIGHT_GATEWAY", {}, Environment({}));
  Config config;
  ASSERT_THAT(ReadConfig(read, config), IsOk());
  const std::string readme = testing::ReadSourceFile("services/gateway/README.md");

  for (const config::Setting& setting : read.settings()) {
    EXPECT_THAT(readme, HasSubstr("`" + setting.flag + "`"));
  }
}

}  // namespace
}  // namespace sennight::gateway
