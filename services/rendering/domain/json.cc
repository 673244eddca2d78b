#include "services/rendering/domain/json.h"

#include <google/protobuf/util/json_util.h>

namespace sennight::rendering {

absl::StatusOr<std::string> RenderJson(const digest::v1::Digest& digest) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(digest, &json, options);
  if (!status.ok()) {
    return absl::InternalError("digest: " +
                               std::string(status.message().data(), status.message().size()));
  }
  return json;
}

}  // namespace sennight::rendering
