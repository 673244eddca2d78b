// Which processes there are, as /proc tells it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sennight::testing {

// Returns the processes whose working directory is `folder` or below it, or whose command line
// names it; those that have ended and wait for their parent are not counted.
std::vector<pid_t> ProcessesOf(const std::filesystem::path& folder);

// Returns the processes that `parent` has started and that have not ended.
std::vector<pid_t> ChildrenOf(pid_t parent);

// Returns whether the process runs.
bool Runs(pid_t process);

// Returns the temporary folder that `owner` has made; empty while it has none.
std::filesystem::path TemporaryFolderOf(pid_t owner);

}  // namespace sennight::testing
