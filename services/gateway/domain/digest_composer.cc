#include "services/gateway/domain/digest_composer.h"

#include <future>
#include <optional>
#include <utility>

#include "common/status/status.h"
#include "common/window/civil_date.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/domain/budget.h"
#include "services/gateway/domain/checks/editor.h"
#include "services/gateway/domain/explanation.h"
#include "services/gateway/domain/render_options.h"
#include "services/gateway/domain/status_message.h"

namespace sennight::gateway {
namespace {

using gateway::v1::ComposeDigestRequest;
using gateway::v1::ComposeDigestResponse;
using gateway::v1::ExplainDigestRequest;
using gateway::v1::ExplainDigestResponse;
using gateway::v1::GetWeeklyDigestRequest;
using gateway::v1::GetWeeklyDigestResponse;

// Measures how long reading takes while the summarizer draws from a stream.
class TimedStream final : public EventStream {
 public:
  TimedStream(EventStream& stream, const std::function<absl::Duration()>& monotonic)
      : stream_(stream), monotonic_(monotonic) {}

  const eventstore::v1::WindowHead& head() const override { return stream_.head(); }

  absl::StatusOr<bool> Next(eventstore::v1::StreamWindowResponse* part) override {
    const absl::Duration begin = monotonic_();
    absl::StatusOr<bool> more = stream_.Next(part);
    elapsed_ += monotonic_() - begin;
    return more;
  }

  absl::Duration elapsed() const { return elapsed_; }

 private:
  EventStream& stream_;
  const std::function<absl::Duration()>& monotonic_;
  absl::Duration elapsed_;
};

void AddStep(const char* step, absl::Duration elapsed, ComposeDigestResponse* response) {
  gateway::v1::StepTime& added = *response->add_steps();
  added.set_step(step);
  absl::Duration rest;
  added.mutable_elapsed()->set_seconds(absl::IDivDuration(elapsed, absl::Seconds(1), &rest));
  added.mutable_elapsed()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
}

DigestKey KeyOf(const std::string& engine_version, const Assignment& assignment,
                const eventstore::v1::WindowHead& head) {
  return {.engine_version = engine_version,
          .topic_hash = assignment.topic->hash,
          .window_start = window::FormatCivilDay(assignment.window.start()),
          .window_end = window::FormatCivilDay(assignment.window.end()),
          .language = assignment.language,
          .as_of_position = head.as_of_position(),
          .epoch = head.epoch(),
          .erased_position = head.erased_position()};
}

// Both requests for windows have the same fields.
template <typename Request>
Request WindowRequestOf(const Assignment& assignment) {
  Request request;
  request.set_topic(assignment.topic->topic.topic_id());
  *request.mutable_window() = assignment.window.ToProto();
  request.set_late_days(assignment.topic->late_days());
  request.set_as_of_position(assignment.as_of_position);
  request.set_earlier_days(kEarlierDays);
  return request;
}

summarization::v1::SummarizeWindowStart StartOf(const Assignment& assignment,
                                                const eventstore::v1::WindowHead& head) {
  summarization::v1::SummarizeWindowStart start;
  *start.mutable_topic() = assignment.topic->topic;
  *start.mutable_window() = assignment.window.ToProto();
  start.set_week(assignment.week);
  start.set_language(assignment.language);
  start.set_as_of_position(head.as_of_position());
  start.set_epoch(head.epoch());
  return start;
}

// Says the summarizer's "nothing to tell" in the gateway's words.
absl::Status SummarizingFailed(const Assignment& assignment, const absl::Status& status) {
  if (!absl::IsNotFound(status)) return status;
  const std::string reason = ReasonOf(status);
  if (reason == kWindowEmpty) return WindowEmpty(assignment);
  if (reason == kNothingRelevant) return NothingRelevant(assignment, status);
  if (reason == kNothingPrintable) return NothingPrintable(assignment, status);
  return status;
}

// Returns whether another caller's failure says nothing about one's own call.
bool IsOnlyItsOwn(const absl::Status& status) {
  return absl::IsDeadlineExceeded(status) || absl::IsCancelled(status);
}

// The other requests have the fields of ComposeDigestRequest.
template <typename Request>
ComposeDigestRequest ComposePartOf(const Request& request) {
  ComposeDigestRequest part;
  part.set_topic(request.topic());
  if (request.has_week()) part.set_week(request.week());
  if (request.has_window()) *part.mutable_window() = request.window();
  part.set_language(request.language());
  part.set_as_of_position(request.as_of_position());
  part.set_request_id(request.request_id());
  return part;
}

bool IsFormat(rendering::v1::Format format) {
  return rendering::v1::Format_IsValid(format) && format != rendering::v1::FORMAT_UNSPECIFIED;
}

}  // namespace

DigestComposer::DigestComposer(const TopicCatalog& catalog, EventSource& events,
                               Summarizer& summarizer, Renderer& renderer, Clocks clocks,
                               DigestCache::Limits cache_limits)
    : catalog_(catalog),
      events_(events),
      summarizer_(summarizer),
      renderer_(renderer),
      clocks_(std::move(clocks)),
      cache_(cache_limits) {}

std::string Composed::ToBytes() const {
  // Messages one after the other are read as one that has the fields of both.
  std::string bytes;
  bytes.reserve(digest.size() + circumstances.ByteSizeLong());
  bytes = digest;
  circumstances.AppendToString(&bytes);
  return bytes;
}

void DigestComposer::FindKept(const ComposeDigestRequest& request, absl::Time deadline,
                              const trace::Origin& origin, TakeKept take) {
  const absl::StatusOr<Assignment> assignment = Accept(request, catalog_, clocks_.now());
  if (!assignment.ok()) return take(assignment.status());
  LookUp(*assignment, Before(deadline, kForTheAnswer, clocks_.now()), origin, std::move(take));
}

void DigestComposer::LookUp(const Assignment& assignment, absl::Time deadline,
                            const trace::Origin& origin, TakeKept take) {
  const std::string engine_version = EngineVersion();
  // Without a digest of the window, as of whatever position, there is nothing to ask for.
  if (!cache_.HasAny(KeyOf(engine_version, assignment, {}).Stem())) return take(std::nullopt);
  events_.GetWindowHead(
      WindowRequestOf<eventstore::v1::GetWindowHeadRequest>(assignment), deadline, origin,
      [this, engine_version, assignment, take = std::move(take),
       begin = clocks_.monotonic()](absl::StatusOr<eventstore::v1::WindowHead> head) {
        if (absl::IsUnimplemented(head.status())) return take(std::nullopt);
        if (!head.ok()) return take(head.status());
        take(Kept(assignment, KeyOf(engine_version, assignment, *head).ToString(),
                  clocks_.monotonic() - begin));
      });
}

absl::StatusOr<std::optional<Composed>> DigestComposer::AwaitKept(const Assignment& assignment,
                                                                  absl::Time deadline,
                                                                  const trace::Origin& origin) {
  std::promise<absl::StatusOr<std::optional<Composed>>> kept;
  LookUp(assignment, deadline, origin, [&kept](absl::StatusOr<std::optional<Composed>> found) {
    kept.set_value(std::move(found));
  });
  return kept.get_future().get();
}

absl::StatusOr<Composed> DigestComposer::Compose(const ComposeDigestRequest& request,
                                                 absl::Time deadline, const trace::Origin& origin) {
  const absl::StatusOr<Assignment> assignment = Accept(request, catalog_, clocks_.now());
  if (!assignment.ok()) return assignment.status();
  return ComposeBy(*assignment, Before(deadline, kForTheAnswer, clocks_.now()), origin);
}

absl::StatusOr<GetWeeklyDigestResponse> DigestComposer::ComposeAndRender(
    const GetWeeklyDigestRequest& request, absl::Time deadline, const trace::Origin& origin) {
  const absl::StatusOr<Assignment> assignment =
      Accept(ComposePartOf(request), catalog_, clocks_.now());
  if (absl::IsInvalidArgument(assignment.status()) || !IsFormat(request.format())) {
    FieldViolations violations;
    const google::rpc::BadRequest bad_request = BadRequestOf(assignment.status());
    for (const auto& wrong : bad_request.field_violations()) {
      violations.Add(wrong.field(), wrong.description());
    }
    if (!IsFormat(request.format())) violations.Add("format", "want a format of ListFormats");
    return violations.ToStatus();
  }
  if (!assignment.ok()) return assignment.status();

  const absl::Time end = Before(deadline, kForRendering, clocks_.now());
  absl::StatusOr<std::optional<Composed>> kept = AwaitKept(*assignment, end, origin);
  if (!kept.ok()) return kept.status();
  const absl::StatusOr<Composed> composed =
      kept->has_value() ? **std::move(kept) : ComposeBy(*assignment, end, origin);
  if (!composed.ok()) return composed.status();

  GetWeeklyDigestResponse response;
  if (!response.mutable_composed()->ParseFromString(composed->ToBytes())) {
    return absl::InternalError("the composed digest cannot be read");
  }
  const absl::Status rendered = Render(
      *assignment, request, Before(deadline, kForTheAnswer, clocks_.now()), origin, &response);
  if (!rendered.ok()) return rendered;
  return response;
}

absl::StatusOr<Composed> DigestComposer::ComposeBy(const Assignment& assignment,
                                                   absl::Time deadline,
                                                   const trace::Origin& origin) {
  while (true) {
    SingleFlight<Composed>::Outcome outcome = Attempt(assignment, deadline, origin);
    const bool try_again =
        outcome.joined && IsOnlyItsOwn(outcome.value.status()) && clocks_.now() < deadline;
    if (!try_again) return std::move(outcome.value);
  }
}

std::optional<Composed> DigestComposer::Kept(const Assignment& assignment, const std::string& key,
                                             absl::Duration reading) {
  std::optional<std::string> digest = cache_.Find(key);
  if (!digest.has_value()) return std::nullopt;
  Composed kept{.topic = assignment.topic->topic.topic_id(),
                .language = assignment.language,
                .digest = *std::move(digest)};
  kept.circumstances.set_from_cache(true);
  AddStep(kReadingEvents, reading, &kept.circumstances);
  return kept;
}

SingleFlight<Composed>::Outcome DigestComposer::Attempt(const Assignment& assignment,
                                                        absl::Time deadline,
                                                        const trace::Origin& origin) {
  const absl::Duration begin = clocks_.monotonic();
  absl::StatusOr<std::unique_ptr<EventStream>> events = events_.OpenWindow(
      WindowRequestOf<eventstore::v1::StreamWindowRequest>(assignment), deadline, origin);
  const absl::Duration opening = clocks_.monotonic() - begin;
  if (!events.ok()) return {events.status()};

  const eventstore::v1::WindowHead& head = (*events)->head();
  if (head.event_count() == 0) return {WindowEmpty(assignment)};

  const std::string key = KeyOf(EngineVersion(), assignment, head).ToString();
  if (std::optional<Composed> kept = Kept(assignment, key, opening)) return {*std::move(kept)};
  return flights_.Run(
      key, deadline, [&] { return Summarize(assignment, **events, opening, deadline, origin); },
      [&] { events->reset(); });
}

absl::StatusOr<Composed> DigestComposer::Summarize(const Assignment& assignment,
                                                   EventStream& events, absl::Duration opening,
                                                   absl::Time deadline,
                                                   const trace::Origin& origin) {
  const absl::Duration begin = clocks_.monotonic();
  TimedStream timed(events, clocks_.monotonic);
  absl::StatusOr<summarization::v1::SummarizeWindowResponse> summary =
      summarizer_.Summarize(StartOf(assignment, events.head()), timed, deadline, origin);
  const absl::Duration piping = clocks_.monotonic() - begin;
  if (!summary.ok()) return SummarizingFailed(assignment, summary.status());

  Composed composed{.topic = assignment.topic->topic.topic_id(), .language = assignment.language};
  ComposeDigestResponse response;
  *response.mutable_digest() = std::move(*summary->mutable_digest());
  *response.mutable_left_out() = std::move(*summary->mutable_left_out());
  AddStep(kReadingEvents, opening + timed.elapsed(), &composed.circumstances);
  AddStep(kSummarizing, piping - timed.elapsed(), &composed.circumstances);

  const absl::Duration checking = clocks_.monotonic();
  std::vector<digest::v1::Finding> findings(
      std::make_move_iterator(summary->mutable_findings()->begin()),
      std::make_move_iterator(summary->mutable_findings()->end()));
  checks::CheckLikeAnEditor(response.digest(), assignment.topic->topic, &findings);
  for (digest::v1::Finding& finding : findings) {
    composed.found.push_back(finding.severity());
    *response.add_findings() = std::move(finding);
  }
  AddStep(kChecking, clocks_.monotonic() - checking, &composed.circumstances);

  composed.digest = response.SerializeAsString();
  const std::string& engine_version = response.digest().provenance().engine_version();
  SetEngineVersion(engine_version);
  cache_.Insert(KeyOf(engine_version, assignment, events.head()).ToString(), composed.digest);
  return composed;
}

absl::StatusOr<ExplainDigestResponse> DigestComposer::Explain(const ExplainDigestRequest& request,
                                                              absl::Time deadline,
                                                              const trace::Origin& origin) {
  const absl::StatusOr<Assignment> assignment =
      Accept(ComposePartOf(request), catalog_, clocks_.now());
  if (!assignment.ok()) return assignment.status();
  const absl::Time end = Before(deadline, kForTheAnswer, clocks_.now());
  const absl::StatusOr<std::unique_ptr<EventStream>> events = events_.OpenWindow(
      WindowRequestOf<eventstore::v1::StreamWindowRequest>(*assignment), end, origin);
  if (!events.ok()) return events.status();
  const eventstore::v1::WindowHead& head = (*events)->head();
  if (head.event_count() == 0) return WindowEmpty(*assignment);
  absl::StatusOr<summarization::v1::AnalyzeEventsResponse> analysis =
      summarizer_.Analyze(StartOf(*assignment, head), **events, end, origin);
  if (!analysis.ok()) return analysis.status();
  ExplainDigestResponse response = Explanation(request.event_id(), *std::move(analysis));
  response.set_as_of_position(head.as_of_position());
  response.set_events_read(head.event_count());
  return response;
}

std::string DigestComposer::EngineVersion() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return engine_version_;
}

void DigestComposer::SetEngineVersion(const std::string& version) {
  const std::lock_guard<std::mutex> lock(mutex_);
  engine_version_ = version;
}

absl::Status DigestComposer::Render(const Assignment& assignment,
                                    const GetWeeklyDigestRequest& request, absl::Time deadline,
                                    const trace::Origin& origin,
                                    GetWeeklyDigestResponse* response) {
  const absl::Duration begin = clocks_.monotonic();
  const digest::v1::Digest& digest = response->composed().digest();
  absl::StatusOr<rendering::v1::Rendition> rendition = renderer_.Render(
      digest, request.format(), RenderOptionsFor(*assignment.topic, digest, request.options()),
      deadline, origin);
  if (rendition.ok()) {
    *response->mutable_rendition() = *std::move(rendition);
  } else if (IsForTheCaller(rendition.status(), request.options())) {
    return rendition.status();
  } else {
    // No caller can mend what the topic says.
    const bool is_topic = absl::IsInvalidArgument(rendition.status());
    *response->mutable_rendition_error() = ToMessage(
        is_topic ? absl::InternalError(rendition.status().message()) : rendition.status());
  }
  AddStep(kRendering, clocks_.monotonic() - begin, response->mutable_composed());
  return absl::OkStatus();
}

}  // namespace sennight::gateway
