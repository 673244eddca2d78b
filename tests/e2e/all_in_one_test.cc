// The suite in one process: `sennight serve`, `sennight demo`, and commands on a data directory.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <iterator>

#include "tests/e2e/endpoints.h"
#include "tests/e2e/process.h"
#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kTopic[] = "--topic=offshore-wind";

int CountOf(const std::string& part, const std::string& text) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class AllInOne : public ::testing::Test {
 protected:
  std::string DataDir() const { return "--data-dir=" + (folder_.path() / "data").string(); }

  Ended Run(const std::vector<std::string>& arguments) const {
    return RunProgram("sennight", arguments, folder_.path());
  }

  std::string Import(const std::vector<std::string>& where) const {
    std::vector<std::string> words = {
        "import", kTopic,
        std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/offshore-wind-2025-W50.jsonl"};
    words.insert(words.end(), where.begin(), where.end());
    const Ended imported = Run(words);
    EXPECT_EQ(imported.status, 0) << imported.err;
    return imported.out;
  }

  const TestFolder folder_;
};

TEST_F(AllInOne, KeepsWhatItStoredBetweenCommands) {
  EXPECT_THAT(Import({DataDir()}), HasSubstr("9 stored"));
  EXPECT_THAT(Import({DataDir()}), HasSubstr("9 duplicates"));

  const Ended health = Run({"health", DataDir()});

  EXPECT_EQ(health.status, 0) << health.err;
  for (const char* part : {"gateway", "event-store", "summarization", "rendering", "position 9"}) {
    EXPECT_THAT(health.out, HasSubstr(part));
  }
}

TEST_F(AllInOne, ServesOthersThatNameItsDataDirectory) {
  Process server(
      "sennight",
      {"serve", "--grpc=127.0.0.1:0", "--http=127.0.0.1:0", "--print-endpoints", DataDir()},
      folder_.path());
  const std::string address = AwaitGateway(server);
  EXPECT_THAT(address, ContainsRegex("^127.0.0.1:[0-9]+$"));

  EXPECT_THAT(Import({DataDir()}), HasSubstr("9 stored"));
  EXPECT_THAT(Import({"--endpoint=" + address}), HasSubstr("9 duplicates"));
  const Ended second = Run({"serve", "--grpc=127.0.0.1:0", "--http=127.0.0.1:0", DataDir()});
  EXPECT_EQ(second.status, 3);
  EXPECT_THAT(second.err, HasSubstr("which serves at " + address));

  server.Signal(SIGTERM);

  EXPECT_EQ(server.Wait(), 0) << server.Errors();
  EXPECT_THAT(Import({DataDir()}), HasSubstr("9 duplicates"));
}

TEST_F(AllInOne, LosesNothingWhenItIsKilled) {
  {
    Process server(
        "sennight",
        {"serve", "--grpc=127.0.0.1:0", "--http=127.0.0.1:0", "--print-endpoints", DataDir()},
        folder_.path());
    AwaitEndpoints(server);
    EXPECT_THAT(Import({DataDir()}), HasSubstr("9 stored"));
    server.Signal(SIGKILL);
    server.Wait();
  }

  EXPECT_THAT(Import({DataDir()}), HasSubstr("9 duplicates"));
}

TEST_F(AllInOne, ShowsTheDemoTwiceAndChangesNothingTheSecondTime) {
  const std::string out = (folder_.path() / "out").string();

  const Ended first = Run({"demo", "--out=" + out, DataDir()});
  const Ended second = Run({"demo", "--out=" + out, DataDir()});

  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("36 stored, 1 stored before"));
  EXPECT_THAT(first.out, Not(HasSubstr("unchanged")));
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr("0 stored, 37 stored before"));
  // Two weeks in two languages, each in thirteen formats.
  EXPECT_EQ(CountOf(", unchanged)", second.out), 4);
  EXPECT_EQ(std::distance(fs::directory_iterator(out), fs::directory_iterator()), 52);
}

TEST_F(AllInOne, SaysThatAnAddressIsTaken) {
  Process server("sennight", {"serve", "--ephemeral", "--print-endpoints"}, folder_.path());
  const std::string address = AwaitGateway(server);

  const Ended second = Run({"serve", "--ephemeral", "--grpc=" + address});

  EXPECT_EQ(second.status, 3);
  EXPECT_THAT(second.err, HasSubstr("cannot listen on " + address));
}

TEST_F(AllInOne, NamesWrongSettingsBeforeItMakesADatabase) {
  const Ended ended = Run({"serve", "--grpc=127.0.0.1:99999", "--topics=/nowhere", DataDir()});

  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err, HasSubstr("127.0.0.1:99999"));
  EXPECT_THAT(ended.err, HasSubstr("/nowhere"));
  EXPECT_FALSE(fs::exists(folder_.path() / "data/pgdata"));
}

TEST_F(AllInOne, TakesNoEndpointThatIsNone) {
  for (const char* endpoint : {"", "nonsense", "127.0.0.1:99999"}) {
    const Ended ended = Run({"health", std::string("--endpoint=") + endpoint});

    EXPECT_EQ(ended.status, 2) << endpoint;
    EXPECT_THAT(ended.err, HasSubstr("--endpoint: want an address")) << endpoint;
  }
}

TEST_F(AllInOne, NamesEveryMistakeOfACommandLineAtOnce) {
  const Ended ended = Run({"compose", "--topc=x", "--format", "--week=2025-W50", "extra"});

  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err, HasSubstr("--topc: no such option of `sennight compose`; did you mean "
                                   "--topic?"));
  EXPECT_THAT(ended.err, HasSubstr("--format: want a value"));
  EXPECT_THAT(ended.err, HasSubstr("--topic: missing"));
  EXPECT_THAT(ended.err, HasSubstr("\"extra\": not expected here"));
}

TEST_F(AllInOne, NamesWhatIsWrongWithTheTopics) {
  const Ended ended = Run({"topics", DataDir(), "--topics=" + (folder_.path() / "none").string()});

  EXPECT_EQ(ended.status, 2) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr((folder_.path() / "none").string()));
}

TEST_F(AllInOne, TellsItsVersionAndItsCommands) {
  EXPECT_THAT(Run({"version"}).out, StartsWith("sennight "));
  const Ended help = Run({"help"});
  for (const char* command : {"demo", "serve", "import", "compose", "events", "event ", "revise",
                              "retract", "search", "subscribe", "topics", "health", "version"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string("\n  ") + command));
  }
}

}  // namespace
}  // namespace sennight::testing
