#include "services/gateway/adapters/digest_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "common/rpc/handler.h"

namespace sennight::gateway {
void DigestServiceAdapter::Compose(const rpc::Call& call, const v1::ComposeDigestRequest& request,
                                   rpc::Done<grpc::ByteBuffer> done) {
  if (looking_.fetch_add(1) >= kMaxLookingCalls) {
    looking_.fetch_sub(1);
    return ComposeOnExecutor(call, request, done);
  }
  // Without memory to look nobody does.
  absl::Cleanup not_looking = [this] { looking_.fetch_sub(1); };
  composer_.FindKept(request, call.deadline(), call.origin(),
                     [this, &call, &request,
                      done = std::move(done)](const absl::StatusOr<std::optional<Composed>>& kept) {
                       looking_.fetch_sub(1);
                       grpc::ByteBuffer bytes;
                       const absl::Status status = rpc::Guarded([&] {
                         if (!kept.ok()) return kept.status();
                         if (!kept->has_value()) {
                           ComposeOnExecutor(call, request, done);
                         } else {
                           bytes = BytesOf(**kept);
                         }
                         return absl::OkStatus();
                       });
                       if (!status.ok()) return done(status);
                       if (kept->has_value()) done(std::move(bytes));
                     });
  std::move(not_looking).Cancel();
}

void DigestServiceAdapter::ComposeOnExecutor(const rpc::Call& call,
                                             const v1::ComposeDigestRequest& request,
                                             const rpc::Done<grpc::ByteBuffer>& done) {
  const auto compose = [this, &call, &request, done] {
    absl::StatusOr<grpc::ByteBuffer> bytes = grpc::ByteBuffer();
    const absl::Status status = rpc::Guarded([&]() -> absl::Status {
      if (absl::Status wanted = rpc::StillWanted(call); !wanted.ok()) return wanted;
      const absl::StatusOr<Composed> composed =
          composer_.Compose(request, call.deadline(), call.origin());
      if (composed.ok()) bytes = BytesOf(*composed);
      return composed.status();
    });
    if (!status.ok()) return done(status);
    done(std::move(bytes));
  };
  const auto refuse = [done] { done(rpc::Overloaded()); };
  if (!dispatcher().executor().Submit(compose, refuse, request.ByteSizeLong())) refuse();
}

grpc::ByteBuffer DigestServiceAdapter::BytesOf(const Composed& composed) const {
  meters_.CountComposed(composed, composer_.cache());
  const grpc::Slice slice(composed.ToBytes());
  return grpc::ByteBuffer(&slice, 1);
}

absl::StatusOr<v1::ExplainDigestResponse> DigestServiceAdapter::Explain(
    const rpc::Call& call, const v1::ExplainDigestRequest& request) {
  return composer_.Explain(request, call.deadline(), call.origin());
}

absl::StatusOr<v1::VerifyDigestResponse> DigestServiceAdapter::Verify(
    const rpc::Call& call, const v1::VerifyDigestRequest& request) {
  return verifier_.Verify(request, call.deadline(), call.origin());
}

absl::StatusOr<v1::GetWeeklyDigestResponse> DigestServiceAdapter::GetWeekly(
    const rpc::Call& call, const v1::GetWeeklyDigestRequest& request) {
  absl::StatusOr<v1::GetWeeklyDigestResponse> digest =
      composer_.ComposeAndRender(request, call.deadline(), call.origin());
  if (!digest.ok()) return digest;
  meters_.CountComposed(digest->composed(), composer_.cache());
  if (digest->has_rendition_error()) meters_.CountRenditionFailure();
  return digest;
}

}  // namespace sennight::gateway
