#include "services/sennight/cli/files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
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

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t most_bytes) {
  std::ifstream opened;
  std::error_code ignored;
  if (path != "-") {
    if (std::filesystem::is_directory(path, ignored)) {
      return absl::NotFoundError(absl::StrCat(path, ": is a directory"));
    }
    opened.open(path, std::ios::binary);
    if (!opened) return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  }
  std::istream& input = path == "-" ? std::cin : opened;
  std::string content(most_bytes + 1, '\0');
  input.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<size_t>(input.gcount()));
  if (content.size() <= most_bytes) return content;
  return absl::InvalidArgumentError(absl::StrCat(path, ": want at most ", most_bytes, " bytes"));
}

}  // namespace sennight::cli
