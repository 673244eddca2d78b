// DigestService over a DigestComposer and a DigestVerifier.
#pragma once

#include <atomic>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/typed_service.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "services/gateway/adapters/digest_meters.h"
#include "services/gateway/domain/digest_composer.h"
#include "services/gateway/domain/digest_verifier.h"

namespace sennight::gateway {

// Most calls at the same time that look for their digest in the cache, while the event store tells
// the window's head; no thread waits for it.
inline constexpr int kMaxLookingCalls = 256;

// Answers from the cache without a thread that waits; composes on the executor, whose threads wait
// for the other services. Safe for concurrent use; what it borrows must outlive it.
class DigestServiceAdapter final : public rpc::TypedService {
 public:
  DigestServiceAdapter(DigestComposer& composer, DigestVerifier& verifier,
                       rpc::Dispatcher& dispatcher, const DigestMeters& meters)
      : TypedService(dispatcher), composer_(composer), verifier_(verifier), meters_(meters) {
    AsyncUnary(&DigestServiceAdapter::Compose, &AlwaysQuick<v1::ComposeDigestRequest>);
    Unary(&DigestServiceAdapter::GetWeekly);
    Unary(&DigestServiceAdapter::Explain);
    Unary(&DigestServiceAdapter::Verify);
  }

 private:
  // Answers with bytes, which the composer has ready.
  void Compose(const rpc::Call& call, const v1::ComposeDigestRequest& request,
               rpc::Done<grpc::ByteBuffer> done);
  void ComposeOnExecutor(const rpc::Call& call, const v1::ComposeDigestRequest& request,
                         const rpc::Done<grpc::ByteBuffer>& done);

  // Counts what was composed, and returns it as it is sent.
  grpc::ByteBuffer BytesOf(const Composed& composed) const;
  absl::StatusOr<v1::GetWeeklyDigestResponse> GetWeekly(const rpc::Call& call,
                                                        const v1::GetWeeklyDigestRequest& request);

  absl::StatusOr<v1::ExplainDigestResponse> Explain(const rpc::Call& call,
                                                    const v1::ExplainDigestRequest& request);

  absl::StatusOr<v1::VerifyDigestResponse> Verify(const rpc::Call& call,
                                                  const v1::VerifyDigestRequest& request);

  DigestComposer& composer_;
  DigestVerifier& verifier_;
  const DigestMeters meters_;
  std::atomic<int> looking_ = 0;
};

}  // namespace sennight::gateway
