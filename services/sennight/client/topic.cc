#include "services/sennight/client/topic.h"

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "sennight/gateway/v1/topic_service.grpc.pb.h"

namespace sennight::client {

absl::StatusOr<topic::v1::Topic> FetchTopic(const std::shared_ptr<grpc::Channel>& channel,
                                            const std::string& id, absl::Time deadline) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, "");
  gateway::v1::GetTopicRequest request;
  request.set_topic(id);
  gateway::v1::GetTopicResponse response;
  const grpc::Status status =
      gateway::v1::TopicService::NewStub(channel)->GetTopic(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response.topic();
}

importing::Options ImportOptionsOf(const topic::v1::Topic& topic) {
  importing::Options options{.topic = topic.topic_id()};
  for (const auto& category : topic.categories()) {
    options.categories.push_back(category.category_id());
  }
  return options;
}

}  // namespace sennight::client
