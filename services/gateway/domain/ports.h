// What the gateway needs of the other services. Every method ends by its deadline, an argument, so
// that it cannot be forgotten, and passes the origin of the call on. The message of every error
// begins with the name of the step.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/trace/origin.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "sennight/rendering/v1/rendering_service.pb.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::gateway {

// The names of the steps, as errors and StepTime give them.
inline constexpr char kReadingEvents[] = "reading events";
inline constexpr char kSummarizing[] = "summarizing";
inline constexpr char kChecking[] = "checking";
inline constexpr char kRendering[] = "rendering";

// Most bytes of events that are held at once, serialized; as many as a window may have.
inline constexpr size_t kMaxEventBytes = size_t{64} << 20;

// Events that arrive in parts. Made and used by one thread; destroying it before the end tells the
// store to stop sending.
//
// Call order: head() any time; Next() until it returns false or an error.
class EventStream {
 public:
  virtual ~EventStream() = default;

  // What the stream was read as of.
  virtual const eventstore::v1::WindowHead& head() const = 0;

  // Fills `part` with the next events (what it held before is lost); false at the end.
  virtual absl::StatusOr<bool> Next(eventstore::v1::StreamWindowResponse* part) = 0;
};

// Where events come from. Safe for concurrent use.
class EventSource {
 public:
  virtual ~EventSource() = default;

  using TakeHead = std::function<void(absl::StatusOr<eventstore::v1::WindowHead>)>;

  // Calls `take` once with what OpenWindow's stream for the same window would be read as of: by
  // `deadline`, on any thread, which it must not hold up. Quicker than to open the stream.
  //
  // Errors: those of GetWindowHead; kUnimplemented if the store is older than the method.
  virtual void GetWindowHead(const eventstore::v1::GetWindowHeadRequest& request,
                             absl::Time deadline, const trace::Origin& origin, TakeHead take) = 0;

  // Opens the stream of a window's events; returns when its head has arrived. The stream, too,
  // ends by `deadline`.
  //
  // Errors: those of StreamWindow.
  virtual absl::StatusOr<std::unique_ptr<EventStream>> OpenWindow(
      const eventstore::v1::StreamWindowRequest& request, absl::Time deadline,
      const trace::Origin& origin) = 0;

  // Returns events as of a position, whole; those that are not there any more are left out.
  //
  // Errors: those of BatchGetEvents; kResourceExhausted with the reason WINDOW_TOO_LARGE if they
  // have more than kMaxEventBytes together.
  virtual absl::StatusOr<std::vector<event::v1::Event>> GetEvents(
      const std::vector<std::string>& event_ids, int64_t as_of_position, absl::Time deadline,
      const trace::Origin& origin) = 0;
};

// What turns events into a digest. Safe for concurrent use.
class Summarizer {
 public:
  virtual ~Summarizer() = default;

  // Passes `events` on as they arrive, one part at a time, and returns the digest.
  //
  // Errors: those of SummarizeWindow, and that of `events` if it fails.
  virtual absl::StatusOr<summarization::v1::SummarizeWindowResponse> Summarize(
      const summarization::v1::SummarizeWindowStart& start, EventStream& events,
      absl::Time deadline, const trace::Origin& origin) = 0;

  // Passes `events` on as they arrive and returns what they come to.
  //
  // Errors: those of AnalyzeEvents, and that of `events` if it fails.
  virtual absl::StatusOr<summarization::v1::AnalyzeEventsResponse> Analyze(
      const summarization::v1::SummarizeWindowStart& start, EventStream& events,
      absl::Time deadline, const trace::Origin& origin) = 0;

  // Returns what `events` do not support in the digest.
  //
  // Errors: those of VerifyDigest.
  virtual absl::StatusOr<summarization::v1::VerifyDigestResponse> Verify(
      const topic::v1::Topic& topic, const digest::v1::Digest& digest,
      std::vector<event::v1::Event> events, absl::Time deadline, const trace::Origin& origin) = 0;
};

// What turns a digest into bytes. Safe for concurrent use.
class Renderer {
 public:
  virtual ~Renderer() = default;

  // Errors: those of RenderDigest; kInvalidArgument only for options.
  virtual absl::StatusOr<rendering::v1::Rendition> Render(
      const digest::v1::Digest& digest, rendering::v1::Format format,
      const rendering::v1::RenderOptions& options, absl::Time deadline,
      const trace::Origin& origin) = 0;
};

}  // namespace sennight::gateway
