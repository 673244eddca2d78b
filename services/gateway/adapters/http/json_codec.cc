#include "services/gateway/adapters/http/json_codec.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace sennight::gateway::http {
namespace {

constexpr char kTypeServer[] = "type.googleapis.com";
constexpr size_t kLongestQuote = 160;

google::protobuf::util::TypeResolver& Types() {
  static auto& types = *google::protobuf::util::NewTypeResolverForDescriptorPool(
      kTypeServer, google::protobuf::DescriptorPool::generated_pool());
  return types;
}

std::string UrlOf(std::string_view type) {
  return absl::StrCat(kTypeServer, "/", std::string(type));
}

// Makes `events[0].title` of Protobuf's `(events[0].title)` and `(events[0]) title`.
std::string PathIn(std::string_view text) {
  std::string path;
  for (size_t i = 0; i < text.size() && path.size() < kLongestQuote; ++i) {
    if (text[i] == '(') continue;
    if (text[i] == ')') continue;
    path += text[i] == ' ' ? '.' : text[i];
  }
  return path;
}

// Says in our words what Protobuf's parser found.
absl::Status Explain(std::string_view message) {
  const std::string_view line = message.substr(0, message.find('\n'));
  if (const size_t at = line.find(": Cannot find field"); at != line.npos && at > 0) {
    return InvalidField(PathIn(line.substr(0, at)), "want a field of the contract");
  }
  const size_t value = line.find(": invalid value ");
  const size_t type = line.rfind(" for type ");
  if (value != line.npos && value > 0 && type != line.npos) {
    const std::string_view wanted = line.substr(type + sizeof(" for type ") - 1);
    return InvalidField(PathIn(line.substr(0, value)),
                        absl::StrCat("want a value of type ", std::string(wanted)));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("want the message in JSON: ", std::string(line.substr(0, kLongestQuote))));
}

}  // namespace

absl::StatusOr<std::string> FromJson(std::string_view type, const std::string& json) {
  std::string bytes;
  if (json.empty()) return bytes;
  const auto status =
      google::protobuf::util::JsonToBinaryString(&Types(), UrlOf(type), json, &bytes);
  if (status.ok()) return bytes;
  return Explain(std::string_view(status.message().data(), status.message().size()));
}

absl::StatusOr<std::string> ToJson(std::string_view type, const std::string& bytes) {
  std::string json;
  const auto status =
      google::protobuf::util::BinaryToJsonString(&Types(), UrlOf(type), bytes, &json);
  if (status.ok()) return json;
  return absl::InternalError(absl::StrCat("cannot write ", std::string(type), " in JSON"));
}

}  // namespace sennight::gateway::http
