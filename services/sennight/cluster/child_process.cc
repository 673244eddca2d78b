#include "services/sennight/cluster/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"

namespace sennight::cluster {
namespace {

constexpr std::chrono::milliseconds kPollInterval{5};
constexpr int kCannotExecute = 127;

// What the child needs, made before the fork: after it only async-signal-safe calls are allowed.
struct Plan {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  ServerUser user;
  int log = -1;
  pid_t parent = 0;
};

[[noreturn]] void Die(const char* what) {
  const char* reason = strerrordesc_np(errno);
  (void)!write(STDERR_FILENO, what, std::strlen(what));
  if (reason != nullptr) (void)!write(STDERR_FILENO, reason, std::strlen(reason));
  (void)!write(STDERR_FILENO, "\n", 1);
  _exit(kCannotExecute);
}

// Runs in the child. Raw system calls change the user, since glibc's wrappers want to reach
// threads that do not exist here.
[[noreturn]] void Execute(const Plan& plan) {
  dup2(plan.log, STDOUT_FILENO);
  dup2(plan.log, STDERR_FILENO);
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, STDIN_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, 0);
  setsid();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  if (plan.user.differs) {
    if (syscall(SYS_setgroups, 0, nullptr) != 0 ||
        syscall(SYS_setresgid, plan.user.gid, plan.user.gid, plan.user.gid) != 0 ||
        syscall(SYS_setresuid, plan.user.uid, plan.user.uid, plan.user.uid) != 0) {
      Die("cannot become the user postgres: ");
    }
  }
  // After the change of user, which would clear it. The parent may have ended before.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (getppid() != plan.parent) _exit(kCannotExecute);
  umask(0077);
  if (chdir("/") != 0) Die("cannot enter /: ");
  execve(plan.arguments[0], plan.arguments.data(), plan.environment.data());
  Die("cannot execute: ");
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(const std::vector<std::string>& arguments,
                                                 const ServerUser& user,
                                                 const std::filesystem::path& log) {
  Plan plan;
  plan.user = user;
  plan.parent = getpid();
  for (const std::string& argument : arguments) {
    plan.arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  plan.arguments.push_back(nullptr);
  // A fixed environment: messages in English, and no PG… variable of the caller's.
  static char path[] = "PATH=/usr/bin:/bin";
  static char locale[] = "LC_ALL=C.UTF-8";
  static char zone[] = "TZ=UTC";
  plan.environment = {path, locale, zone, nullptr};
  plan.log = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (plan.log < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot write ", log.string(), ": ", std::strerror(errno)));
  }
  const pid_t pid = fork();
  if (pid == 0) Execute(plan);
  const int error = errno;
  close(plan.log);
  if (pid < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot start a process: ", std::strerror(error)));
  }
  return ChildProcess(pid);
}

bool ChildProcess::IsRunning() {
  if (wait_status_.has_value()) return false;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, WNOHANG);
  if (ended == pid_) wait_status_ = status;
  if (ended < 0 && errno == ECHILD) wait_status_ = kCannotExecute << 8;
  return !wait_status_.has_value();
}

bool ChildProcess::WaitFor(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (IsRunning()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

void ChildProcess::Signal(int signal) const {
  if (!wait_status_.has_value()) kill(pid_, signal);
}

std::string ChildProcess::Ending() const {
  if (!wait_status_.has_value()) return "";
  if (WIFSIGNALED(*wait_status_)) return absl::StrCat("signal ", WTERMSIG(*wait_status_));
  return absl::StrCat("exit status ", WEXITSTATUS(*wait_status_));
}

std::string TailOf(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  std::string text = content.str();
  if (text.size() > kLogTailBytes) {
    text.erase(0, text.size() - kLogTailBytes);
    text.erase(0, text.find('\n') + 1);
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace sennight::cluster
