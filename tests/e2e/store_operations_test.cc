// What administrators do with a store, on the command line.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/endpoints.h"
#include "tests/e2e/process.h"
#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTopic[] = "--topic=offshore-wind";

class StoreOperations : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string DataDir(const std::string& name = "data") const { return "--data-dir=" + Path(name); }

  Ended Run(const std::vector<std::string>& arguments) const {
    return RunProgram("sennight", arguments, folder_.path());
  }

  void ImportWeek() const {
    const Ended imported =
        Run({"import", kTopic, DataDir(),
             std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/offshore-wind-2025-W50.jsonl"});
    EXPECT_EQ(imported.status, 0) << imported.err;
  }

  const TestFolder folder_;
};

TEST_F(StoreOperations, CheckAStoreThatIsServedAndOneThatIsNot) {
  ImportWeek();
  const Ended alone = Run({"store", "check", DataDir()});
  EXPECT_EQ(alone.status, 0) << alone.err;
  EXPECT_THAT(alone.out, HasSubstr("9 revisions up to position 9, epoch 1: nothing is wrong"));
  EXPECT_EQ(alone.err, "");

  Process server(
      "sennight",
      {"serve", "--grpc=127.0.0.1:0", "--http=127.0.0.1:0", "--print-endpoints", DataDir()},
      folder_.path());
  AwaitEndpoints(server);
  const Ended served = Run({"store", "check", DataDir()});
  EXPECT_EQ(served.status, 0) << served.err;
  EXPECT_EQ(served.out, alone.out);
}

TEST_F(StoreOperations, TellAMachineWhatIsWrong) {
  Process server("sennight", {"serve", "--ephemeral", "--print-endpoints"}, folder_.path());
  const google::protobuf::Struct endpoints = AwaitEndpoints(server);
  const std::string database = TextAt(endpoints, "database", "connectionString");
  ASSERT_NE(database, "");
  const Ended well = Run({"store", "check", "--json", "--database=" + database});
  EXPECT_EQ(well.status, 0) << well.err;
  EXPECT_EQ(TextAt(ParseObject(well.out), "findingCount"), "0");

  const Ended tampered =
      RunProgram("/usr/bin/psql",
                 {database, "-qc",
                  "SET session_replication_role = 'replica'; UPDATE event_store.log SET head = 4, "
                  "recorded_at = now()"},
                 folder_.path());
  ASSERT_EQ(tampered.status, 0) << tampered.err;

  const Ended ill = Run({"store", "check", "--json", "--database=" + database});
  EXPECT_EQ(ill.status, 1);
  EXPECT_EQ(TextAt(ParseObject(ill.out), "findingCount"), "1");
  EXPECT_THAT(ill.out, ContainsRegex("\"rule\": *\"head\""));
  const Ended told = Run({"store", "check", "--database=" + database});
  EXPECT_EQ(told.status, 1);
  EXPECT_THAT(told.out, HasSubstr("head at position 4: the head is 4, the last position 0\n"));
}

TEST_F(StoreOperations, BackUpRehearseAndRestore) {
  ImportWeek();
  const Ended backed_up = Run({"backup", DataDir(), Path("week.backup")});
  EXPECT_EQ(backed_up.status, 0) << backed_up.err;
  EXPECT_THAT(backed_up.out, HasSubstr("9 revisions up to position 9, epoch 1"));

  const Ended drill = Run({"restore", "--drill", DataDir(), Path("week.backup")});
  EXPECT_EQ(drill.status, 0) << drill.err;
  EXPECT_THAT(drill.out, HasSubstr("drill: the backup restores to what the store has"));

  const Ended again = Run({"restore", DataDir(), Path("week.backup")});
  EXPECT_EQ(again.status, 4);
  EXPECT_THAT(again.err, HasSubstr("the database holds a store already"));
  const Ended restored = Run({"restore", DataDir("other"), Path("week.backup")});
  EXPECT_EQ(restored.status, 0) << restored.err;
  EXPECT_THAT(restored.out, ContainsRegex("the store is in epoch [1-9][0-9]+ now"));
  EXPECT_EQ(Run({"events", kTopic, "--json", DataDir("other")}).out,
            Run({"events", kTopic, "--json", DataDir()}).out);
  const Ended lost = Run({"subscribe", "--after=9", "--epoch=1", DataDir("other")});
  EXPECT_EQ(lost.status, 1);
  EXPECT_THAT(lost.err, HasSubstr("it was restored"));
}

// The gateway has kept the digests from before, also one as of a position before the erasure.
TEST_F(StoreOperations, EraseWhatRunningServicesWouldStillTell) {
  Process server(
      "sennight",
      {"serve", "--grpc=127.0.0.1:0", "--http=127.0.0.1:0", "--print-endpoints", DataDir()},
      folder_.path());
  AwaitEndpoints(server);
  ImportWeek();
  const auto week = [this](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"compose",       kTopic,          "--week=2025-W50",
                                      "--language=en", "--format=json", DataDir()};
    words.insert(words.end(), more.begin(), more.end());
    const Ended composed = Run(words);
    EXPECT_EQ(composed.status, 0) << composed.err;
    return composed.out;
  };
  const std::string before = week({"--as-of=9"});
  std::string id;
  std::istringstream lines(Run({"events", kTopic, "--json", DataDir()}).out);
  for (std::string line; std::getline(lines, line);) {
    const std::string candidate = TextAt(ParseObject(line), "eventId");
    if (before.find(candidate) != std::string::npos) id = candidate;
  }
  ASSERT_NE(id, "");
  EXPECT_THAT(week({}), HasSubstr(id));

  const Ended erased =
      Run({"store", "erase", "--by=the officer", "--reason=court order 12/26", DataDir(), id});

  EXPECT_EQ(erased.status, 0) << erased.err;
  EXPECT_THAT(erased.out,
              HasSubstr("erased: " + id + " of offshore-wind: 1 revisions, by the officer"));
  const Ended rewritten =
      Run({"store", "erase", "--rewrite", "--by=another", "--reason=again", DataDir(), id});
  EXPECT_EQ(rewritten.status, 0) << rewritten.err;
  EXPECT_THAT(rewritten.out, HasSubstr("erased before: " + id));
  EXPECT_THAT(week({}), Not(HasSubstr(id)));
  EXPECT_THAT(week({"--as-of=9"}), Not(HasSubstr(id)));
  EXPECT_THAT(Run({"events", kTopic, DataDir()}).out, Not(HasSubstr(id)));
  EXPECT_THAT(Run({"events", kTopic, "--filter=state != ACTIVE", DataDir()}).out,
              ContainsRegex("^ +[0-9]+  -  .*" + id + ".*\\(erased\\)\n$"));
  const Ended shown = Run({"event", id, "--as-of=9", DataDir()});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("erased"));
  EXPECT_THAT(Run({"event", id, DataDir()}).out, HasSubstr("court order 12/26"));
  EXPECT_THAT(Run({"store", "erasures", DataDir()}).out, HasSubstr(id));
  EXPECT_EQ(Run({"store", "check", DataDir()}).status, 0);
  const Ended again =
      Run({"import", kTopic, "--on-change=revise", DataDir(),
           std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/offshore-wind-2025-W50.jsonl"});
  EXPECT_THAT(again.out + again.err, HasSubstr("it was erased on legal demand"));
}

TEST_F(StoreOperations, SayWhatAnErasureNeeds) {
  ImportWeek();
  const std::string nobody = "00000000-0000-4000-8000-000000000001";
  EXPECT_EQ(Run({"store", "erase", "--by=me", DataDir(), nobody}).status, 2);
  EXPECT_EQ(Run({"store", "erase", "--by=me", "--reason=x", DataDir(), "1"}).status, 2);
  const Ended absent = Run({"store", "erase", "--by=me", "--reason=x", DataDir(), nobody});
  EXPECT_EQ(absent.status, 1);
  EXPECT_THAT(absent.err, HasSubstr("no event " + nobody));
}

TEST_F(StoreOperations, PassABackupThroughAPipe) {
  ImportWeek();
  const Ended backed_up = Run({"backup", DataDir(), "-"});
  EXPECT_EQ(backed_up.status, 0);
  EXPECT_THAT(backed_up.err, HasSubstr("9 revisions"));
  std::ofstream(Path("piped"), std::ios::binary) << backed_up.out;

  EXPECT_EQ(Run({"restore", DataDir("other"), Path("piped")}).status, 0);
}

TEST_F(StoreOperations, LeaveNoHalfOfABackupAndReadNone) {
  ImportWeek();
  EXPECT_EQ(Run({"backup", DataDir(), Path("nowhere/week.backup")}).status, 4);
  EXPECT_EQ(Run({"restore", DataDir("other"), Path("absent")}).status, 1);
  std::ofstream(Path("half"), std::ios::binary) << "sennight-backup 1\n";
  const Ended half = Run({"restore", DataDir("other"), Path("half")});
  EXPECT_EQ(half.status, 4);
  EXPECT_THAT(half.err, HasSubstr("the backup ends too early"));
}

TEST_F(StoreOperations, SayWhichDatabaseTheyWant) {
  EXPECT_THAT(Run({"store", "check", DataDir()}).err, HasSubstr("there is no database in"));
  EXPECT_EQ(Run({"store", "check", DataDir()}).status, 1);
  EXPECT_FALSE(std::filesystem::exists(Path("data")));
  const Ended two = Run({"store", "check", "--database=dbname=a", "--database-file=b"});
  EXPECT_EQ(two.status, 2);
  EXPECT_THAT(two.err, HasSubstr("one of --database and --database-file"));
  const Ended password = Run({"store", "check", "--database=host=h password=secret"});
  EXPECT_EQ(password.status, 2);
  EXPECT_THAT(password.err, HasSubstr("holds a password"));
  const Ended absent = Run({"store", "check", "--database=host=/nonexistent"});
  EXPECT_EQ(absent.status, 3);
  EXPECT_THAT(absent.err, HasSubstr("the database cannot be reached"));
}

}  // namespace
}  // namespace sennight::testing
