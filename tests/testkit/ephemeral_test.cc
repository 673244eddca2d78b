// `sennight serve` as the harness of another team starts it: what it tells, and what is left.
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "services/sennight/client/health_check.h"
#include "tests/e2e/endpoints.h"
#include "tests/e2e/process.h"
#include "tests/support/checkout.h"
#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"
#include "tests/testkit/json_schema.h"
#include "tests/testkit/proc.h"

namespace sennight::testing {
namespace {

namespace fs = std::filesystem;
using google::protobuf::Struct;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

const std::vector<std::string> kEphemeral = {"serve", "--ephemeral", "--print-endpoints"};

std::vector<std::string> MistakesOf(const Struct& endpoints) {
  google::protobuf::Value value;
  *value.mutable_struct_value() = endpoints;
  return Mistakes(ParseObject(ReadSourceFile("services/sennight/endpoints.schema.json")), value);
}

// What must be gone when a suite has ended.
void ExpectNothingIsLeftOf(const fs::path& folder) {
  EXPECT_TRUE(Eventually([&] { return !fs::exists(folder); })) << folder;
  EXPECT_TRUE(Eventually([&] { return ProcessesOf(folder).empty(); }))
      << folder << " is used by process " << ProcessesOf(folder).front();
}

class Serve : public ::testing::Test {
 protected:
  std::vector<std::string> Ephemeral(std::vector<std::string> more) const {
    more.insert(more.begin(), kEphemeral.begin(), kEphemeral.end());
    return more;
  }

  Ended Run(const std::vector<std::string>& arguments) const {
    return RunProgram("sennight", arguments, folder_.path());
  }

  // Starts a shell that runs `sennight` in the background, writes its number and lives on.
  std::unique_ptr<Process> StartParent(const std::string& options) const {
    return std::make_unique<Process>(
        "/bin/sh",
        std::vector<std::string>{"-c", std::string(SENNIGHT_BINARY_DIR) +
                                           "/bin/sennight serve --ephemeral --print-endpoints " +
                                           options + " & wait"},
        folder_.path());
  }

  const TestFolder folder_;
};

TEST_F(Serve, TellsWhatItsSchemaDescribes) {
  const Process ephemeral("sennight", Ephemeral({"--now=2025-12-16T09:00:00+01:00"}),
                          folder_.path());
  const Process kept("sennight",
                     {"serve", "--print-endpoints", "--grpc=127.0.0.1:0",
                      "--data-dir=" + (folder_.path() / "data").string()},
                     folder_.path());

  const Struct of_ephemeral = AwaitEndpoints(ephemeral);
  const Struct of_kept = AwaitEndpoints(kept);

  EXPECT_THAT(MistakesOf(of_ephemeral), IsEmpty());
  EXPECT_THAT(MistakesOf(of_kept), IsEmpty());
  EXPECT_EQ(of_ephemeral.fields().at("pid").number_value(), ephemeral.pid());
  EXPECT_TRUE(of_ephemeral.fields().at("ephemeral").bool_value());
  EXPECT_EQ(TextAt(of_ephemeral, "now"), "2025-12-16T08:00:00Z");
  EXPECT_FALSE(of_kept.fields().at("ephemeral").bool_value());
  EXPECT_EQ(TextAt(of_kept, "dataDirectory"), (folder_.path() / "data").string());
  EXPECT_EQ(of_kept.fields().count("eventStore"), 0u);
  EXPECT_EQ(of_kept.fields().count("now"), 0u);
}

TEST_F(Serve, HasASchemaThatRefusesWhatIsWrong) {
  const std::string good =
      R"({"schemaVersion": 1, "version": "0.1.0", "pid": 7, "ephemeral": true,
          "gateway": {"grpc": "127.0.0.1:7100"}, "dataDirectory": "/tmp/x",
          "database": {"connectionString": "host=/tmp/x"}, "later": 1})";
  EXPECT_THAT(MistakesOf(ParseObject(good)), IsEmpty());
  const std::pair<const char*, const char*> wrong[] = {
      {"\"schemaVersion\": 1", "\"schemaVersion\": 2"},
      {"\"pid\": 7", "\"pid\": 0.5"},
      {"\"ephemeral\": true", "\"ephemeral\": \"yes\""},
      {"127.0.0.1:7100", "127.0.0.1:0"},
      {"\"gateway\"", "\"gate\""},
      {"{\"grpc\"", "{\"http\""}};
  for (const auto& [from, to] : wrong) {
    std::string json = good;
    json.replace(json.find(from), std::string(from).size(), to);
    EXPECT_THAT(MistakesOf(ParseObject(json)), Not(IsEmpty())) << to;
  }
}

TEST_F(Serve, AnswersAtEveryAddressThatItTells) {
  const Process server("sennight", kEphemeral, folder_.path());
  const Struct endpoints = AwaitEndpoints(server);

  for (const char* part : {"gateway", "eventStore", "summarization", "rendering"}) {
    const std::string address = TextAt(endpoints, part, "grpc");
    EXPECT_THAT(address, MatchesRegex("127.0.0.1:[0-9]+")) << part;
    EXPECT_THAT(
        client::IsServing(rpc::Connect(address), "readiness", absl::Now() + absl::Seconds(10)),
        IsOkAndHolds(true))
        << part;
  }
  EXPECT_TRUE(fs::exists(fs::path(TextAt(endpoints, "dataDirectory")) / "socket"));
}

class ServeEnds : public Serve, public ::testing::WithParamInterface<int> {};

TEST_P(ServeEnds, AndLeavesNothing) {
  Process server("sennight", kEphemeral, folder_.path());
  const fs::path folder = TextAt(AwaitEndpoints(server), "dataDirectory");
  // The suite itself names its folder nowhere; the keeper and PostgreSQL's processes use it.
  ASSERT_THAT(ProcessesOf(folder), SizeIs(::testing::Ge(3)));

  server.Signal(GetParam());

  EXPECT_EQ(server.Wait(), GetParam() == SIGKILL ? -SIGKILL : 0) << server.Errors();
  ExpectNothingIsLeftOf(folder);
}

TEST_P(ServeEnds, AndLeavesNothingWhenItHasJustBegun) {
  Process server("sennight", kEphemeral, folder_.path());
  fs::path folder;
  ASSERT_TRUE(Eventually([&] {
    folder = TemporaryFolderOf(server.pid());
    return !folder.empty();
  })) << server.Errors();

  server.Signal(GetParam());

  EXPECT_EQ(server.Wait(), GetParam() == SIGKILL ? -SIGKILL : 0) << server.Errors();
  ExpectNothingIsLeftOf(folder);
}

INSTANTIATE_TEST_SUITE_P(By, ServeEnds, ::testing::Values(SIGTERM, SIGINT, SIGKILL),
                         [](const auto& test) {
                           return test.param == SIGKILL  ? "Kill"
                                  : test.param == SIGINT ? "Interrupt"
                                                         : "Termination";
                         });

TEST_F(Serve, EndsWithTheProcessThatStartedIt) {
  const auto parent = StartParent("");
  const Struct endpoints = AwaitEndpoints(*parent);
  const auto server = static_cast<pid_t>(endpoints.fields().at("pid").number_value());
  ASSERT_TRUE(Runs(server));

  parent->Signal(SIGKILL);
  parent->Wait();

  EXPECT_TRUE(Eventually([&] { return !Runs(server); }));
  ExpectNothingIsLeftOf(TextAt(endpoints, "dataDirectory"));
}

TEST_F(Serve, EndsWithTheProcessThatStartedItWhenItHasJustBegun) {
  const auto parent = StartParent("");
  pid_t server = 0;
  fs::path folder;
  ASSERT_TRUE(Eventually([&] {
    for (const pid_t child : ChildrenOf(parent->pid())) {
      server = child;
      folder = TemporaryFolderOf(child);
    }
    return !folder.empty();
  })) << parent->Errors();

  parent->Signal(SIGKILL);
  parent->Wait();

  EXPECT_TRUE(Eventually([&] { return !Runs(server); }));
  ExpectNothingIsLeftOf(folder);
}

TEST_F(Serve, EndsWithAnotherProcessThatIsNamed) {
  Process harness("/bin/sleep", {"3600"}, folder_.path());
  Process server("sennight", Ephemeral({"--exit-with=" + std::to_string(harness.pid())}),
                 folder_.path());
  const fs::path folder = TextAt(AwaitEndpoints(server), "dataDirectory");

  harness.Signal(SIGKILL);
  harness.Wait();

  EXPECT_EQ(server.Wait(), 0) << server.Errors();
  ExpectNothingIsLeftOf(folder);
}

TEST_F(Serve, EndsAtOnceIfTheProcessToEndWithIsNotThere) {
  Process ended("/bin/true", {}, folder_.path());
  ended.Wait();

  const Ended server = Run(Ephemeral({"--exit-with=" + std::to_string(ended.pid())}));

  EXPECT_EQ(server.status, 0) << server.err;
  ExpectNothingIsLeftOf(TextAt(ParseObject(server.out), "dataDirectory"));
}

TEST_F(Serve, OutlivesItsParentWhenItIsToldTo) {
  const auto parent = StartParent("--exit-with=nobody");
  const Struct endpoints = AwaitEndpoints(*parent);
  const auto server = static_cast<pid_t>(endpoints.fields().at("pid").number_value());

  parent->Signal(SIGKILL);
  parent->Wait();

  EXPECT_THAT(client::IsServing(rpc::Connect(TextAt(endpoints, "gateway", "grpc")), "readiness",
                                absl::Now() + absl::Seconds(10)),
              IsOkAndHolds(true));
  kill(server, SIGTERM);
  EXPECT_TRUE(Eventually([&] { return !Runs(server); }));
  ExpectNothingIsLeftOf(TextAt(endpoints, "dataDirectory"));
}

TEST_F(Serve, GoesByTheClockThatItIsGiven) {
  const Process server("sennight", Ephemeral({"--now=2025-12-16T08:00:00Z"}), folder_.path());
  const std::string endpoint = "--endpoint=" + AwaitGateway(server);
  const Ended imported =
      Run({"import", "--topic=offshore-wind",
           std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/offshore-wind-2025-W50.jsonl",
           endpoint});
  ASSERT_EQ(imported.status, 0) << imported.err;

  const Ended events = Run({"events", "--topic=offshore-wind", "--json", endpoint});
  const Ended composed =
      Run({"compose", "--topic=offshore-wind", "--language=en", "--format=json", endpoint});

  EXPECT_THAT(events.out.substr(0, events.out.find('\n')),
              HasSubstr(R"("recordedTime":"2025-12-16T08:00:00Z")"));
  EXPECT_EQ(composed.status, 0) << composed.err;
  EXPECT_NE(composed.out.find("2025-12-08"), std::string::npos);  // The Monday of the week before.
}

TEST_F(Serve, RefusesClocksAndProcessesThatMakeNoSense) {
  const std::pair<std::vector<std::string>, const char*> mistakes[] = {
      {{"serve", "--ephemeral", "--now=yesterday"}, "--now: want a time such as"},
      {{"serve", "--now=2025-12-16T08:00:00Z"}, "--now: only with --ephemeral"},
      {{"serve", "--ephemeral", "--exit-with=init"}, "--exit-with: want parent, nobody or"},
      {{"serve", "--ephemeral", "--exit-with=-1"}, "--exit-with: want parent, nobody or"}};
  for (const auto& [arguments, words] : mistakes) {
    const Ended ended = Run(arguments);

    EXPECT_EQ(ended.status, 2) << words;
    EXPECT_THAT(ended.err, HasSubstr(words));
  }
}

}  // namespace
}  // namespace sennight::testing
