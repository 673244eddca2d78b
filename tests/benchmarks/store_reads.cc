#include <string>
#include <vector>

#include <google/protobuf/wrappers.pb.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/message.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/benchmarks/closed_loop.h"
#include "tests/benchmarks/database.h"
#include "tests/benchmarks/reports.h"
#include "tests/benchmarks/store_groups.h"
#include "tests/benchmarks/suite.h"
#include "tests/benchmarks/timing.h"

namespace sennight::benchmarks {
namespace {

using eventstore::v1::EventStoreService;

constexpr char kTopic[] = "cell-gene-therapy";

// Reads the window of the made-up reports; returns how many events it has.
int StreamTheWeek(EventStoreService::Stub& stub, int64_t as_of) {
  eventstore::v1::StreamWindowRequest request;
  request.set_topic(kTopic);
  request.mutable_window()->set_start("2025-12-09");
  request.mutable_window()->set_end("2025-12-16");
  request.mutable_window()->set_time_zone("Asia/Shanghai");
  request.set_as_of_position(as_of);
  grpc::ClientContext context;
  rpc::PrepareContext(context, absl::Now() + kCallTimeout, "");
  const auto reader = stub.StreamWindow(&context, request);
  int events = 0;
  for (eventstore::v1::StreamWindowResponse part; reader->Read(&part);) {
    events += part.events_size();
  }
  Require(reader->Finish(), "StreamWindow");
  return events;
}

constexpr int kWeekRounds = 15;
constexpr int kClients = 16;
constexpr int kCalls = 30'000;

// Returns how many calls a second are answered, all of them with OK.
double CallsPerSecond(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                      const RequestOf& request) {
  const testing::LoadResult result = KeepCalling(channel, method, request, kClients, kCalls);
  if (!result.others.empty()) Require(absl::InternalError(result.ToString()), method);
  return result.Rate();
}

// Returns how many of `events` are read a second, each by its id.
double GetsPerSecond(const std::shared_ptr<grpc::Channel>& channel,
                     const std::vector<event::v1::Event>& events) {
  // Made before, as pgbench's statements are.
  std::vector<grpc::ByteBuffer> requests;
  for (const event::v1::Event& event : events) {
    eventstore::v1::GetEventRequest request;
    request.set_event_id(event.event_id());
    requests.push_back(*rpc::WriteMessage(request));
  }
  return CallsPerSecond(channel, "/sennight.eventstore.v1.EventStoreService/GetEvent",
                        [&](size_t call) { return requests[call * 7919 % requests.size()]; });
}

// Returns how many calls a second a service answers that does nothing: the most that any can.
double BareCallsPerSecond(const std::shared_ptr<grpc::Channel>& channel) {
  const grpc::ByteBuffer request = *rpc::WriteMessage(google::protobuf::StringValue());
  return CallsPerSecond(channel, "/grpc.health.v1.Health/Check",
                        [&request](size_t) { return request; });
}

std::vector<absl::Duration> TimesOfTheWeek(Suite& suite, EventStoreService::Stub& stub,
                                           int64_t as_of) {
  Database database(suite.database());
  return InTurn(
      {{"", [&] { StreamTheWeek(stub, as_of); }},
       {"", [&] { StreamTheWeek(stub, 0); }},
       {"",
        [&] {
          database.Run(
              "SELECT position, event_id, language, category, title, body, payload, content_hash "
              "FROM event_store.event WHERE topic_id = 1 AND occurred_precision = 3 "
              "AND listed_on >= '2025-12-09' AND listed_on < '2025-12-16' "
              "ORDER BY position");
        }}},
      kWeekRounds, 1);
}

}  // namespace

void MeasureGets(Suite& suite) {
  const auto stub = EventStoreService::NewStub(suite.event_store());
  const std::vector<event::v1::Event> events = MakeReports(10'000, 80'000'000);
  Import(*stub, ImportOf(events));
  Database(suite.database()).Run("VACUUM ANALYZE event_store.event");
  std::vector<double> ours, by_key, bare;
  const int64_t head =
      std::stoll(Database(suite.database()).Run("SELECT head FROM event_store.log"));
  const std::string select = absl::StrCat("\\set p random(1, ", head,
                                          ")\nSELECT * FROM event_store.event WHERE log_id = 1 AND "
                                          "position = :p");
  for (int round = 0; round < kRateRounds; ++round) {
    by_key.push_back(Pgbench(suite, select, kClients));
    ours.push_back(GetsPerSecond(suite.event_store(), events));
    bare.push_back(BareCallsPerSecond(suite.event_store()));
  }
  Row("GetEvent, 16 in flight", Rate(Median(ours)), "pgbench, select by key, 16 clients",
      Rate(Median(by_key)), Median(ours) / Median(by_key), "≥ 0.5, aim 0.8");
  Row("GetEvent, 16 in flight", Rate(Median(ours)), "health check of the event store, 16 in flight",
      Rate(Median(bare)), Median(ours) / Median(bare), "");
}

// A week of 10,000 reports alone, and then among a million of other weeks.
void MeasureWeek(Suite& suite, bool among_a_million) {
  const auto stub = EventStoreService::NewStub(suite.event_store());
  Database database(suite.database());
  const std::vector<event::v1::Event> week = MakeReports(10'000);
  Import(*stub, ImportOf(week));
  const int64_t head = std::stoll(database.Run("SELECT head FROM event_store.log"));
  database.Run("VACUUM ANALYZE event_store.event");
  const std::vector<absl::Duration> alone = TimesOfTheWeek(suite, *stub, head);
  Row("StreamWindow, 10,000 events: time", Milliseconds(alone[1]), "libpq, the same SELECT",
      Milliseconds(alone[2]), absl::FDivDuration(alone[1], alone[2]), "≤ 2, aim 1.2");
  if (!among_a_million) return;
  for (int part = 1; part < 100; ++part) {
    std::vector<event::v1::Event> events = MakeReports(10'000, part * 10'000);
    const absl::CivilDay day = absl::CivilDay(2023, 1, 1) + 7 * part;
    for (event::v1::Event& event : events) {
      event.mutable_occurred()->set_start(absl::FormatCivilTime(day));
      event.clear_reported_time();
    }
    Import(*stub, ImportOf(std::move(events)));
  }
  database.Run("VACUUM ANALYZE event_store.event");
  const std::vector<absl::Duration> times = TimesOfTheWeek(suite, *stub, head);
  Row("StreamWindow, 10,000 events of a million: time", Milliseconds(times[1]),
      "libpq, the same SELECT", Milliseconds(times[2]), absl::FDivDuration(times[1], times[2]),
      "≤ 2, aim 1.2");
  Row("the same", Milliseconds(times[1]), "of 10,000", Milliseconds(alone[1]),
      absl::FDivDuration(times[1], alone[1]), "≤ 1.5, aim 1.1");
  Row("the same as of an earlier position", Milliseconds(times[0]), "as of now",
      Milliseconds(times[1]), absl::FDivDuration(times[0], times[1]), "≤ 1.5, aim 1.1");
}

}  // namespace sennight::benchmarks
