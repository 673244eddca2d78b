#include "tests/support/golden.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

std::string Read(const std::filesystem::path& path, bool* exists) {
  std::ifstream file(path, std::ios::binary);
  *exists = file.is_open();
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

std::string ReadSourceFile(const std::string& path) {
  bool exists = false;
  std::string content = Read(std::filesystem::path(SENNIGHT_SOURCE_DIR) / path, &exists);
  EXPECT_TRUE(exists) << "no file " << path;
  return content;
}

::testing::AssertionResult MatchesGolden(const std::string& actual, const std::string& name) {
  const std::filesystem::path path =
      std::filesystem::path(SENNIGHT_SOURCE_DIR) / "tests" / "golden" / name;
  if (const char* update = std::getenv("UPDATE_GOLDEN"); update != nullptr && *update == '1') {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
  }
  bool exists = false;
  const std::string expected = Read(path, &exists);
  if (!exists) {
    return ::testing::AssertionFailure()
           << "no golden file " << name << "; make it with UPDATE_GOLDEN=1 and read it";
  }
  if (actual == expected) return ::testing::AssertionSuccess();
  const auto [a, e] =
      std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  const auto offset = static_cast<size_t>(a - actual.begin());
  const size_t from = offset < 80 ? 0 : offset - 80;
  const auto line = std::count(actual.begin(), a, '\n') + 1;
  return ::testing::AssertionFailure()
         << name << " differs at line " << line << "; actual …"
         << actual.substr(from, 200) << "…\nexpected …"
         << (from < expected.size() ? expected.substr(from, 200) : std::string()) << "…";
}

}  // namespace sennight::testing
