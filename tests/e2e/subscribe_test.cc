// `sennight subscribe` at four processes that end and come back.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <signal.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "tests/e2e/four_services.h"

namespace sennight::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kTopic[] = "--topic=offshore-wind";

class SubscribeCommand : public ::testing::Test {
 protected:
  // Starts the command with the gateway as its endpoint.
  std::unique_ptr<Process> Subscribe(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "subscribe");
    arguments.push_back("--endpoint=" + services_.AddressOf(kGateway));
    return std::make_unique<Process>("sennight", arguments, folder_.path());
  }

  // Stores the event `n`.
  void Store(int n) {
    const std::string number = std::to_string(n);
    const std::string path = (folder_.path() / (number + ".jsonl")).string();
    std::ofstream(path) << R"({"title": "Turbine )" << number
                        << R"( stands", "body": "It stands.", "language": "en", )"
                        << R"("occurred": {"start": "2025-12-10"}, "sources": )"
                        << R"([{"url": "https://turbine)" << number << R"(.example.org/"}]})"
                        << "\n";
    // The gateway may just have come back.
    EXPECT_TRUE(Eventually([&] { return services_.Run({"import", kTopic, path}).status == 0; }));
  }

  // The positions in the lines of JSON that have been written whole.
  static std::vector<int64_t> PositionsIn(const std::string& output) {
    std::vector<int64_t> positions;
    std::istringstream lines(output.substr(0, output.rfind('\n') + 1));
    for (std::string line; std::getline(lines, line);) {
      eventstore::v1::SubscribeResponse response;
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &response).ok()) << line;
      for (const auto& event : response.events()) positions.push_back(event.position());
    }
    return positions;
  }

  static bool HasSeen(const Process& process, int64_t position) {
    const std::vector<int64_t> positions = PositionsIn(process.Output());
    return !positions.empty() && positions.back() >= position;
  }

  FourServices services_;
  const TestFolder folder_;
};

TEST_F(SubscribeCommand, WritesWhatIsStoredAndWhatComesUntilItIsInterrupted) {
  Store(1);
  const auto subscriber = Subscribe({kTopic});
  EXPECT_TRUE(
      Eventually([&] { return subscriber->Output().find("Turbine 1") != std::string::npos; }));
  EXPECT_TRUE(Eventually([&] { return !subscriber->Errors().empty(); }));
  EXPECT_THAT(subscriber->Errors(), HasSubstr("caught up at position 1"));

  Store(2);
  EXPECT_TRUE(
      Eventually([&] { return subscriber->Output().find("Turbine 2") != std::string::npos; }));
  subscriber->Signal(SIGINT);

  EXPECT_EQ(subscriber->Wait(), 0) << subscriber->Errors();
  EXPECT_THAT(subscriber->Output(),
              ContainsRegex("^ +1  2025-12-10  en .*Turbine 1 stands\n +2 .*Turbine 2 stands\n$"));
}

TEST_F(SubscribeCommand, WritesOnlyWhatAFilterLetsThrough) {
  for (int n = 1; n <= 3; ++n) Store(n);
  const auto subscriber = Subscribe({kTopic, "--filter=source_host = \"turbine2.example.org\""});
  EXPECT_TRUE(Eventually([&] { return !subscriber->Errors().empty(); }));
  EXPECT_THAT(subscriber->Errors(), HasSubstr("caught up at position 3"));
  subscriber->Signal(SIGINT);

  EXPECT_EQ(subscriber->Wait(), 0) << subscriber->Errors();
  EXPECT_THAT(subscriber->Output(), ContainsRegex("^ +2 .*Turbine 2 stands\n$"));
}

TEST_F(SubscribeCommand, GoesOnWhereItWasWhenServicesComeBack) {
  Store(1);
  const auto subscriber = Subscribe({"--json", "--heartbeat=1"});
  EXPECT_TRUE(Eventually([&] { return HasSeen(*subscriber, 1); }));

  // Ended in peace, which a subscriber must not hold up, and killed.
  int stored = 1;
  for (const char* service : {kEventStore, kGateway}) {
    for (const int signal : {SIGTERM, SIGKILL}) {
      const int status = services_.End(service, signal);
      EXPECT_EQ(status, signal == SIGTERM ? 0 : -signal) << services_.LogOf(service);
      services_.Start(service);
      Store(++stored);
      EXPECT_TRUE(Eventually([&] { return HasSeen(*subscriber, stored); }))
          << service << " " << signal << "\n"
          << subscriber->Errors();
    }
  }
  services_.KillDatabase();
  Store(++stored);
  EXPECT_TRUE(Eventually([&] { return HasSeen(*subscriber, stored); })) << subscriber->Errors();

  subscriber->Signal(SIGTERM);
  EXPECT_EQ(subscriber->Wait(), 0) << subscriber->Errors();
  EXPECT_THAT(PositionsIn(subscriber->Output()), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(subscriber->Errors(), HasSubstr("; again in 100ms"));
}

TEST_F(SubscribeCommand, SaysWhatIsWrong) {
  struct Case {
    std::vector<std::string> arguments;
    int status;
    const char* says;
  };
  for (const Case& c :
       std::vector<Case>{{{"--after=7"}, 1, "want a position of at most 0"},
                         {{"--after=0", "--epoch=2"}, 1, "epoch"},
                         {{"--after=-1"}, 2, "--after"},
                         {{"--filter=no_such_field = 1"}, 2, "filter: column 1"},
                         {{"--heartbeat=301"}, 2, "--heartbeat"},
                         {{"--topic=offshore-wind,no-such-field"}, 1, "no-such-field"}}) {
    std::vector<std::string> words = c.arguments;
    words.insert(words.begin(), "subscribe");
    const Ended ended = services_.Run(words);
    EXPECT_EQ(ended.status, c.status) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(c.says));
  }
}

}  // namespace
}  // namespace sennight::testing
