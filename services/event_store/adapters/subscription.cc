#include "services/event_store/adapters/subscription.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/event_store/adapters/place.h"

namespace sennight::event_store {

using eventstore::v1::SubscribeRequest;
using eventstore::v1::SubscribeResponse;

namespace {

// How long the log may take to be read for one subscriber, who otherwise subscribes again.
constexpr absl::Duration kReadTimeout = absl::Seconds(10);

constexpr absl::Duration kRetryDelay = absl::Seconds(5);

// Heartbeats are sent a little early, so that they arrive in time.
constexpr double kHeartbeatShare = 0.9;

absl::Status TooManySubscribers(int most) {
  return WithRetryAfter(
      absl::ResourceExhaustedError(absl::StrCat("there are ", most, " subscribers already")),
      kRetryDelay);
}

}  // namespace

SubscriptionMeters SubscriptionMeters::Make(telemetry::Metrics& metrics) {
  return {
      .subscribers =
          metrics.AddGauge("sennight_event_store_subscribers", "Subscriptions that are open."),
      .revisions = metrics.AddCounter("sennight_event_store_subscription_revisions_total",
                                      "Revisions sent to subscribers."),
      .lag = metrics.AddGauge("sennight_event_store_subscription_lag",
                              "Positions between the head and the subscriber furthest behind.")};
}

// One subscriber: first reads the log, until it has come as far as the tail reaches back, and from
// then on what the tail keeps.
class Subscription final : public rpc::Feed<SubscribeResponse> {
 public:
  Subscription(Place place, Subscriptions& all, SubscribeQuery query, rpc::Wake wake)
      : place_(std::move(place)),
        all_(all),
        query_(std::move(query)),
        interval_(query_.heartbeat * kHeartbeatShare),
        position_(query_.after_position),
        due_(all_.options_.now() + interval_),
        reader_(all_.tail_, std::move(wake)) {
    all_.options_.meters.subscribers.Add(1);
  }

  ~Subscription() override { all_.options_.meters.subscribers.Add(-1); }

  absl::StatusOr<rpc::Step> Next(SubscribeResponse* response) override {
    const LogTail::State state = all_.tail_.state();
    if (!state.failure.ok()) return state.failure;
    const absl::StatusOr<Source> source = Fill(state.generation, *response);
    if (!source.ok()) return source.status();
    reader_.MoveTo(position_);
    const bool is_caught_up = position_ >= source->head;
    const absl::Time now = all_.options_.now();
    const bool has_news =
        response->events_size() > 0 || (is_caught_up && !has_told_caught_up_) || now >= due_;
    if (has_news) {
      response->set_position(position_);
      response->set_epoch(*query_.epoch);
      response->set_caught_up(is_caught_up);
      has_told_caught_up_ = is_caught_up;
      due_ = now + interval_;
      all_.options_.meters.revisions.Add(response->events_size());
      return rpc::Step::kSend;
    }
    const bool is_at_end = is_caught_up || source->is_tail;
    const bool waits = is_at_end && all_.tail_.Await(reader_, state.generation, position_, due_);
    return waits ? rpc::Step::kWait : rpc::Step::kAgain;
  }

 private:
  // Where the next revisions came from.
  struct Source {
    int64_t head = 0;
    bool is_tail = false;
  };

  // Goes on until the message is full, or as far as the tail or one page reaches.
  absl::StatusOr<Source> Fill(int64_t generation, SubscribeResponse& response) {
    int64_t bytes = 0;
    if (has_begun_ && generation == generation_) {
      const std::optional<int64_t> head = all_.tail_.Visit(
          generation, position_,
          [&](const event::v1::Event& event) { return Take(event, response, bytes); });
      if (head.has_value()) return Source{.head = *head, .is_tail = true};
    }
    const absl::StatusOr<Tail> page =
        all_.log_.ReadTail({.after_position = position_,
                            .limit = kCatchUpEvents,
                            .max_bytes = kCatchUpBytes,
                            .epoch = query_.epoch,
                            .topics = {query_.topics.begin(), query_.topics.end()}},
                           absl::Now() + kReadTimeout);
    // The bound is ours, not the subscriber's.
    if (absl::IsDeadlineExceeded(page.status())) {
      return absl::UnavailableError("the database did not answer in time");
    }
    if (!page.ok()) return page.status();
    has_begun_ = true;
    generation_ = generation;
    query_.epoch = page->head.epoch;
    for (const event::v1::Event& event : page->events) {
      if (!Take(event, response, bytes)) return Source{.head = page->head.position};
    }
    position_ = std::max(position_, page->read_to);
    return Source{.head = page->head.position};
  }

  // Goes past `event`, and puts it into the message if the subscriber wants it. Returns false, and
  // stays where it is, if there is no room for it.
  bool Take(const event::v1::Event& event, SubscribeResponse& response, int64_t& bytes) {
    if (query_.Wants(event)) {
      bytes += static_cast<int64_t>(event.ByteSizeLong());
      const bool is_full = response.events_size() == kMaxSubscribeEvents ||
                           (bytes > kMaxSubscribeBytes && response.events_size() > 0);
      if (is_full) return false;
      *response.add_events() = event;
    }
    position_ = event.position();
    return true;
  }

  const Place place_;
  Subscriptions& all_;
  SubscribeQuery query_;
  const absl::Duration interval_;
  int64_t position_;
  absl::Time due_;  // When the next message is due, whatever it says.
  bool has_begun_ = false;
  int64_t generation_ = 0;  // Of the tail, when the log was last read.
  bool has_told_caught_up_ = false;
  LogTail::Reader reader_;
};

Subscriptions::Subscriptions(EventLog& log, LogTail& tail, SubscriptionsOptions options)
    : log_(log), tail_(tail), options_(std::move(options)), executor_(kSubscriptionThreads, 0) {}

absl::StatusOr<std::unique_ptr<rpc::Feed<SubscribeResponse>>> Subscriptions::Open(
    const SubscribeRequest& request, rpc::Wake wake) {
  absl::StatusOr<SubscribeQuery> query = ParseSubscribe(request);
  if (!query.ok()) return query.status();
  Place place(open_, options_.most_subscribers);
  if (!place.IsTaken()) return TooManySubscribers(options_.most_subscribers);
  return std::make_unique<Subscription>(std::move(place), *this, *std::move(query),
                                        std::move(wake));
}

void Subscriptions::End() {
  tail_.Close(WithReason(
      absl::UnavailableError("the service ends; subscribe again after the last position"),
      "SERVICE_ENDS"));
}

}  // namespace sennight::event_store
