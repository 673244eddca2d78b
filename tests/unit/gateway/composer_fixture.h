// A composer between mocks.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/gateway/domain/digest_composer.h"
#include "tests/unit/gateway/a_digest.h"
#include "tests/unit/gateway/fakes.h"

namespace sennight::gateway {

// A Wednesday; the last complete week of a topic that begins on Tuesdays is 9 to 15 December.
inline const absl::Time kNow = absl::FromUnixSeconds(1765958400);  // 2025-12-17T08:00:00Z
inline const absl::Time kDeadline = kNow + absl::Seconds(10);

// On whose behalf the tests compose.
inline const trace::Origin kOrigin = {
    .request_id = "id",
    .trace = trace::TraceContext::Parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")};

// Matches kOrigin.
MATCHER(IsTheOrigin, "is the origin of the call") {
  return arg.request_id == kOrigin.request_id && arg.trace.has_value() &&
         arg.trace->traceparent() == kOrigin.trace->traceparent();
}

inline eventstore::v1::WindowHead Head(int64_t position, int events, int epoch = 1) {
  eventstore::v1::WindowHead head;
  head.set_as_of_position(position);
  head.set_epoch(epoch);
  head.set_event_count(events);
  return head;
}

inline summarization::v1::SummarizeWindowResponse ASummary() {
  summarization::v1::SummarizeWindowResponse summary;
  *summary.mutable_digest() = ADigest();
  return summary;
}

inline v1::ComposeDigestRequest ARequest(const std::string& topic = "cell-gene-therapy") {
  v1::ComposeDigestRequest request;
  request.set_topic(topic);
  request.set_week("2025-W50");
  request.set_language("en");
  return request;
}

inline std::string StepsOf(const v1::ComposeDigestResponse& response) {
  std::string steps;
  for (const v1::StepTime& step : response.steps()) {
    absl::StrAppend(&steps, steps.empty() ? "" : ", ", step.step(), " ",
                    step.elapsed().seconds() * 1000 + step.elapsed().nanos() / 1'000'000);
  }
  return steps;
}

// Draws all parts, as a summarizer does, and takes a millisecond for each.
inline auto SummarizeTo(absl::StatusOr<summarization::v1::SummarizeWindowResponse> summary,
                        std::atomic<int64_t>* milliseconds, std::vector<int>* sizes = nullptr) {
  return [=](const summarization::v1::SummarizeWindowStart&, EventStream& events, absl::Time,
             const trace::Origin&) -> absl::StatusOr<summarization::v1::SummarizeWindowResponse> {
    eventstore::v1::StreamWindowResponse part;
    while (true) {
      const absl::StatusOr<bool> more = events.Next(&part);
      if (!more.ok()) return more.status();
      if (!*more) return summary;
      if (sizes != nullptr) sizes->push_back(part.events_size());
      ++*milliseconds;
    }
  };
}

class DigestComposerTest : public ::testing::Test {
 protected:
  DigestComposerTest()
      : catalog_(*TopicCatalog::Parse(
            {{"a.textproto", ATopicFile()}, {"b.textproto", ATopicFile("solar-power")}})),
        composer_(catalog_, events_, summarizer_, renderer_,
                  {.now = [] { return kNow; },
                   .monotonic = [this] { return absl::Milliseconds(milliseconds_.load()); }},
                  {}) {
    ON_CALL(events_, GetWindowHead).WillByDefault([](auto&&, auto&&, auto&&, auto take) {
      take(Head(7, 3));
    });
    ON_CALL(events_, OpenWindow).WillByDefault([this](auto&&...) { return Open(Head(7, 3)); });
    ON_CALL(summarizer_, Summarize).WillByDefault(SummarizeTo(ASummary(), &milliseconds_));
  }

  static absl::StatusOr<std::unique_ptr<EventStream>> Open(const eventstore::v1::WindowHead& head,
                                                           absl::Status end = absl::OkStatus()) {
    return std::make_unique<CannedStream>(head, std::vector<int>{2, 1}, end);
  }

  absl::StatusOr<v1::ComposeDigestResponse> Compose(const v1::ComposeDigestRequest& request) {
    // As the service does.
    absl::StatusOr<std::optional<Composed>> kept = absl::UnknownError("not called");
    composer_.FindKept(request, kDeadline, kOrigin, [&](auto found) { kept = std::move(found); });
    if (!kept.ok()) return kept.status();
    const absl::StatusOr<Composed> composed = kept->has_value()
                                                  ? absl::StatusOr<Composed>(**kept)
                                                  : composer_.Compose(request, kDeadline, kOrigin);
    if (!composed.ok()) return composed.status();
    v1::ComposeDigestResponse response;
    EXPECT_TRUE(response.ParseFromString(composed->ToBytes()));
    return response;
  }

  std::atomic<int64_t> milliseconds_ = 0;
  TopicCatalog catalog_;
  ::testing::NiceMock<MockEventSource> events_;
  ::testing::NiceMock<MockSummarizer> summarizer_;
  ::testing::NiceMock<MockRenderer> renderer_;
  DigestComposer composer_;
};

}  // namespace sennight::gateway
