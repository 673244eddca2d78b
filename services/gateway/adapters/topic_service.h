// TopicService over a TopicCatalog.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/typed_service.h"
#include "sennight/gateway/v1/topic_service.pb.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Answers on the executor. Safe for concurrent use; what it borrows must outlive it.
class TopicServiceAdapter final : public rpc::TypedService {
 public:
  TopicServiceAdapter(const TopicCatalog& catalog, rpc::Dispatcher& dispatcher)
      : TypedService(dispatcher), catalog_(catalog) {
    Unary(&TopicServiceAdapter::List);
    Unary(&TopicServiceAdapter::Get);
  }

 private:
  absl::StatusOr<v1::ListTopicsResponse> List(const rpc::Call& call,
                                              const v1::ListTopicsRequest& request);
  absl::StatusOr<v1::GetTopicResponse> Get(const rpc::Call& call,
                                           const v1::GetTopicRequest& request);

  const TopicCatalog& catalog_;
};

}  // namespace sennight::gateway
