#include "services/gateway/adapters/topic_service.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"
#include "common/text/ids.h"
#include "services/gateway/domain/topic_rules.h"

namespace sennight::gateway {
namespace {

constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1000;

// A page token is this prefix and the id of the last topic of the page before.
constexpr char kTokenPrefix[] = "after:";

}  // namespace

absl::StatusOr<v1::ListTopicsResponse> TopicServiceAdapter::List(
    const rpc::Call& /*call*/, const v1::ListTopicsRequest& request) {
  FieldViolations violations;
  if (request.page_size() < 0) violations.Add("page_size", "want 0 to 1000");
  absl::string_view after = request.page_token();
  if (!after.empty() && (!absl::ConsumePrefix(&after, kTokenPrefix) ||
                         !text::IsTopicId(std::string_view(after.data(), after.size())))) {
    violations.Add("page_token", "want the next_page_token of the page before");
  }
  if (!violations.empty()) return violations.ToStatus();

  const int page_size =
      request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  v1::ListTopicsResponse response;
  const auto& topics = catalog_.topics();
  auto next = topics.upper_bound(std::string_view(after.data(), after.size()));
  for (; next != topics.end() && response.topics_size() < page_size; ++next) {
    *response.add_topics() = next->second.topic;
  }
  if (next != topics.end()) {
    response.set_next_page_token(
        absl::StrCat(kTokenPrefix, response.topics().rbegin()->topic_id()));
  }
  return response;
}

absl::StatusOr<v1::GetTopicResponse> TopicServiceAdapter::Get(const rpc::Call& /*call*/,
                                                              const v1::GetTopicRequest& request) {
  const absl::StatusOr<const CoveredTopic*> found = catalog_.Find(request.topic());
  if (!found.ok()) return found.status();
  v1::GetTopicResponse response;
  *response.mutable_topic() = (*found)->topic;
  return response;
}

}  // namespace sennight::gateway
