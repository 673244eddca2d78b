// The topic a command is about.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/topic/v1/topic.pb.h"
#include "services/sennight/import/record.h"

namespace sennight::client {

// Asks the gateway at the end of `channel` for a topic.
absl::StatusOr<topic::v1::Topic> FetchTopic(const std::shared_ptr<grpc::Channel>& channel,
                                            const std::string& id, absl::Time deadline);

// Returns how files are read that are imported for the topic.
importing::Options ImportOptionsOf(const topic::v1::Topic& topic);

}  // namespace sennight::client
