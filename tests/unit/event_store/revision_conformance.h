// What any event log must do with revisions and retractions, alone (revision_conformance.cc) and in
// long random histories (history_conformance.cc). Logs are named as for EventLogConformance.
#pragma once

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/event_log_calls.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/event_log_conformance.h"

namespace sennight::event_store {

class RevisionConformance : public EventLogConformance {
 public:
  void Append(const std::vector<event::v1::Event>& events) {
    ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), ::sennight::testing::IsOk());
  }

  absl::StatusOr<eventstore::v1::AppendOutcome> Revise(const event::v1::Event& event,
                                                       int32_t expected,
                                                       const std::string& reason = "") {
    return log_.Revise({.event_id = event.event_id(),
                        .expected_revision = expected,
                        .reason = reason,
                        .event = Prepare(event, "token:ali")},
                       {kNow + absl::Minutes(5), "token:ali"}, deadline_);
  }

  absl::StatusOr<eventstore::v1::AppendOutcome> Retract(int n, int32_t expected,
                                                        const std::string& reason = "withdrawn") {
    return log_.Revise({.event_id = IdOf(n),
                        .expected_revision = expected,
                        .reason = reason,
                        .event = std::nullopt},
                       {kNow + absl::Minutes(9), "token:bo"}, deadline_);
  }

  event::v1::Event Got(int n, int64_t as_of = 0) {
    const absl::StatusOr<event::v1::Event> event = GetFrom(log_, IdOf(n), as_of, deadline_);
    EXPECT_THAT(event, ::sennight::testing::IsOk());
    return event.value_or(event::v1::Event());
  }

  std::vector<int64_t> Listed(int64_t as_of = 0) {
    const auto page = log_.List({.topic = "cell-gene-therapy", .limit = 100}, as_of, deadline_);
    EXPECT_THAT(page, ::sennight::testing::IsOk());
    std::vector<int64_t> positions;
    for (const event::v1::Event& event : page->events) positions.push_back(event.position());
    return positions;
  }

  // The week from 9 to 15 December.
  static WindowQuery TheWeek() {
    return {.topic = "cell-gene-therapy",
            .window = window::Window::Of(absl::CivilDay(2025, 12, 9), 7, absl::UTCTimeZone())};
  }

  // Returns the position that changed the week last, and then those of its events.
  std::vector<int64_t> WeekAsOf(int64_t as_of) {
    const WindowQuery query = TheWeek();
    const absl::StatusOr<WindowContents> contents = log_.Window(query, as_of, deadline_);
    EXPECT_THAT(contents, ::sennight::testing::IsOk());
    EXPECT_THAT(
        log_.GetWindowHead(query, as_of, deadline_),
        ::sennight::testing::IsOkAndHolds(::sennight::testing::EqualsProto(HeadOf(*contents))));
    std::vector<int64_t> positions = {contents->as_of_position};
    for (const auto& entry : contents->entries) positions.push_back(entry.position);
    return positions;
  }

  int64_t HeadPosition() {
    const absl::StatusOr<Head> head = log_.GetHead(deadline_);
    EXPECT_THAT(head, ::sennight::testing::IsOk());
    return head->position;
  }

  absl::StatusOr<RevisionPage> Revisions(int n, int32_t after = 0, int limit = 100) {
    return log_.ListRevisions({.event_id = IdOf(n), .after_revision = after, .limit = limit},
                              deadline_);
  }
};

}  // namespace sennight::event_store
