#include "services/sennight/cluster/data_directory.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::cluster {
namespace {

namespace fs = std::filesystem;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

class DataDirectoryTest : public ::testing::Test {
 protected:
  const sennight::testing::TestFolder folder_;
  const fs::path parent_ = folder_.path();
};

TEST_F(DataDirectoryTest, IsLockedByOneAtATime) {
  {
    const auto first = DataDirectory::TryLock(parent_ / "a/b");
    ASSERT_THAT(first, IsOk());
    EXPECT_TRUE(first->has_value());

    const auto second = DataDirectory::TryLock(parent_ / "a/b");

    ASSERT_THAT(second, IsOk());
    EXPECT_FALSE(second->has_value());
    EXPECT_EQ(DataDirectory::UseOf(parent_ / "a/b").pid, getpid());
  }
  const auto third = DataDirectory::TryLock(parent_ / "a/b");

  ASSERT_THAT(third, IsOk());
  EXPECT_TRUE(third->has_value());
}

TEST_F(DataDirectoryTest, TellsTheEndpointWhileItIsInUse) {
  {
    auto directory = DataDirectory::TryLock(parent_);
    ASSERT_THAT(directory, IsOk());
    ASSERT_THAT((*directory)->PublishEndpoint("127.0.0.1:7100"), IsOk());

    EXPECT_EQ(DataDirectory::UseOf(parent_).endpoint, "127.0.0.1:7100");
  }

  EXPECT_EQ(DataDirectory::UseOf(parent_).endpoint, "");
}

TEST_F(DataDirectoryTest, IsFreeAndForgetsTheEndpointWhenItsUserWasKilled) {
  const pid_t user = fork();
  if (user == 0) {
    auto directory = DataDirectory::TryLock(parent_);
    (void)(*directory)->PublishEndpoint("127.0.0.1:1");
    kill(getpid(), SIGKILL);
  }
  waitpid(user, nullptr, 0);
  ASSERT_EQ(DataDirectory::UseOf(parent_).endpoint, "127.0.0.1:1");

  const auto directory = DataDirectory::TryLock(parent_);

  ASSERT_THAT(directory, IsOk());
  EXPECT_TRUE(directory->has_value());
  EXPECT_EQ(DataDirectory::UseOf(parent_).endpoint, "");
}

TEST_F(DataDirectoryTest, SaysThatItCannotBeMade) {
  std::ofstream(parent_ / "file") << "text";

  EXPECT_THAT(DataDirectory::TryLock(parent_ / "file/data"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "cannot make the data directory"));
}

}  // namespace
}  // namespace sennight::cluster
