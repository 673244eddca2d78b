// Real processes for tests.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/eventually.h"
#include "tests/support/test_folder.h"

namespace sennight::testing {

// Returns what a file holds; empty if there is none.
std::string ContentOf(const std::filesystem::path& path);

// A program of this build that runs. It is killed at the end of the test if it has not ended, and
// when the test is killed.
class Process {
 public:
  // Starts `name`: one of the build's programs, or an absolute path. What it writes goes to files
  // in `folder`.
  Process(const std::string& name, const std::vector<std::string>& arguments,
          const std::filesystem::path& folder);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void Signal(int signal) const;

  // Whether it has not ended yet.
  bool Runs();

  // Waits for the end. Returns the exit status, minus the signal that ended it, or -1000 if it has
  // not ended within 30 seconds.
  int Wait();

  std::string Output() const { return ContentOf(out_); }
  std::string Errors() const { return ContentOf(err_); }

 private:
  bool TakeEnd();

  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t pid_ = 0;
  bool has_ended_ = false;
  int status_ = 0;
};

// What became of a program that has ended.
struct Ended {
  int status = 0;
  std::string out;
  std::string err;
};

// Runs `name` of the build's programs until it ends.
Ended RunProgram(const std::string& name, const std::vector<std::string>& arguments,
                 const std::filesystem::path& folder);

}  // namespace sennight::testing
