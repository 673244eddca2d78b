#include "services/sennight/commands/demo/samples.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <system_error>

#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::demo {
namespace {

namespace fs = std::filesystem;
using ::sennight::testing::IsOkAndHolds;
using ::sennight::testing::StatusIs;

class PrepareDatabaseTest : public ::testing::Test {
 protected:
  absl::StatusOr<bool> Prepare(const std::string& fingerprint) {
    return PrepareDatabase(directory_, directory_ / "pgdata", fingerprint);
  }

  void MakeDatabase() { fs::create_directory(directory_ / "pgdata"); }
  bool HasDatabase() { return fs::exists(directory_ / "pgdata"); }

  const sennight::testing::TestFolder folder_;
  const fs::path directory_ = folder_.path();
};

TEST_F(PrepareDatabaseTest, KeepsADatabaseOfTheSameSamples) {
  EXPECT_THAT(Prepare("a"), IsOkAndHolds(false));
  MakeDatabase();

  EXPECT_THAT(Prepare("a"), IsOkAndHolds(false));
  EXPECT_TRUE(HasDatabase());
}

TEST_F(PrepareDatabaseTest, RemovesADatabaseOfOtherSamples) {
  EXPECT_THAT(Prepare("a"), IsOkAndHolds(false));
  MakeDatabase();

  EXPECT_THAT(Prepare("b"), IsOkAndHolds(true));
  EXPECT_FALSE(HasDatabase());
  EXPECT_THAT(Prepare("b"), IsOkAndHolds(false));
}

TEST_F(PrepareDatabaseTest, LeavesADatabaseAloneThatNoDemoHasMade) {
  MakeDatabase();

  EXPECT_THAT(Prepare("a"), IsOkAndHolds(false));
  EXPECT_THAT(Prepare("b"), IsOkAndHolds(false));
  EXPECT_TRUE(HasDatabase());
}

TEST(FingerprintOf, NamesASampleThatIsMissing) {
  EXPECT_THAT(FingerprintOf("/nowhere"),
              StatusIs(absl::StatusCode::kNotFound, "there is no /nowhere/cell-gene-therapy"));
}

}  // namespace
}  // namespace sennight::demo
