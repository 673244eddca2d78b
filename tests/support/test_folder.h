// A folder of one test's own, whoever else runs tests on the machine.
#pragma once

#include <filesystem>
#include <string>

namespace sennight::testing {

// Made at the beginning, removed with all that is in it at the end. Its path is short enough for
// sockets, and other users may pass through, such as the database's.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Returns the path of a file in it.
  std::string File(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace sennight::testing
