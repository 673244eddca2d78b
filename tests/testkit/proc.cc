#include "tests/testkit/proc.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

namespace sennight::testing {
namespace {

namespace fs = std::filesystem;

// The fields of /proc/PID/stat that matter here; none for a process that has ended.
struct Stat {
  char state = 'X';
  pid_t parent = 0;
};

Stat StatOf(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  Stat stat;
  const size_t end_of_name = line.rfind(')');
  if (end_of_name == std::string::npos) return stat;
  std::istringstream(line.substr(end_of_name + 1)) >> stat.state >> stat.parent;
  return stat;
}

std::vector<std::string> WordsOf(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

std::vector<pid_t> AllProcesses() {
  std::vector<pid_t> processes;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const pid_t process = std::atoi(entry.path().filename().c_str());
    if (process > 0) processes.push_back(process);
  }
  return processes;
}

bool Names(const std::string& word, const fs::path& folder) {
  return word.find(folder.string()) != std::string::npos;
}

bool Uses(pid_t process, const fs::path& folder) {
  std::error_code error;
  const fs::path cwd = fs::read_symlink("/proc/" + std::to_string(process) + "/cwd", error);
  if (!error && Names(cwd.string(), folder)) return true;
  for (const std::string& word : WordsOf(process)) {
    if (Names(word, folder)) return true;
  }
  return false;
}

}  // namespace

std::vector<pid_t> ProcessesOf(const fs::path& folder) {
  std::vector<pid_t> users;
  for (const pid_t process : AllProcesses()) {
    if (process != getpid() && Runs(process) && Uses(process, folder)) users.push_back(process);
  }
  return users;
}

bool Runs(pid_t process) {
  const char state = StatOf(process).state;
  return state != 'X' && state != 'Z';
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const pid_t process : AllProcesses()) {
    if (StatOf(process).parent == parent && Runs(process)) children.push_back(process);
  }
  return children;
}

fs::path TemporaryFolderOf(pid_t owner) {
  for (const pid_t process : ChildrenOf(owner)) {
    const std::vector<std::string> words = WordsOf(process);
    if (words.size() == 5 && words[3] == "sennight-keeper") return words[4];
  }
  return {};
}

}  // namespace sennight::testing
