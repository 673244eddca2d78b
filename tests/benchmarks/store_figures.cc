// What the event store does, each figure beside what PostgreSQL does for the same rows on the same
// server in the same run, driven by pgbench or libpq:
//
//   store_figures [GROUP…]      groups: append, read, subscribe, million (takes minutes)
//
// Nothing is asserted: the figures are for BENCHMARKS.md. Rates are of three rounds in turn,
// medians.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fstream>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/rpc/channel.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/benchmarks/database.h"
#include "tests/benchmarks/reports.h"
#include "tests/benchmarks/suite.h"
#include "tests/benchmarks/timing.h"
#include "tests/faults/load.h"

namespace sennight::benchmarks {
namespace {

using eventstore::v1::EventStoreService;
using testing::BeginCall;
using testing::KeepBusy;
using testing::LoadResult;

constexpr char kTopic[] = "cell-gene-therapy";
constexpr int kRounds = 3;
constexpr int kSeconds = 4;  // Of pgbench.
constexpr absl::Duration kTimeout = absl::Minutes(2);

// A row of the table. Of rates the ratio is ours by theirs, of times theirs is the limit.
void Row(const std::string& what, const std::string& ours, const std::string& beside,
         const std::string& theirs, double ratio, const std::string& to_reach) {
  std::printf("| %s | %s | %s | %s | %.2f | %s |\n", what.c_str(), ours.c_str(), beside.c_str(),
              theirs.c_str(), ratio, to_reach.c_str());
  std::fflush(stdout);
}

std::string Rate(double per_second) { return absl::StrCat(static_cast<int64_t>(per_second), "/s"); }

std::string Milliseconds(absl::Duration time) {
  return absl::StrFormat("%.1f ms", absl::ToDoubleMilliseconds(time));
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

// The values of a row, which pgbench sends with each statement as any client would have to.
using Variables = std::vector<std::pair<std::string, std::string>>;

std::string Quoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

// Returns how many times a second `clients` of pgbench run `script`.
double Pgbench(Suite& suite, const std::string& script, int clients,
               const Variables& variables = {}) {
  const std::string file = (suite.folder() / "script.sql").string();
  const std::string out = (suite.folder() / "pgbench.out").string();
  std::ofstream(file) << script << "\n";
  std::string command = absl::StrCat("pgbench -n -M prepared -c ", clients, " -j 2 -T ", kSeconds);
  for (const auto& [name, value] : variables) {
    absl::StrAppend(&command, " -D ", Quoted(name + "=" + value));
  }
  absl::StrAppend(&command, " -f ", file, " \"", suite.database(), "\" > ", out, " 2>&1");
  if (std::system(command.c_str()) != 0) {
    Require(absl::InternalError("see pgbench.out"), "pgbench");
  }
  std::ifstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    double rate = 0;
    if (line.rfind("tps = ", 0) == 0 &&
        absl::SimpleAtod(line.substr(6, line.find(' ', 6) - 6), &rate)) {
      return rate;
    }
  }
  Require(absl::InternalError("says no rate"), "pgbench");
  return 0;
}

// The texts of our last event.
Variables ValuesOfOurRow(Database& database) {
  Variables variables;
  for (const char* name : {"occurred_last", "reported_at", "language", "category", "title", "body",
                           "payload", "content_hash", "size_bytes", "recorded_by", "sketch"}) {
    variables.emplace_back(name, database.Run(absl::StrCat("SELECT ", name,
                                                           " FROM event_store.event "
                                                           "ORDER BY position DESC LIMIT 1")));
  }
  return variables;
}

// A statement that inserts the row of our last event, with an id of its own.
std::string InsertOfOurRow(const std::string& position, const std::string& prefix) {
  return absl::StrCat(
      prefix,
      "INSERT INTO copied (log_id, position, topic_id, event_id, revision, op, occurred_first, "
      "occurred_last, occurred_precision, reported_at, listed_on, recorded_at, language, category, "
      "title, body, payload, content_hash, size_bytes, recorded_by, sketch) SELECT 1, ",
      position,
      ", 1, gen_random_uuid(), 1, 1::smallint, :occurred_last::date, :occurred_last::date, "
      "3::smallint, :reported_at::timestamptz, :occurred_last::date, now(), :language, :category, "
      ":title, :body, :payload::bytea, :content_hash::bytea, :size_bytes::int, :recorded_by, "
      ":sketch::bytea",
      prefix.empty() ? "" : " FROM head");
}

// Begins appends of one new event each.
class Appends {
 public:
  explicit Appends(EventStoreService::Stub& stub) : stub_(stub) {}

  LoadResult Run(int in_flight, int calls) {
    const std::vector<event::v1::Event> events = MakeReports(calls, first_);
    first_ += calls;
    std::atomic<size_t> next = 0;
    const BeginCall begin = [&](grpc::ClientContext& context,
                                std::function<void(grpc::Status)> done) {
      struct Call {
        eventstore::v1::AppendEventsRequest request;
        eventstore::v1::AppendEventsResponse response;
      };
      auto* call = new Call;
      *call->request.add_events() = events[next++];
      stub_.async()->AppendEvents(&context, &call->request, &call->response,
                                  [call, done = std::move(done)](const grpc::Status& status) {
                                    delete call;
                                    done(status);
                                  });
    };
    LoadResult result = KeepBusy(begin, in_flight, calls, kTimeout);
    if (result.accepted.size() != static_cast<size_t>(calls)) {
      Require(absl::InternalError(result.ToString()), "appending");
    }
    return result;
  }

 private:
  EventStoreService::Stub& stub_;
  int first_ = 50'000'000;
};

void MeasureAppends(Suite& suite) {
  const auto stub = EventStoreService::NewStub(suite.event_store());
  Database database(suite.database());
  Appends appends(*stub);
  appends.Run(64, 2000);
  database.Run(
      "CREATE TABLE copied (LIKE event_store.event INCLUDING ALL); CREATE SEQUENCE positions;"
      "CREATE TABLE heads (log_id int PRIMARY KEY, head bigint) WITH (fillfactor = 10);"
      "INSERT INTO heads VALUES (1, 0)");
  const std::string unordered = InsertOfOurRow("nextval('positions')", "");
  const std::string ordered = InsertOfOurRow(
      "head.head",
      "WITH head AS (UPDATE heads SET head = head + 1 WHERE log_id = 1 RETURNING head) ");
  const Variables values = ValuesOfOurRow(database);
  std::vector<double> ours1, ours64, ours256, plain1, plain64, in_order64;
  LoadResult last;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin_table = [&] { database.Run("TRUNCATE copied; CHECKPOINT"); };
    begin_table();
    plain64.push_back(Pgbench(suite, unordered, 64, values));
    ours64.push_back((last = appends.Run(64, 40'000)).Rate());
    ours256.push_back(appends.Run(256, 40'000).Rate());
    begin_table();
    in_order64.push_back(Pgbench(suite, ordered, 64, values));
    begin_table();
    plain1.push_back(Pgbench(suite, unordered, 1, values));
    ours1.push_back(appends.Run(1, 3000).Rate());
  }
  database.Run("DROP TABLE copied; DROP TABLE heads; DROP SEQUENCE positions");
  const double plain = Median(plain64);
  Row("AppendEvents, 1 event, 64 in flight", Rate(Median(ours64)),
      "pgbench, the same row without order, 64 clients", Rate(plain), Median(ours64) / plain,
      "≥ 1.0, aim 1.7");
  Row("AppendEvents, 1 event, 256 in flight", Rate(Median(ours256)), "the same", Rate(plain),
      Median(ours256) / plain, "≥ 1.2, aim 2.0");
  Row("AppendEvents, 1 event, 64 in flight", Rate(Median(ours64)),
      "pgbench, gap-free order one by one, 64 clients", Rate(Median(in_order64)),
      Median(ours64) / Median(in_order64), "≥ 5, aim 8");
  Row("AppendEvents, 1 event, 1 in flight", Rate(Median(ours1)),
      "pgbench, the same row without order, 1 client", Rate(Median(plain1)),
      Median(ours1) / Median(plain1), "");
  std::printf("| AppendEvents, 64 in flight: p50, p99 | %s, %s | | | | |\n",
              Milliseconds(last.Percentile(0.5)).c_str(),
              Milliseconds(last.Percentile(0.99)).c_str());
}

// Reads the window of the made-up reports; returns how many events it has.
int StreamTheWeek(EventStoreService::Stub& stub, int64_t as_of) {
  eventstore::v1::StreamWindowRequest request;
  request.set_topic(kTopic);
  request.mutable_window()->set_start("2025-12-09");
  request.mutable_window()->set_end("2025-12-16");
  request.mutable_window()->set_time_zone("Asia/Shanghai");
  request.set_as_of_position(as_of);
  grpc::ClientContext context;
  rpc::PrepareContext(context, absl::Now() + kTimeout, "");
  const auto reader = stub.StreamWindow(&context, request);
  int events = 0;
  for (eventstore::v1::StreamWindowResponse part; reader->Read(&part);) {
    events += part.events_size();
  }
  Require(reader->Finish(), "StreamWindow");
  return events;
}

void MeasureReads(Suite& suite, const std::vector<event::v1::Event>& week) {
  const auto stub = EventStoreService::NewStub(suite.event_store());
  std::vector<double> ours, theirs;
  const int64_t head =
      std::stoll(Database(suite.database()).Run("SELECT head FROM event_store.log"));
  const std::string by_key = absl::StrCat("\\set p random(1, ", head,
                                          ")\nSELECT * FROM event_store.event WHERE log_id = 1 AND "
                                          "position = :p");
  for (int round = 0; round < kRounds; ++round) {
    theirs.push_back(Pgbench(suite, by_key, 16));
    std::atomic<size_t> next = 0;
    const BeginCall begin = [&](grpc::ClientContext& context,
                                std::function<void(grpc::Status)> done) {
      struct Call {
        eventstore::v1::GetEventRequest request;
        eventstore::v1::GetEventResponse response;
      };
      auto* call = new Call;
      call->request.set_event_id(week[(next++ * 7919) % week.size()].event_id());
      stub->async()->GetEvent(&context, &call->request, &call->response,
                              [call, done = std::move(done)](const grpc::Status& status) {
                                delete call;
                                done(status);
                              });
    };
    ours.push_back(KeepBusy(begin, 16, 30'000, kTimeout).Rate());
  }
  Row("GetEvent, 16 in flight", Rate(Median(ours)), "pgbench, select by key, 16 clients",
      Rate(Median(theirs)), Median(ours) / Median(theirs), "≥ 0.5, aim 0.8");
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
              "AND occurred_last >= '2025-12-09' AND occurred_last < '2025-12-16' "
              "ORDER BY position");
        }}},
      7, 1);
}

// A week of 10,000 reports alone, and then among a million of other weeks.
void MeasureWeek(Suite& suite, bool among_a_million) {
  const auto stub = EventStoreService::NewStub(suite.event_store());
  Database database(suite.database());
  const std::vector<event::v1::Event> week = MakeReports(10'000);
  Import(*stub, week);
  const int64_t head = std::stoll(database.Run("SELECT head FROM event_store.log"));
  database.Run("VACUUM ANALYZE event_store.event");
  const std::vector<absl::Duration> alone = TimesOfTheWeek(suite, *stub, head);
  Row("StreamWindow, 10,000 events: time", Milliseconds(alone[1]), "libpq, the same SELECT",
      Milliseconds(alone[2]), absl::FDivDuration(alone[1], alone[2]), "≤ 2, aim 1.2");
  MeasureReads(suite, week);
  if (!among_a_million) return;
  for (int part = 1; part < 100; ++part) {
    std::vector<event::v1::Event> events = MakeReports(10'000, part * 10'000);
    const absl::CivilDay day = absl::CivilDay(2023, 1, 1) + 7 * part;
    for (event::v1::Event& event : events) {
      event.mutable_occurred()->set_start(absl::FormatCivilTime(day));
      event.clear_reported_time();
    }
    Import(*stub, std::move(events));
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

// Follows the store, and notes when each event came.
class Follower {
 public:
  Follower(EventStoreService::Stub& stub, int64_t after) {
    eventstore::v1::SubscribeRequest request;
    request.set_after_position(after);
    reader_ = stub.Subscribe(&context_, request);
    thread_ = std::thread([this] { Follow(); });
  }
  ~Follower() {
    context_.TryCancel();
    thread_.join();
    reader_->Finish();
  }

  absl::Time Await(const std::string& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return seen_.contains(id); });
    return seen_[id];
  }

 private:
  void Follow() {
    for (eventstore::v1::SubscribeResponse part; reader_->Read(&part);) {
      const absl::Time now = absl::Now();
      const std::lock_guard lock(mutex_);
      for (const event::v1::Event& event : part.events()) seen_.emplace(event.event_id(), now);
      changed_.notify_all();
    }
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<eventstore::v1::SubscribeResponse>> reader_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::string, absl::Time> seen_;
  std::thread thread_;
};

void MeasureSubscriptions(Suite& suite) {
  constexpr int kAppends = 500;
  const auto stub = EventStoreService::NewStub(suite.event_store());
  const std::vector<event::v1::Event> events = MakeReports(kAppends, 90'000'000);
  Database database(suite.database());
  Follower follower(*stub, std::stoll(database.Run("SELECT head FROM event_store.log")));
  std::vector<absl::Duration> delays;
  for (const event::v1::Event& event : events) {
    eventstore::v1::AppendEventsRequest request;
    *request.add_events() = event;
    eventstore::v1::AppendEventsResponse response;
    grpc::ClientContext context;
    rpc::PrepareContext(context, absl::Now() + kTimeout, "");
    Require(stub->AppendEvents(&context, request, &response), "AppendEvents");
    const absl::Time acknowledged = absl::Now();
    delays.push_back(
        std::max(absl::ZeroDuration(), follower.Await(event.event_id()) - acknowledged));
  }
  std::sort(delays.begin(), delays.end());
  std::printf(
      "| acknowledged → live subscriber, idle: p50, p99 | %s, %s | | | | p99 ≤ 50 ms, aim 3 |\n",
      Milliseconds(delays[kAppends / 2]).c_str(),
      Milliseconds(delays[kAppends * 99 / 100]).c_str());

  std::deque<Follower> followers;
  const int64_t head = std::stoll(database.Run("SELECT head FROM event_store.log"));
  for (int i = 0; i < 500; ++i) followers.emplace_back(*stub, head);
  Import(*stub, MakeReports(50'000, 91'000'000));
  std::printf(
      "| memory with 500 subscribers after an import of 50,000 | %d MB | | | | < 200 MB, aim 100 "
      "|\n",
      static_cast<int>(suite.ResidentMegabytes("sennight-event-store")));
}

int Run(const std::set<std::string>& groups) {
  const auto wanted = [&groups](const char* group) {
    return groups.empty() ? std::string(group) != "million" : groups.contains(group);
  };
  Suite suite;
  std::printf("| what | ours | beside | of | ratio | to reach |\n|---|---|---|---|---|---|\n");
  if (wanted("read") || wanted("million")) MeasureWeek(suite, wanted("million"));
  if (wanted("append")) MeasureAppends(suite);
  if (wanted("subscribe")) MeasureSubscriptions(suite);
  return 0;
}

}  // namespace
}  // namespace sennight::benchmarks

int main(int argc, char** argv) {
  return sennight::benchmarks::Run(std::set<std::string>(argv + 1, argv + argc));
}
