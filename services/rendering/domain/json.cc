#include "services/rendering/domain/json.h"

#include <google/protobuf/util/json_util.h>

#include "services/rendering/domain/json_writer.h"

namespace sennight::rendering {

absl::StatusOr<Rendered> RenderJson(const digest::v1::Digest& digest,
                                    const v1::RenderOptions& /*options*/) {
  static const bool is_plain = HasPlainJson(digest::v1::Digest::descriptor());
  if (is_plain) {
    Rendered rendered;
    rendered.content.reserve(2 * digest.ByteSizeLong());
    AppendJson(digest, &rendered.content);
    return rendered;
  }
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(digest, &json, options);
  if (!status.ok()) {
    return absl::InternalError("digest: " +
                               std::string(status.message().data(), status.message().size()));
  }
  return Rendered{.content = std::move(json)};
}

}  // namespace sennight::rendering
