#include "services/gateway/domain/request_form.h"

#include <string>

#include "absl/strings/ascii.h"
#include "common/text/ids.h"
#include "services/gateway/domain/topic_rules.h"

namespace sennight::gateway {

bool IsUuid(std::string_view text) {
  constexpr size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (size_t i = 0; i < kLength; ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return true;
}

void CheckTopicId(std::string_view field, std::string_view topic_id, FieldViolations* violations) {
  if (text::IsTopicId(topic_id)) return;
  violations->Add(std::string(field), std::string(text::kWantTopicId));
}

void CheckRequestId(std::string_view request_id, FieldViolations* violations) {
  if (request_id.empty() || IsUuid(request_id)) return;
  violations->Add("request_id", "want a UUID such as 0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d");
}

}  // namespace sennight::gateway
