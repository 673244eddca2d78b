// The figures of the suite, each beside the limit it is measured against, from one run:
//
//   figures [GROUP…]      groups: compose, store, summarize, transport, processes
//
// What is compared is done in turn, so that whatever else the machine does meets both alike.
// Nothing is asserted: the figures are for BENCHMARKS.md and for whoever has changed something.
#include <algorithm>
#include <cstdio>
#include <future>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <google/protobuf/arena.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "sennight/gateway/v1/topic_service.grpc.pb.h"
#include "sennight/rendering/v1/rendering_service.grpc.pb.h"
#include "sennight/summarization/v1/summarization_service.grpc.pb.h"
#include "services/sennight/client/health_check.h"
#include "tests/benchmarks/database.h"
#include "tests/benchmarks/reports.h"
#include "tests/benchmarks/suite.h"
#include "tests/benchmarks/timing.h"
#include "tests/support/checkout.h"

namespace sennight::benchmarks {
namespace {

using eventstore::v1::EventStoreService;
using gateway::v1::DigestService;
using rendering::v1::RenderingService;
using summarization::v1::SummarizationService;
using Channel = std::shared_ptr<grpc::Channel>;

constexpr int kWarmUp = 20;
constexpr int kRounds = 200;
constexpr char kTopic[] = "cell-gene-therapy";
constexpr char kSampleWeek[] = "/deploy/samples/cell-gene-therapy-2025-W50.jsonl";

std::string Text(absl::Duration time) {
  const double us = absl::ToDoubleMicroseconds(time);
  if (us < 10'000) return absl::StrCat(static_cast<int>(us), " µs");
  return absl::StrCat(static_cast<int>(us / 1000), " ms");
}

void PrintHead() {
  std::printf("| what | ours | beside | of | ratio | to reach |\n|---|---|---|---|---|---|\n");
}

// A row of the table: ours, a limit, and ours as a multiple of it.
void Print(const std::string& what, absl::Duration ours, const std::string& limit_name,
           absl::Duration limit, const std::string& to_reach) {
  std::printf("| %s | %s | %s | %s | %.2f | %s |\n", what.c_str(), Text(ours).c_str(),
              limit_name.c_str(), Text(limit).c_str(), absl::FDivDuration(ours, limit),
              to_reach.c_str());
  std::fflush(stdout);
}

void Print(const std::string& what, const std::string& ours, const std::string& to_reach) {
  std::printf("| %s | %s | | | | %s |\n", what.c_str(), ours.c_str(), to_reach.c_str());
  std::fflush(stdout);
}

void Prepare(grpc::ClientContext& context, absl::Duration timeout = absl::Seconds(60)) {
  rpc::PrepareContext(context, absl::Now() + timeout, "");
}

void CheckHealth(const Channel& channel) {
  Require(client::IsServing(channel, "liveness", absl::Now() + absl::Seconds(20)).status(),
          "a health check");
}

// Composes the sample week; the answer is read into an arena, as a client that is in a hurry does.
void Compose(DigestService::Stub& stub, const std::string& language, bool expect_cached) {
  static auto& block = *new std::vector<char>(512 * 1024);
  google::protobuf::ArenaOptions options;
  options.initial_block = block.data();
  options.initial_block_size = block.size();
  google::protobuf::Arena arena(options);
  auto* response =
      google::protobuf::Arena::CreateMessage<gateway::v1::ComposeDigestResponse>(&arena);
  gateway::v1::ComposeDigestRequest request;
  request.set_topic(kTopic);
  request.set_week("2025-W50");
  request.set_language(language);
  grpc::ClientContext context;
  Prepare(context);
  Require(stub.ComposeDigest(&context, request, response), "ComposeDigest");
  static auto& warm = *new std::set<std::string>();
  if (expect_cached && !warm.insert(language).second && !response->from_cache()) {
    Require(absl::InternalError("not from the cache"), "ComposeDigest");
  }
}

void GetWeekly(DigestService::Stub& stub) {
  gateway::v1::GetWeeklyDigestRequest request;
  request.set_topic(kTopic);
  request.set_week("2025-W50");
  request.set_language("en");
  request.set_format(rendering::v1::FORMAT_WEB);
  gateway::v1::GetWeeklyDigestResponse response;
  grpc::ClientContext context;
  Prepare(context);
  Require(stub.GetWeeklyDigest(&context, request, &response), "GetWeeklyDigest");
}

digest::v1::Digest SampleDigest(DigestService::Stub& stub) {
  gateway::v1::ComposeDigestRequest request;
  request.set_topic(kTopic);
  request.set_week("2025-W50");
  request.set_language("en");
  gateway::v1::ComposeDigestResponse response;
  grpc::ClientContext context;
  Prepare(context);
  Require(stub.ComposeDigest(&context, request, &response), "ComposeDigest");
  return response.digest();
}

void Render(RenderingService::Stub& stub, const digest::v1::Digest& digest) {
  rendering::v1::RenderDigestRequest request;
  *request.mutable_digest() = digest;
  request.set_format(rendering::v1::FORMAT_WEB);
  rendering::v1::RenderDigestResponse response;
  grpc::ClientContext context;
  Prepare(context);
  Require(stub.RenderDigest(&context, request, &response), "RenderDigest");
}

void MeasureCompose(Suite& suite) {
  suite.Run(
      {"import", absl::StrCat("--topic=", kTopic), absl::StrCat(SENNIGHT_SOURCE_DIR, kSampleWeek)});
  const auto cached = DigestService::NewStub(suite.gateway());
  const Channel forgetful = suite.StartForgetfulGateway();
  const auto anew = DigestService::NewStub(forgetful);
  const auto renderer = RenderingService::NewStub(suite.rendering());
  const digest::v1::Digest digest = SampleDigest(*cached);

  const std::string bare = "health check of the gateway";
  std::vector<absl::Duration> times = InTurn({{bare, [&] { CheckHealth(suite.gateway()); }},
                                              {"", [&] { Compose(*cached, "zh-CN", true); }},
                                              {"", [&] { Compose(*cached, "en", true); }}},
                                             kRounds, kWarmUp);
  Print("ComposeDigest zh-CN, cached", times[1], bare, times[0], "≤ 3, aim 2");
  Print("ComposeDigest en, cached", times[2], bare, times[0], "≤ 3, aim 2");
  times = InTurn({{bare, [&] { CheckHealth(forgetful); }},
                  {"", [&] { Compose(*anew, "zh-CN", false); }},
                  {"", [&] { Compose(*anew, "en", false); }},
                  {"", [&] { GetWeekly(*cached); }},
                  {"", [&] { Render(*renderer, digest); }}},
                 kRounds / 2, kWarmUp / 2);
  Print("ComposeDigest zh-CN, anew", times[1], bare, times[0], "≤ 40, aim 20");
  Print("ComposeDigest en, anew", times[2], bare, times[0], "≤ 40, aim 20");
  Print("GetWeeklyDigest en, web, cached digest", times[3], bare, times[0], "");
  Print("RenderDigest en, web", times[4], bare, times[0], "");
}

// Imports 10,000 events, and copies the very same rows into tables with the same indexes and as
// many rows as ours: those of `event` alone, and all that an import writes before it answers.
// Messages and rows are there before; what an import leaves for later has been done.
void MeasureImport(Suite& suite, int& first) {
  constexpr int kEvents = 10'000;
  const std::vector<std::string> tables = {"event", "event_revision", "folded_text"};
  const auto stub = EventStoreService::NewStub(suite.event_store());
  Database database(suite.database());
  database.Run("SET client_min_messages = warning");
  std::vector<absl::Duration> imports;
  std::vector<absl::Duration> copies_of_events;
  std::vector<absl::Duration> copies;
  for (int round = -1; round < 5; ++round) {
    const auto requests = ImportOf(MakeReports(kEvents, first));
    first += kEvents;
    for (const std::string& table : tables) {
      database.Run(absl::StrCat("DROP TABLE IF EXISTS copied_", table, "; CREATE TABLE copied_",
                                table, " (LIKE event_store.", table,
                                " INCLUDING ALL); INSERT INTO copied_", table,
                                " SELECT * FROM event_store.", table));
    }
    AwaitIndexed(database);
    database.Run("CHECKPOINT");
    const absl::Duration import = TimeOf([&] { Import(*stub, requests); });
    std::map<std::string, std::string> rows;
    for (const std::string& table : tables) {
      rows[table] = database.CopyOut(absl::StrCat(
          "COPY (SELECT * FROM event_store.", table, " WHERE position > (SELECT head - ", kEvents,
          " FROM event_store.log) ORDER BY position) TO STDOUT"));
    }
    AwaitIndexed(database);
    database.Run("CHECKPOINT");
    absl::Duration all;
    for (const std::string& table : tables) {
      const absl::Duration copy = TimeOf([&] {
        database.CopyIn(absl::StrCat("COPY copied_", table, " FROM STDIN"), rows[table]);
      });
      all += copy;
      if (round >= 0 && table == "event") copies_of_events.push_back(copy);
    }
    if (round < 0) continue;
    imports.push_back(import);
    copies.push_back(all);
  }
  for (const std::string& table : tables) database.Run("DROP TABLE copied_" + table);
  Print("ImportEvents, 10,000 events", Median(imports), "COPY of the same rows of event",
        Median(copies_of_events), "≤ 3, aim 2");
  Print("ImportEvents, 10,000 events", Median(imports), "COPY of all rows that it writes",
        Median(copies), "≤ 2, aim 1.25");
}

void MeasureStream(Suite& suite) {
  const auto stub = EventStoreService::NewStub(suite.event_store());
  Database database(suite.database());
  const std::vector<absl::Duration> times = InTurn(
      {{"",
        [&] {
          database.Run(
              "SELECT position, event_id, language, category, title, body, payload, content_hash"
              " FROM event_store.event ORDER BY position DESC LIMIT 10000");
        }},
       {"",
        [&] {
          eventstore::v1::StreamWindowRequest request;
          request.set_topic(kTopic);
          request.mutable_window()->set_start("2025-12-09");
          request.mutable_window()->set_end("2025-12-16");
          request.mutable_window()->set_time_zone("Asia/Shanghai");
          request.set_as_of_position(10'000);
          grpc::ClientContext context;
          Prepare(context);
          const auto reader = stub->StreamWindow(&context, request);
          eventstore::v1::StreamWindowResponse part;
          while (reader->Read(&part)) {
          }
          Require(reader->Finish(), "StreamWindow");
        }}},
      7, 1);
  Print("StreamWindow, 10,000 events", times[1], "SELECT of the same rows", times[0], "");
}

void MeasureStore(Suite& suite, bool only_import) {
  int first = 0;
  MeasureImport(suite, first);
  if (only_import) return;
  MeasureStream(suite);
}

void Summarize(SummarizationService::Stub& stub, const topic::v1::Topic& topic,
               const std::vector<event::v1::Event>& events) {
  grpc::ClientContext context;
  Prepare(context, absl::Minutes(5));
  summarization::v1::SummarizeWindowResponse response;
  const auto writer = stub.SummarizeWindow(&context, &response);
  summarization::v1::SummarizeWindowRequest request;
  auto& start = *request.mutable_start();
  *start.mutable_topic() = topic;
  start.mutable_window()->set_start("2025-12-09");
  start.mutable_window()->set_end("2025-12-16");
  start.mutable_window()->set_time_zone(topic.time_zone());
  start.set_language("en");
  start.set_as_of_position(1);
  start.set_epoch(1);
  writer->Write(request);
  for (size_t at = 0; at < events.size(); at += 64) {
    request.Clear();
    for (size_t i = at; i < std::min(at + 64, events.size()); ++i) {
      *request.add_events() = events[i];
    }
    if (!writer->Write(request)) break;
  }
  writer->WritesDone();
  Require(writer->Finish(), "SummarizeWindow");
}

void MeasureSummarize(Suite& suite) {
  const auto topics = gateway::v1::TopicService::NewStub(suite.gateway());
  gateway::v1::GetTopicRequest request;
  request.set_topic(kTopic);
  gateway::v1::GetTopicResponse response;
  grpc::ClientContext context;
  Prepare(context);
  Require(topics->GetTopic(&context, request, &response), "GetTopic");
  const topic::v1::Topic& topic = response.topic();
  const auto stub = SummarizationService::NewStub(suite.summarization());
  const auto hundred = MakeReports(100);
  const auto thousand = MakeReports(1'000);
  const auto ten_thousand = MakeReports(10'000);
  std::vector<absl::Duration> times = InTurn({{"", [&] { Summarize(*stub, topic, hundred); }},
                                              {"", [&] { Summarize(*stub, topic, thousand); }}},
                                             11, 2);
  Print("SummarizeWindow, 1,000 reports", times[1], "100 reports", times[0], "≤ 12");
  times = InTurn({{"", [&] { Summarize(*stub, topic, thousand); }},
                  {"", [&] { Summarize(*stub, topic, ten_thousand); }}},
                 3, 1);
  Print("SummarizeWindow, 10,000 reports", times[1], "1,000 reports", times[0], "");
}

// The time for each of many null calls (ListFormats), of which `in_flight` run at once.
absl::Duration NullCalls(const Channel& channel, int in_flight, int calls) {
  const auto stub = RenderingService::NewStub(channel);
  const absl::Duration all = TimeOf([&] {
    std::vector<std::thread> clients;
    for (int client = 0; client < in_flight; ++client) {
      clients.emplace_back([&] {
        for (int i = 0; i < calls / in_flight; ++i) {
          rendering::v1::ListFormatsResponse response;
          grpc::ClientContext context;
          Prepare(context);
          Require(stub->ListFormats(&context, {}, &response), "ListFormats");
        }
      });
    }
    for (std::thread& client : clients) client.join();
  });
  return all / calls;
}

void MeasureTransport(Suite& suite) {
  const Channel plaintext = suite.StartRendering(false);
  const Channel tls = suite.StartRendering(true);
  for (const int in_flight : {1, 16}) {
    std::vector<absl::Duration> over_unix;
    std::vector<absl::Duration> over_tcp;
    std::vector<absl::Duration> over_tls;
    for (int round = -1; round < 7; ++round) {
      const absl::Duration a = NullCalls(suite.rendering(), in_flight, 1600);
      const absl::Duration b = NullCalls(plaintext, in_flight, 1600);
      const absl::Duration c = NullCalls(tls, in_flight, 1600);
      if (round < 0) continue;
      over_unix.push_back(a);
      over_tcp.push_back(b);
      over_tls.push_back(c);
    }
    const std::string suffix = absl::StrCat(", ", in_flight, " in flight: per call");
    Print("null call over TCP" + suffix, Median(over_tcp), "over a unix socket", Median(over_unix),
          "");
    Print("null call over mutual TLS" + suffix, Median(over_tls), "plaintext over TCP",
          Median(over_tcp), "≤ 1.54 (35 % of the throughput)");
  }
}

void MeasureProcesses(Suite& suite) {
  for (const std::string& name : suite.names()) {
    Print("memory of " + name,
          absl::StrCat(static_cast<int>(suite.ResidentMegabytes(name) + 0.5), " MB"), "< 100 MB");
  }
  for (const std::string& name : suite.names()) {
    Print("from start to readiness: " + name, Text(suite.StartUp(name)), "");
  }
  const auto demo = [&suite] {
    const testing::Ended ended = testing::RunProgram(
        "sennight", {"demo", "--data-dir=" + (suite.folder() / "demo").string()}, suite.folder());
    if (ended.status != 0) Require(absl::InternalError(ended.err), "sennight demo");
  };
  demo();
  Print("sennight demo, second run", Text(TimeOf(demo)), "< 3 s");
}

int Run(const std::set<std::string>& groups) {
  const auto wanted = [&groups](const char* group) {
    return groups.empty() || groups.contains(group);
  };
  Suite suite;
  PrintHead();
  // Before anything else has been asked of them.
  if (wanted("processes")) MeasureProcesses(suite);
  if (wanted("compose")) MeasureCompose(suite);
  if (wanted("summarize")) MeasureSummarize(suite);
  if (wanted("transport")) MeasureTransport(suite);
  if (wanted("store") || wanted("import")) MeasureStore(suite, !wanted("store"));
  return 0;
}

}  // namespace
}  // namespace sennight::benchmarks

int main(int argc, char** argv) {
  return sennight::benchmarks::Run(std::set<std::string>(argv + 1, argv + argc));
}
