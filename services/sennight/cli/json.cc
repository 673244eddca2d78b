#include "services/sennight/cli/json.h"

#include <google/protobuf/util/json_util.h>

namespace sennight::cli {
namespace {

std::string ToJson(const google::protobuf::Message& message, bool is_indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = is_indented;
  // The messages hold no Any, the one thing that cannot be printed.
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

}  // namespace

std::string JsonLine(const google::protobuf::Message& message) {
  return ToJson(message, false) + "\n";
}

std::string JsonDocument(const google::protobuf::Message& message) {
  std::string json = ToJson(message, true);
  if (json.empty() || json.back() != '\n') json += '\n';
  return json;
}

}  // namespace sennight::cli
