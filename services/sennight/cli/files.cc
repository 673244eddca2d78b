#include "services/sennight/cli/files.h"

#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace sennight::cli {

absl::Status WriteFile(const std::filesystem::path& path, const std::string& content) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  // A name of its own beside the file, so that a failure leaves what was there.
  const std::filesystem::path making = path.string() + ".making";
  std::ofstream file(making, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (file) std::filesystem::rename(making, path, error);
  if (file && !error) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("cannot write ", path.string(), error ? ": " + error.message() : ""));
}

}  // namespace sennight::cli
