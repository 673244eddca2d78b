#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/message.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "tests/benchmarks/closed_loop.h"
#include "tests/benchmarks/database.h"
#include "tests/benchmarks/reports.h"
#include "tests/benchmarks/store_groups.h"
#include "tests/benchmarks/suite.h"
#include "tests/benchmarks/timing.h"
#include "tests/faults/load.h"
#include "tests/support/eventually.h"

namespace sennight::benchmarks {
namespace {

using testing::LoadResult;

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

// Waits until the titles that were stored are sorted in, so that what is measured next has both
// processors to itself.
void AwaitIndex(Database& database) {
  const bool is_sorted = testing::Eventually(
      [&database] {
        return database.Run(
                   "SELECT done_to >= head FROM event_store.search_backfill "
                   "JOIN event_store.log USING (log_id) WHERE log_id = 1") == "t";
      },
      std::chrono::minutes(2));
  if (!is_sorted) std::fprintf(stderr, "the index is still behind\n");
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
  explicit Appends(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  LoadResult Run(int in_flight, int calls) {
    // Made before, as pgbench's values are.
    std::vector<grpc::ByteBuffer> requests;
    for (event::v1::Event& event : MakeReports(calls, first_)) {
      eventstore::v1::AppendEventsRequest request;
      *request.add_events() = std::move(event);
      requests.push_back(*rpc::WriteMessage(request));
    }
    first_ += calls;
    LoadResult result = KeepCalling(
        channel_, "/sennight.eventstore.v1.EventStoreService/AppendEvents",
        [&requests](size_t call) { return std::move(requests[call]); }, in_flight, calls);
    if (result.accepted.size() != static_cast<size_t>(calls)) {
      Require(absl::InternalError(result.ToString()), "appending");
    }
    return result;
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  int first_ = 50'000'000;
};

}  // namespace

void MeasureAppends(Suite& suite) {
  Database database(suite.database());
  Appends appends(suite.event_store());
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
  for (int round = 0; round < kRateRounds; ++round) {
    const auto begin_table = [&] {
      AwaitIndex(database);
      database.Run("TRUNCATE copied; CHECKPOINT");
    };
    begin_table();
    plain64.push_back(Pgbench(suite, unordered, 64, values));
    ours64.push_back((last = appends.Run(64, 40'000)).Rate());
    AwaitIndex(database);
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

}  // namespace sennight::benchmarks
