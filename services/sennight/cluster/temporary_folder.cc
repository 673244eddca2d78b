#include "services/sennight/cluster/temporary_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::cluster {
namespace {

namespace fs = std::filesystem;

// The shell is there: PostgreSQL's initdb needs it too. A server that is still ending may write a
// file while the others are removed; then they are removed again.
constexpr char kKeeperScript[] = R"(
trap '' HUP INT TERM
read -r ended
tries=0
while [ -e "$1" ] && [ "$tries" -lt 100 ]; do
  rm -rf -- "$1" || sleep 0.1
  tries=$((tries + 1))
done
)";

absl::Status Failed(const std::string& what, int error) {
  return absl::FailedPreconditionError(absl::StrCat(what, ": ", std::strerror(error)));
}

// Starts the keeper, whose standard input is `lifeline`. It holds no other file of this process,
// so that whoever reads this process's output sees its end.
int SpawnKeeper(const std::string& folder, int lifeline, pid_t* keeper) {
  std::string script = kKeeperScript;
  std::string name = folder;
  char shell[] = "/bin/sh";
  char option[] = "-c";
  char zeroth[] = "sennight-keeper";
  char* arguments[] = {shell, option, script.data(), zeroth, name.data(), nullptr};
  char path[] = "PATH=/usr/bin:/bin";
  char* environment[] = {path, nullptr};

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, lifeline, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawn_file_actions_addchdir_np(&files, "/");
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
  const int error = posix_spawn(keeper, shell, &files, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

}  // namespace

absl::StatusOr<TemporaryFolder> TemporaryFolder::Make(const fs::path& parent) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed("cannot make a pipe", errno);
  const auto close_both = [&ends] {
    close(ends[0]);
    close(ends[1]);
  };
  std::error_code ignored;
  std::string folder = (fs::absolute(parent, ignored) / "sennight-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    const int error = errno;
    close_both();
    return Failed("cannot make a directory in " + parent.string(), error);
  }
  chmod(folder.c_str(), 0711);
  pid_t keeper = 0;
  if (const int error = SpawnKeeper(folder, ends[0], &keeper); error != 0) {
    close_both();
    fs::remove(folder, ignored);
    return Failed("cannot start /bin/sh", error);
  }
  close(ends[0]);
  return TemporaryFolder(folder, keeper, ends[1]);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::move(other.path_)),
      keeper_(std::exchange(other.keeper_, 0)),
      lifeline_(std::exchange(other.lifeline_, -1)) {}

TemporaryFolder::~TemporaryFolder() {
  if (lifeline_ < 0) return;
  close(lifeline_);
  while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
  // Only if somebody has killed the keeper is there something left.
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace sennight::cluster
