#include "services/sennight/cli/digest_file.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "services/sennight/cli/files.h"

namespace sennight::cli {
namespace {

// Most bytes of a digest in JSON: the services take 8 MiB on the wire.
constexpr size_t kMostBytes = size_t{32} << 20;

}  // namespace

absl::StatusOr<digest::v1::Digest> ReadDigest(const std::string& path) {
  const absl::StatusOr<std::string> json = ReadFile(path, kMostBytes);
  if (!json.ok()) return json.status();
  digest::v1::Digest digest;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*json, &digest);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": want a digest in JSON, as `compose --format json` writes it: ",
                     std::string(parsed.message().data(), parsed.message().size())));
  }
  return digest;
}

}  // namespace sennight::cli
