#include "services/sennight/cluster/process_watch.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace sennight::cluster {
namespace {

using ::sennight::testing::Eventually;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

pid_t StartProcess() {
  const pid_t process = fork();
  if (process == 0) {
    while (true) pause();
  }
  return process;
}

// From now on this process is as in a sandbox that does not know pidfds.
void ForbidPidfds() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{.len = sizeof(rules) / sizeof(rules[0]), .filter = rules};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(1);
}

TEST(ProcessWatchTest, TellsTheEndOnce) {
  const pid_t process = StartProcess();
  std::atomic<int> told = 0;
  {
    const auto watch = ProcessWatch::Start(process, [&] { ++told; });
    ASSERT_THAT(watch, IsOk());
    EXPECT_EQ(told, 0);

    kill(process, SIGKILL);

    EXPECT_TRUE(Eventually([&] { return told > 0; }));
  }
  waitpid(process, nullptr, 0);
  EXPECT_EQ(told, 1);
}

TEST(ProcessWatchTest, TellsNothingWhenItIsStoppedBefore) {
  bool told = false;

  ASSERT_THAT(ProcessWatch::Start(getppid(), [&] { told = true; }), IsOk());

  EXPECT_FALSE(told);
}

TEST(ProcessWatchTest, TellsTheEndOfAParentWithoutPidfds) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const pid_t watched = getpid();
    if (fork() == 0) {
      ForbidPidfds();
      const auto watch = ProcessWatch::Start(watched, [&] {
        (void)!write(ends[1], "e", 1);
        _exit(0);
      });
      (void)!write(ends[1], watch.ok() ? "w" : "x", 1);
      while (true) pause();
    }
    while (true) pause();
  }
  close(ends[1]);
  char told = 0;
  ASSERT_EQ(read(ends[0], &told, 1), 1);
  ASSERT_EQ(told, 'w');

  kill(parent, SIGKILL);

  EXPECT_EQ(read(ends[0], &told, 1), 1);
  EXPECT_EQ(told, 'e');
  waitpid(parent, nullptr, 0);
}

TEST(ProcessWatchTest, RefusesWhatIsNoProcess) {
  EXPECT_THAT(ProcessWatch::Start(-1, [] {}),
              StatusIs(absl::StatusCode::kFailedPrecondition, "process -1"));
}

}  // namespace
}  // namespace sennight::cluster
