#include "services/sennight/import/json_lines.h"

#include <google/protobuf/util/json_util.h>

#include <string>

#include "common/text/utf8.h"
#include "services/sennight/import/json_errors.h"
#include "services/sennight/import/repair.h"

namespace sennight::importing {

bool NestsTooDeep(std::string_view json) {
  int depth = 0;
  char quote = 0;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

Record ReadLine(std::string_view line, int number, const Options& options) {
  Record record;
  record.number = number;
  if (!text::IsValidUtf8(line)) {
    record.errors.push_back({"", "want valid UTF-8"});
    return record;
  }
  if (NestsTooDeep(line)) {
    record.errors.push_back({"", "want an event, got deeply nested JSON"});
    return record;
  }
  event::v1::Event event;
  const std::string json(line);
  const auto status = google::protobuf::util::JsonStringToMessage(json, &event);
  if (!status.ok()) {
    record.errors = ExplainJsonErrors(json, std::string(status.message()));
    return record;
  }
  RepairAndCheck(std::move(event), Origin::kLine, options, record);
  return record;
}

}  // namespace sennight::importing
