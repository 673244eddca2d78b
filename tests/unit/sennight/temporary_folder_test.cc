#include "services/sennight/cluster/temporary_folder.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace sennight::cluster {
namespace {

namespace fs = std::filesystem;
using ::sennight::testing::Eventually;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

void Fill(const fs::path& folder) {
  fs::create_directories(folder / "a b" / "c");
  std::ofstream(folder / "a b" / "c" / "-rf") << "text";
}

TEST(TemporaryFolderTest, IsGoneWithItsOwner) {
  absl::StatusOr<TemporaryFolder> made = TemporaryFolder::Make(::testing::TempDir());
  ASSERT_THAT(made, IsOk());
  std::optional<TemporaryFolder> folder(*std::move(made));
  const fs::path path = folder->path();
  Fill(path);

  folder.reset();

  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolderTest, IsGoneWhenTheProcessIsKilled) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t owner = fork();
  if (owner == 0) {
    absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make(::testing::TempDir());
    Fill(folder->path());
    const std::string path = folder->path();
    (void)!write(pipe_ends[1], path.data(), path.size());
    while (true) pause();
  }
  char text[256];
  const ssize_t size = read(pipe_ends[0], text, sizeof(text));
  ASSERT_GT(size, 0);
  const fs::path path(std::string(text, static_cast<size_t>(size)));
  EXPECT_TRUE(fs::exists(path));

  kill(owner, SIGKILL);

  waitpid(owner, nullptr, 0);
  EXPECT_TRUE(Eventually([&] { return !fs::exists(path); }));
}

TEST(TemporaryFolderTest, NamesAParentThatIsNotThere) {
  EXPECT_THAT(TemporaryFolder::Make("/nowhere"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "/nowhere"));
}

}  // namespace
}  // namespace sennight::cluster
