// DigestService over a DigestComposer.
#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/gateway/adapters/digest_meters.h"
#include "services/gateway/domain/digest_composer.h"

namespace sennight::gateway {

// Answers on the executor, whose threads wait for the other services. Safe for concurrent use; what
// it borrows must outlive it.
class DigestServiceAdapter final : public v1::DigestService::CallbackService {
 public:
  DigestServiceAdapter(DigestComposer& composer, rpc::Dispatcher& dispatcher,
                       const DigestMeters& meters)
      : composer_(composer), dispatcher_(dispatcher), meters_(meters) {}

  grpc::ServerUnaryReactor* ComposeDigest(grpc::CallbackServerContext* context,
                                          const v1::ComposeDigestRequest* request,
                                          v1::ComposeDigestResponse* response) override;
  grpc::ServerUnaryReactor* GetWeeklyDigest(grpc::CallbackServerContext* context,
                                            const v1::GetWeeklyDigestRequest* request,
                                            v1::GetWeeklyDigestResponse* response) override;

 private:
  absl::StatusOr<v1::ComposeDigestResponse> Compose(const rpc::Call& call,
                                                    const v1::ComposeDigestRequest& request);
  absl::StatusOr<v1::GetWeeklyDigestResponse> GetWeekly(const rpc::Call& call,
                                                        const v1::GetWeeklyDigestRequest& request);

  DigestComposer& composer_;
  rpc::Dispatcher& dispatcher_;
  const DigestMeters meters_;
};

}  // namespace sennight::gateway
