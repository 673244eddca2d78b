// The use case of the gateway: a week in, a digest out.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "services/gateway/domain/assignment.h"
#include "services/gateway/domain/digest_cache.h"
#include "services/gateway/domain/ports.h"
#include "services/gateway/domain/single_flight.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Tells the time.
struct Clocks {
  std::function<absl::Time()> now;            // Decides deadlines and the last complete week.
  std::function<absl::Duration()> monotonic;  // Measures steps; its zero means nothing.
};

// Composes digests: events are piped from the source to the summarizer, so that no step holds the
// week twice; the digest is checked and kept. Equal digests that are asked for at the same time are
// composed once. Safe for concurrent use; what it borrows must outlive it.
class DigestComposer {
 public:
  DigestComposer(const TopicCatalog& catalog, EventSource& events, Summarizer& summarizer,
                 Renderer& renderer, Clocks clocks, DigestCache::Limits cache_limits);

  // Composes a digest; ends by `deadline`.
  //
  // Errors: those of ComposeDigest. An error of a step begins with the step's name.
  absl::StatusOr<gateway::v1::ComposeDigestResponse> Compose(
      const gateway::v1::ComposeDigestRequest& request, absl::Time deadline,
      const trace::Origin& origin);

  // Composes a digest and renders it. If only rendering fails, the answer is OK and says why.
  //
  // Errors: those of GetWeeklyDigest.
  absl::StatusOr<gateway::v1::GetWeeklyDigestResponse> ComposeAndRender(
      const gateway::v1::GetWeeklyDigestRequest& request, absl::Time deadline,
      const trace::Origin& origin);

  // The digests that are kept, to be counted.
  const DigestCache& cache() const { return cache_; }

 private:
  using Response = gateway::v1::ComposeDigestResponse;

  absl::StatusOr<Response> ComposeBy(const Assignment& assignment, absl::Time deadline,
                                     const trace::Origin& origin);
  SingleFlight<Response>::Outcome Attempt(const Assignment& assignment, absl::Time deadline,
                                          const trace::Origin& origin);
  absl::StatusOr<Response> Summarize(const Assignment& assignment, EventStream& events,
                                     absl::Duration opening, absl::Time deadline,
                                     const trace::Origin& origin);
  void Render(const digest::v1::Digest& digest, rendering::v1::Format format, absl::Time deadline,
              const trace::Origin& origin, gateway::v1::GetWeeklyDigestResponse* response);

  const TopicCatalog& catalog_;
  EventSource& events_;
  Summarizer& summarizer_;
  Renderer& renderer_;
  const Clocks clocks_;
  DigestCache cache_;
  SingleFlight<Response> flights_;
};

}  // namespace sennight::gateway
