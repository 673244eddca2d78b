#include "services/event_store/config.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::event_store {
namespace {

using testing::IsOk;
using testing::StatusIs;

absl::Status Read(std::vector<std::string> arguments, Config& config) {
  config::Reader read("SENNIGHT_EVENT_STORE", std::move(arguments), {});
  return ReadConfig(read, config);
}

TEST(EventStoreConfigTest, NeedsNothingButADatabase) {
  Config config;
  ASSERT_THAT(Read({"--database=dbname=events"}, config), IsOk());

  EXPECT_EQ(config.store.database, "dbname=events");
  EXPECT_EQ(config.server.address, "127.0.0.1:7101");
  EXPECT_EQ(config.store.connections, 16);
  EXPECT_TRUE(config.store.migrate);
  EXPECT_FALSE(config.migrate_only);
}

TEST(EventStoreConfigTest, NamesEveryMistakeAtOnce) {
  Config config;
  const absl::Status status = Read({"--connections=65", "--queue=0", "--drain-grace=soon"}, config);
  for (const char* name : {"database", "connections", "queue", "drain-grace"}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, name));
  }
}

TEST(EventStoreConfigTest, ReadsTheDatabaseFromAFile) {
  const testing::TestFolder folder;
  const std::filesystem::path file = folder.path() / "database";
  std::ofstream(file) << "host=db password=secret\n";
  Config config;
  ASSERT_THAT(Read({"--database-file=" + file.string()}, config), IsOk());
  EXPECT_EQ(config.store.database, "host=db password=secret");
  std::filesystem::remove(file);

  EXPECT_THAT(Read({"--database-file=" + file.string()}, config),
              StatusIs(absl::StatusCode::kInvalidArgument, "readable file"));
}

TEST(EventStoreConfigTest, TakesOneDatabaseNotTwo) {
  Config config;
  EXPECT_THAT(Read({"--database=dbname=a", "--database-file=b"}, config),
              StatusIs(absl::StatusCode::kInvalidArgument, "one of"));
}

TEST(EventStoreConfigTest, GivesRightsOnlyWhereItMigrates) {
  Config config;
  ASSERT_THAT(
      Read({"--database=dbname=a", "--migrate-only", "--writer-role=w", "--reader-role=r"}, config),
      IsOk());
  EXPECT_EQ(config.store.roles.writer, "w");
  EXPECT_EQ(config.store.roles.reader, "r");

  EXPECT_THAT(Read({"--database=dbname=a", "--migrate=false", "--writer-role=w"}, config),
              StatusIs(absl::StatusCode::kInvalidArgument, "no role without --migrate"));
  EXPECT_THAT(Read({"--database=dbname=a", "--writer-role=w", "--reader-role=w"}, config),
              StatusIs(absl::StatusCode::kInvalidArgument, "another role than --writer-role"));
}

}  // namespace
}  // namespace sennight::event_store
