// The use case of the gateway: a week in, a digest out.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "services/gateway/domain/assignment.h"
#include "services/gateway/domain/digest_cache.h"
#include "services/gateway/domain/ports.h"
#include "services/gateway/domain/single_flight.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// A composed digest on its way to the caller.
struct Composed {
  std::string topic;
  std::string language;

  // The severities of what was found; empty if the digest was kept.
  std::vector<digest::v1::Severity> found = {};

  // A ComposeDigestResponse without what differs between two calls, as bytes: so it is kept, and
  // sent without having been read again.
  std::string digest = {};

  // What differs: a ComposeDigestResponse with steps and from_cache only.
  gateway::v1::ComposeDigestResponse circumstances = {};

  // Returns both as the bytes of one ComposeDigestResponse.
  std::string ToBytes() const;
};

// Tells the time.
struct Clocks {
  std::function<absl::Time()> now;            // Decides deadlines and the last complete week.
  std::function<absl::Duration()> monotonic;  // Measures steps; its zero means nothing.
};

// Days before the window and its late days of which headlines are read: what is often told of ranks
// higher, and stories say what was told before.
inline constexpr int kEarlierDays = 56;

// Composes digests: events are piped from the source to the summarizer, so that no step holds the
// week twice; the digest is verified, checked and kept. Equal digests that are asked for at the
// same time are composed once. Safe for concurrent use; what it borrows must outlive it.
class DigestComposer {
 public:
  DigestComposer(const TopicCatalog& catalog, EventSource& events, Summarizer& summarizer,
                 Renderer& renderer, Clocks clocks, DigestCache::Limits cache_limits);

  using TakeKept = std::function<void(absl::StatusOr<std::optional<Composed>>)>;

  // Calls `take` once, by `deadline`, with the digest if it is kept, else with nothing: on this
  // thread or another, neither of which waits meanwhile.
  //
  // Errors: those of ComposeDigest.
  void FindKept(const gateway::v1::ComposeDigestRequest& request, absl::Time deadline,
                const trace::Origin& origin, TakeKept take);

  // Composes a digest, if it is not kept; ends by `deadline`.
  //
  // Errors: those of ComposeDigest. An error of a step begins with the step's name.
  absl::StatusOr<Composed> Compose(const gateway::v1::ComposeDigestRequest& request,
                                   absl::Time deadline, const trace::Origin& origin);

  // Composes a digest and renders it. If only rendering fails, the answer is OK and says why.
  //
  // Errors: those of GetWeeklyDigest.
  absl::StatusOr<gateway::v1::GetWeeklyDigestResponse> ComposeAndRender(
      const gateway::v1::GetWeeklyDigestRequest& request, absl::Time deadline,
      const trace::Origin& origin);

  // Tells why a digest is as it is.
  //
  // Errors: those of ExplainDigest.
  absl::StatusOr<gateway::v1::ExplainDigestResponse> Explain(
      const gateway::v1::ExplainDigestRequest& request, absl::Time deadline,
      const trace::Origin& origin);

  // The digests that are kept, to be counted.
  const DigestCache& cache() const { return cache_; }

 private:
  absl::StatusOr<Composed> ComposeBy(const Assignment& assignment, absl::Time deadline,
                                     const trace::Origin& origin);
  SingleFlight<Composed>::Outcome Attempt(const Assignment& assignment, absl::Time deadline,
                                          const trace::Origin& origin);
  // FindKept of what was accepted, and the same for a thread that waits.
  void LookUp(const Assignment& assignment, absl::Time deadline, const trace::Origin& origin,
              TakeKept take);
  absl::StatusOr<std::optional<Composed>> AwaitKept(const Assignment& assignment,
                                                    absl::Time deadline,
                                                    const trace::Origin& origin);
  std::optional<Composed> Kept(const Assignment& assignment, const std::string& key,
                               absl::Duration reading);
  absl::StatusOr<Composed> Summarize(const Assignment& assignment, EventStream& events,
                                     absl::Duration opening, absl::Time deadline,
                                     const trace::Origin& origin);
  std::string EngineVersion() const;
  void SetEngineVersion(const std::string& version);
  absl::Status Render(const Assignment& assignment,
                      const gateway::v1::GetWeeklyDigestRequest& request, absl::Time deadline,
                      const trace::Origin& origin, gateway::v1::GetWeeklyDigestResponse* response);

  const TopicCatalog& catalog_;
  EventSource& events_;
  Summarizer& summarizer_;
  Renderer& renderer_;
  const Clocks clocks_;
  DigestCache cache_;
  SingleFlight<Composed> flights_;
  mutable std::mutex mutex_;    // Guards the member below.
  std::string engine_version_;  // Of the digest that was composed last.
};

}  // namespace sennight::gateway
