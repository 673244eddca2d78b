// DigestService over a DigestComposer and a DigestVerifier.
#pragma once

#include <atomic>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/gateway/adapters/digest_meters.h"
#include "services/gateway/domain/digest_composer.h"
#include "services/gateway/domain/digest_verifier.h"

namespace sennight::gateway {

// ComposeDigest answers with bytes, which the composer has ready.
using DigestServiceBase = v1::DigestService::WithRawCallbackMethod_ComposeDigest<
    v1::DigestService::WithCallbackMethod_GetWeeklyDigest<
        v1::DigestService::WithCallbackMethod_ExplainDigest<
            v1::DigestService::WithCallbackMethod_VerifyDigest<v1::DigestService::Service>>>>;

// Most calls at the same time that look for their digest in the cache, while the event store tells
// the window's head; no thread waits for it.
inline constexpr int kMaxLookingCalls = 256;

// Answers from the cache on gRPC's own threads; composes on the executor, whose threads wait for
// the other services. Safe for concurrent use; what it borrows must outlive it.
class DigestServiceAdapter final : public DigestServiceBase {
 public:
  DigestServiceAdapter(DigestComposer& composer, DigestVerifier& verifier,
                       rpc::Dispatcher& dispatcher, const DigestMeters& meters)
      : composer_(composer), verifier_(verifier), dispatcher_(dispatcher), meters_(meters) {}

  grpc::ServerUnaryReactor* ComposeDigest(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetWeeklyDigest(grpc::CallbackServerContext* context,
                                            const v1::GetWeeklyDigestRequest* request,
                                            v1::GetWeeklyDigestResponse* response) override;

  grpc::ServerUnaryReactor* ExplainDigest(grpc::CallbackServerContext* context,
                                          const v1::ExplainDigestRequest* request,
                                          v1::ExplainDigestResponse* response) override;

  grpc::ServerUnaryReactor* VerifyDigest(grpc::CallbackServerContext* context,
                                         const v1::VerifyDigestRequest* request,
                                         v1::VerifyDigestResponse* response) override;

 private:
  class ComposeCall;

  // Counts what was composed, and writes it.
  void Send(const Composed& composed, grpc::ByteBuffer& response) const;
  absl::StatusOr<v1::GetWeeklyDigestResponse> GetWeekly(const rpc::Call& call,
                                                        const v1::GetWeeklyDigestRequest& request);

  absl::StatusOr<v1::ExplainDigestResponse> Explain(const rpc::Call& call,
                                                    const v1::ExplainDigestRequest& request);

  absl::StatusOr<v1::VerifyDigestResponse> Verify(const rpc::Call& call,
                                                  const v1::VerifyDigestRequest& request);

  DigestComposer& composer_;
  DigestVerifier& verifier_;
  rpc::Dispatcher& dispatcher_;
  const DigestMeters meters_;
  std::atomic<int> looking_ = 0;
};

}  // namespace sennight::gateway
