#include "tests/support/test_folder.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <system_error>

namespace sennight::testing {

TestFolder::TestFolder() {
  std::string folder = "/tmp/sennight-test-XXXXXX";
  path_ = mkdtemp(folder.data());
  chmod(path_.c_str(), 0711);
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sennight::testing
