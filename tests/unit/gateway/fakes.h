// Ports of the gateway for tests.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/gateway/domain/ports.h"

namespace sennight::gateway {

// A stream of parts that a test gives, and perhaps an error at the end.
class CannedStream final : public EventStream {
 public:
  CannedStream(eventstore::v1::WindowHead head, std::vector<int> part_sizes,
               absl::Status end = absl::OkStatus())
      : head_(std::move(head)), part_sizes_(std::move(part_sizes)), end_(std::move(end)) {}

  const eventstore::v1::WindowHead& head() const override { return head_; }

  absl::StatusOr<bool> Next(eventstore::v1::StreamWindowResponse* part) override {
    if (next_ == part_sizes_.size()) {
      if (!end_.ok()) return end_;
      return false;
    }
    part->Clear();
    for (int i = 0; i < part_sizes_[next_]; ++i) part->add_events();
    ++next_;
    return true;
  }

 private:
  eventstore::v1::WindowHead head_;
  std::vector<int> part_sizes_;
  absl::Status end_;
  size_t next_ = 0;
};

class MockEventSource : public EventSource {
 public:
  MOCK_METHOD(void, GetWindowHead,
              (const eventstore::v1::GetWindowHeadRequest&, absl::Time, const trace::Origin&,
               TakeHead),
              (override));
  MOCK_METHOD(absl::StatusOr<std::unique_ptr<EventStream>>, OpenWindow,
              (const eventstore::v1::StreamWindowRequest&, absl::Time, const trace::Origin&),
              (override));
  MOCK_METHOD(absl::StatusOr<std::vector<event::v1::Event>>, GetEvents,
              (const std::vector<std::string>&, int64_t, absl::Time, const trace::Origin&),
              (override));
};

class MockSummarizer : public Summarizer {
 public:
  MOCK_METHOD(absl::StatusOr<summarization::v1::SummarizeWindowResponse>, Summarize,
              (const summarization::v1::SummarizeWindowStart&, EventStream&, absl::Time,
               const trace::Origin&),
              (override));
  MOCK_METHOD(absl::StatusOr<summarization::v1::AnalyzeEventsResponse>, Analyze,
              (const summarization::v1::SummarizeWindowStart&, EventStream&, absl::Time,
               const trace::Origin&),
              (override));
  MOCK_METHOD(absl::StatusOr<summarization::v1::VerifyDigestResponse>, Verify,
              (const topic::v1::Topic&, const digest::v1::Digest&, std::vector<event::v1::Event>,
               absl::Time, const trace::Origin&),
              (override));
};

class MockRenderer : public Renderer {
 public:
  MOCK_METHOD(absl::StatusOr<rendering::v1::Rendition>, Render,
              (const digest::v1::Digest&, rendering::v1::Format,
               const rendering::v1::RenderOptions&, absl::Time, const trace::Origin&),
              (override));
};

}  // namespace sennight::gateway
