// TopicService over a TopicCatalog.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"
#include "sennight/gateway/v1/topic_service.grpc.pb.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Answers on the executor. Safe for concurrent use; what it borrows must outlive it.
class TopicServiceAdapter final : public v1::TopicService::CallbackService {
 public:
  TopicServiceAdapter(const TopicCatalog& catalog, rpc::Dispatcher& dispatcher)
      : catalog_(catalog), dispatcher_(dispatcher) {}

  grpc::ServerUnaryReactor* ListTopics(grpc::CallbackServerContext* context,
                                       const v1::ListTopicsRequest* request,
                                       v1::ListTopicsResponse* response) override;
  grpc::ServerUnaryReactor* GetTopic(grpc::CallbackServerContext* context,
                                     const v1::GetTopicRequest* request,
                                     v1::GetTopicResponse* response) override;

 private:
  absl::StatusOr<v1::ListTopicsResponse> List(const rpc::Call& call,
                                              const v1::ListTopicsRequest& request);
  absl::StatusOr<v1::GetTopicResponse> Get(const rpc::Call& call,
                                           const v1::GetTopicRequest& request);

  const TopicCatalog& catalog_;
  rpc::Dispatcher& dispatcher_;
};

}  // namespace sennight::gateway
