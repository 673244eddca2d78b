#include "services/gateway/adapters/http/week_index.h"

#include "common/window/civil_date.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/gateway/domain/latest_weeks.h"

namespace sennight::gateway::http {
namespace {

constexpr char kGetHead[] = "/sennight.eventstore.v1.EventStoreService/GetHead";
constexpr char kListEvents[] = "/sennight.eventstore.v1.EventStoreService/ListEvents";

}  // namespace

absl::StatusOr<std::vector<window::WeekId>> WeekIndex::WeeksOf(const topic::v1::Topic& topic,
                                                               absl::Time now,
                                                               const Caller& caller) {
  const absl::StatusOr<absl::TimeZone> zone = window::ParseTimeZone(topic.time_zone());
  if (!zone.ok()) return zone.status();
  const auto head = client_.Call<eventstore::v1::GetHeadResponse>(
      kGetHead, eventstore::v1::GetHeadRequest(), caller);
  if (!head.ok()) return head.status();
  const State state{
      .epoch = head->epoch(), .position = head->position(), .today = absl::ToCivilDay(now, *zone)};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = kept_.find(topic.topic_id());
    if (found != kept_.end() && found->second.state == state) return found->second.weeks;
  }
  absl::StatusOr<std::vector<window::WeekId>> weeks = Ask(topic, state.today, caller);
  if (!weeks.ok()) return weeks;
  const std::lock_guard<std::mutex> lock(mutex_);
  kept_[topic.topic_id()] = {.state = state, .weeks = *weeks};
  return weeks;
}

absl::StatusOr<std::vector<window::WeekId>> WeekIndex::Ask(const topic::v1::Topic& topic,
                                                           absl::CivilDay today,
                                                           const Caller& caller) {
  const auto has_reports = [&](absl::CivilDay start, absl::CivilDay end) -> absl::StatusOr<bool> {
    eventstore::v1::ListEventsRequest request;
    request.set_topic(topic.topic_id());
    request.set_start_date(window::FormatCivilDay(start));
    request.set_end_date(window::FormatCivilDay(end));
    request.set_page_size(1);
    const auto page =
        client_.Call<eventstore::v1::ListEventsResponse>(kListEvents, request, caller);
    if (!page.ok()) return page.status();
    return !page->events().empty();
  };
  return LatestWeeks(today, static_cast<absl::Weekday>(topic.week_start() - 1), kMostWeeksListed,
                     has_reports);
}

}  // namespace sennight::gateway::http
