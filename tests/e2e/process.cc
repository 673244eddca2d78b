#include "tests/e2e/process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <system_error>

#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kNeverEnded = -1000;

int OpenForWriting(const fs::path& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

}  // namespace

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

Process::Process(const std::string& name, const std::vector<std::string>& arguments,
                 const fs::path& folder) {
  static std::atomic<int> number = 0;
  const std::string stem = fs::path(name).filename().string() + "-" + std::to_string(++number);
  out_ = folder / (stem + ".out");
  err_ = folder / (stem + ".err");
  const std::string program = (fs::path(SENNIGHT_BINARY_DIR) / "bin" / name).string();
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const int out = OpenForWriting(out_);
  const int err = OpenForWriting(err_);
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(program.c_str(), words.data());
    _exit(127);
  }
  close(out);
  close(err);
}

Process::~Process() {
  if (has_ended_) return;
  Signal(SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Process::Signal(int signal) const {
  if (!has_ended_) kill(pid_, signal);
}

bool Process::Runs() { return !TakeEnd(); }

int Process::Wait() {
  return Eventually([this] { return TakeEnd(); }) ? status_ : kNeverEnded;
}

// Takes the exit status if there is one.
bool Process::TakeEnd() {
  if (has_ended_) return true;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
  has_ended_ = true;
  status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return true;
}

Ended RunProgram(const std::string& name, const std::vector<std::string>& arguments,
                 const fs::path& folder) {
  Process process(name, arguments, folder);
  const int status = process.Wait();
  return {.status = status, .out = process.Output(), .err = process.Errors()};
}

}  // namespace sennight::testing
