#include "services/sennight/commands/demo/samples.h"

#include <fstream>
#include <sstream>
#include <system_error>

#include "common/hash/hash.h"
#include "services/sennight/cli/files.h"

namespace sennight::demo {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFingerprintFile = "demo.sha256";

}  // namespace

std::vector<Sample> Samples() {
  return {{"cell-gene-therapy-2025-W50.jsonl", "cell-gene-therapy", "2025-W50"},
          {"offshore-wind-2025-W50.jsonl", "offshore-wind", "2025-W50"}};
}

absl::StatusOr<std::string> FingerprintOf(const fs::path& folder) {
  std::ostringstream content;
  for (const Sample& sample : Samples()) {
    std::ifstream file(folder / sample.file, std::ios::binary);
    if (!file) return absl::NotFoundError("there is no " + (folder / sample.file).string());
    content << file.rdbuf();
  }
  return hash::Sha256Hex(content.str());
}

absl::StatusOr<bool> PrepareDatabase(const fs::path& directory, const fs::path& database,
                                     const std::string& fingerprint) {
  std::string known;
  std::ifstream(directory / kFingerprintFile) >> known;
  if (known == fingerprint) return false;
  std::error_code error;
  const bool is_stale = !known.empty() && fs::exists(database, error);
  if (is_stale) fs::remove_all(database, error);
  if (error) return absl::FailedPreconditionError("cannot remove " + database.string());
  if (!known.empty() || !fs::exists(database, error)) {
    absl::Status written = cli::WriteFile(directory / kFingerprintFile, fingerprint + "\n");
    if (!written.ok()) return written;
  }
  return is_stale;
}

}  // namespace sennight::demo
