#include "common/config/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/log/log.h"
#include "tests/support/status_matchers.h"

namespace sennight::config {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

TEST(ReaderTest, AFlagGoesBeforeAVariableAndAVariableBeforeTheDefault) {
  Reader read("APP", {"--first=1", "--both", "2"}, {{"APP_BOTH", "3"}, {"APP_ONLY_VARIABLE", "4"}});

  EXPECT_EQ(read.Int("first", 0, 0, 9, ""), 1);
  EXPECT_EQ(read.Int("both", 0, 0, 9, ""), 2);
  EXPECT_EQ(read.Int("only-variable", 0, 0, 9, ""), 4);
  EXPECT_EQ(read.Int("neither", 5, 0, 9, ""), 5);
  EXPECT_THAT(read.Finish(), IsOk());
}

TEST(ReaderTest, ReadsEveryTypeOfSetting) {
  Reader read("APP", {"--on", "--grace=1m30s", "--at=unix:/run/x.sock", "--name="}, {});

  EXPECT_TRUE(read.Bool("on", false, ""));
  EXPECT_EQ(read.Duration("grace", absl::Seconds(1), absl::ZeroDuration(), absl::Minutes(2), ""),
            absl::Seconds(90));
  EXPECT_EQ(read.Address("at", "127.0.0.1:1", ""), "unix:/run/x.sock");
  EXPECT_EQ(read.String("name", "x", ""), "");
  EXPECT_THAT(read.Finish(), IsOk());
}

TEST(ReaderTest, NamesEveryMistakeAtOnce) {
  Reader read("APP", {"--connections=900", "--grace=soon", "--colour=red", "stray"},
              {{"APP_AT", "nowhere"}, {"APP_ON", "perhaps"}});

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

TEST(ReaderTest, ReadsTheDefaultInPlaceOfAMistake) {
  Reader read("APP", {"--count=900", "--grace=soon", "--at=nowhere", "--on=perhaps"}, {});

  EXPECT_EQ(read.Int("count", 8, 1, 64, ""), 8);
  EXPECT_EQ(read.Duration("grace", absl::Seconds(1), absl::ZeroDuration(), absl::Minutes(2), ""),
            absl::Seconds(1));
  EXPECT_EQ(read.Address("at", "127.0.0.1:1", ""), "127.0.0.1:1");
  EXPECT_TRUE(read.Bool("on", true, ""));
}

TEST(ReaderTest, TakesOnlyAddressesThatGrpcTakes) {
  for (const char* address : {"127.0.0.1:0", "[::1]:7100", "dns:///store:7101", "unix:/s"}) {
    Reader read("APP", {std::string("--at=") + address}, {});
    read.Address("at", "", "");
    EXPECT_THAT(read.Finish(), IsOk()) << address;
  }
  for (const char* address : {"", ":7100", "host", "host:port", "host:70000", "unix:"}) {
    Reader read("APP", {std::string("--at=") + address}, {});
    read.Address("at", "127.0.0.1:1", "");
    EXPECT_THAT(read.Finish(), StatusIs(absl::StatusCode::kInvalidArgument, "--at")) << address;
  }
}

TEST(ReaderTest, RefusesAFlagThatIsGivenTwice) {
  Reader read("APP", {"--size=1", "--size=2"}, {});
  read.Int("size", 0, 0, 9, "");
  EXPECT_THAT(read.Finish(),
              StatusIs(absl::StatusCode::kInvalidArgument, "--size (APP_SIZE): is given more"));
}

TEST(ReaderTest, RefusesVariablesThatNoSettingHas) {
  Reader read("SENNIGHT_GATEWAY", {},
              {{"SENNIGHT_GATEWAY_TREADS", "8"}, {"SENNIGHT_GATEWAYS", "1"}, {"PATH", "/bin"}});
  read.Int("threads", 1, 1, 9, "");
  const absl::Status status = read.Finish();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               "SENNIGHT_GATEWAY_TREADS: no such setting"));
  EXPECT_EQ(std::string(status.message()).find('\n'), std::string::npos) << status;
}

TEST(ReaderTest, LetsTheVariablesPassThatKubernetesMakesOfServices) {
  Reader read("SENNIGHT_GATEWAY", {},
              {{"SENNIGHT_GATEWAY_SERVICE_HOST", "10.0.0.1"},
               {"SENNIGHT_GATEWAY_SERVICE_PORT", "7100"},
               {"SENNIGHT_GATEWAY_SERVICE_PORT_GRPC", "7100"},
               {"SENNIGHT_GATEWAY_PORT", "tcp://10.0.0.1:7100"},
               {"SENNIGHT_GATEWAY_PORT_7100_TCP", "tcp://10.0.0.1:7100"},
               {"SENNIGHT_GATEWAY_PORT_7100_TCP_ADDR", "10.0.0.1"}});
  EXPECT_THAT(read.Finish(), IsOk());
}

TEST(ReaderTest, TakesOneOfSeveralChoices) {
  Reader read("APP", {"--level=error", "--other=loud"}, {});
  EXPECT_EQ(read.Choice("level", {"info", "error"}, ""), "error");
  EXPECT_EQ(read.Choice("other", {"info", "error"}, ""), "info");
  EXPECT_THAT(read.Finish(), StatusIs(absl::StatusCode::kInvalidArgument,
                                      "want one of info, error, got \"loud\""));
}

TEST(ReaderTest, HelpTellsOfEverySetting) {
  Reader read("APP", {"--help"}, {});
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
