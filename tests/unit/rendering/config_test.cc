#include "services/rendering/config.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace sennight::rendering {
namespace {

using absl::StatusCode;
using testing::IsOk;
using testing::StatusIs;

config::Reader ReaderOf(std::vector<std::string> arguments) {
  return config::Reader("SENNIGHT_RENDERING", std::move(arguments), {});
}

TEST(RenderingConfigTest, HasADefaultForEverything) {
  config::Reader read = ReaderOf({});
  Config config;
  EXPECT_THAT(ReadConfig(read, config), IsOk());
  EXPECT_EQ(config.server.address, "127.0.0.1:7103");
  EXPECT_EQ(config.options.threads, 0);
  EXPECT_EQ(config.options.queue, 256);
}

TEST(RenderingConfigTest, NamesEveryMistake) {
  config::Reader read = ReaderOf({"--threads=many", "--queue=0", "--listen-address=nowhere"});
  Config config;
  const absl::Status status = ReadConfig(read, config);
  for (const char* name : {"threads", "queue", "listen-address"}) {
    EXPECT_THAT(status, StatusIs(StatusCode::kInvalidArgument, name));
  }
}

}  // namespace
}  // namespace sennight::rendering
