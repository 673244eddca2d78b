// Verifies a digest against the stored events, whoever wrote it.
#pragma once

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/trace/origin.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "services/gateway/domain/ports.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Most events that a digest may name.
inline constexpr size_t kMaxNamedEvents = 10'000;
// Most bytes of a digest, as many as can be rendered, and most values in all its fields.
inline constexpr size_t kMaxDigestBytes = size_t{8} << 20;
inline constexpr size_t kMaxDigestValues = 200'000;

// Safe for concurrent use; what it borrows must outlive it.
class DigestVerifier {
 public:
  DigestVerifier(const TopicCatalog& catalog, EventSource& events, Summarizer& summarizer,
                 std::function<absl::Time()> now)
      : catalog_(catalog), events_(events), summarizer_(summarizer), now_(std::move(now)) {}

  // Reads the events that the digest names, as of the position in its provenance, has its sentences
  // compared with them and checks it like an editor.
  //
  // Errors: those of VerifyDigest in digest_service.proto; kDeadlineExceeded.
  absl::StatusOr<gateway::v1::VerifyDigestResponse> Verify(
      const gateway::v1::VerifyDigestRequest& request, absl::Time deadline,
      const trace::Origin& origin);

 private:
  const TopicCatalog& catalog_;
  EventSource& events_;
  Summarizer& summarizer_;
  const std::function<absl::Time()> now_;
};

}  // namespace sennight::gateway
