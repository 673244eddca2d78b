#include "common/config/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/log/log.h"
#include "tests/support/status_matchers.h"

namespace sennight::config {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

Environment Of(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

TEST(ReaderTest, AFlagGoesBeforeAVariableAndAVariableBeforeTheDefault) {
  Reader read("APP", {"--first=1", "--both", "2"},
              Of({{"APP_BOTH", "3"}, {"APP_ONLY_VARIABLE", "4"}}));

  EXPECT_EQ(read.Int("first", 0, 0, 9, ""), 1);
  EXPECT_EQ(read.Int("both", 0, 0, 9, ""), 2);
  EXPECT_EQ(read.Int("only-variable", 0, 0, 9, ""), 4);
  EXPECT_EQ(read.Int("neither", 5, 0, 9, ""), 5);
  EXPECT_THAT(read.Finish(), IsOk());
}

TEST(ReaderTest, ReadsEveryTypeOfSetting) {
  Reader read("APP", {"--on", "--grace=1m30s", "--at=unix:/run/x.sock", "--name="}, Of({}));

  EXPECT_TRUE(read.Bool("on", false, ""));
  EXPECT_EQ(read.Duration("grace", absl::Seconds(1), absl::ZeroDuration(), absl::Minutes(2), ""),
            absl::Seconds(90));
  EXPECT_EQ(read.Address("at", "127.0.0.1:1", ""), "unix:/run/x.sock");
  EXPECT_EQ(read.String("name", "x", ""), "");
  EXPECT_THAT(read.Finish(), IsOk());
}

TEST(ReaderTest, NamesEveryMistakeAtOnce) {
  Reader read("APP", {"--connections=900", "--grace=soon", "--colour=red", "stray"},
              Of({{"APP_AT", "nowhere"}, {"APP_ON", "perhaps"}}));

  read.Required("database", "");
  read.Int("connections", 8, 1, 64, "");
  read.Duration("grace", absl::Seconds(1), absl::ZeroDuration(), absl::Minutes(2), "");
  read.Address("at", "127.0.0.1:1", "");
  read.Bool("on", false, "");

  EXPECT_THAT(read.Finish(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "--database (APP_DATABASE): want a value, got \"\"\n"
                       "--connections (APP_CONNECTIONS): want 1 to 64, got \"900\"\n"
                       "--grace (APP_GRACE): want a duration such as 5s, 0 to 2m, got \"soon\"\n"
                       "--at (APP_AT): want an address such as 127.0.0.1:7100 or "
                       "unix:/run/sennight.sock, got \"nowhere\"\n"
                       "--on (APP_ON): want true or false, got \"perhaps\"\n"
                       "--colour: no such setting\n"
                       "\"stray\": not a setting"));
}

TEST(ReaderTest, TakesOnlyAddressesThatGrpcTakes) {
  for (const char* address : {"127.0.0.1:0", "[::1]:7100", "dns:///store:7101", "unix:/s"}) {
    Reader read("APP", {std::string("--at=") + address}, Of({}));
    read.Address("at", "", "");
    EXPECT_THAT(read.Finish(), IsOk()) << address;
  }
  for (const char* address : {"", ":7100", "host", "host:port", "host:70000", "unix:"}) {
    Reader read("APP", {std::string("--at=") + address}, Of({}));
    read.Address("at", "", "");
    EXPECT_THAT(read.Finish(), StatusIs(absl::StatusCode::kInvalidArgument, "--at")) << address;
  }
}

TEST(ReaderTest, HelpTellsOfEverySetting) {
  Reader read("APP", {"--help"}, Of({}));
  read.Int("connections", 8, 1, 64, "Database connections.");

  EXPECT_TRUE(read.WantsHelp());
  EXPECT_EQ(read.Help(),
            "  --connections  Database connections.\n      APP_CONNECTIONS, default 8, 1 to 64\n");
}

TEST(LogTest, ALineStaysALine) {
  EXPECT_EQ(log::Quote("plain"), "plain");
  EXPECT_EQ(log::Quote(""), "\"\"");
  EXPECT_EQ(log::Quote("a b=\"c\"\n\x1b"), "\"a b=\\\"c\\\"\\n\\x1b\"");
  EXPECT_EQ(log::Quote("周报"), "周报");
}

}  // namespace
}  // namespace sennight::config
