// What the services compute, without any transport: for whoever changes it.
//
//   domain_benchmark --benchmark_filter=Summarize
#include <benchmark/benchmark.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "common/text/normalize.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/prepared_event.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/survey.h"
#include "tests/benchmarks/headlines.h"
#include "tests/benchmarks/reports.h"
#include "tests/support/checkout.h"

namespace sennight::benchmarks {
namespace {

topic::v1::Topic SampleTopic() {
  std::ifstream file(std::string(SENNIGHT_SOURCE_DIR) +
                     "/deploy/topics/cell-gene-therapy.textproto");
  std::stringstream text;
  text << file.rdbuf();
  topic::v1::Topic topic;
  google::protobuf::TextFormat::ParseFromString(text.str(), &topic);
  return topic;
}

// One that finds everything relevant.
topic::v1::Topic AnyTopic() {
  topic::v1::Topic topic = SampleTopic();
  topic.clear_relevance();
  topic.mutable_relevance()->set_threshold(0);
  return topic;
}

void FoldText(benchmark::State& state) {
  const std::vector<event::v1::Event> events = MakeReports(3);
  const std::string& body = events[static_cast<size_t>(state.range(0))].body();
  for (auto _ : state) benchmark::DoNotOptimize(text::NormalizedKey(body));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(body.size()));
}
BENCHMARK(FoldText)->Arg(0)->Arg(2);  // English, Chinese.

void ValidateEvent(benchmark::State& state) {
  const event::v1::Event event = MakeReports(1)[0];
  for (auto _ : state) {
    FieldViolations violations;
    event_store::ValidateEvent(event, violations);
    benchmark::DoNotOptimize(violations.empty());
  }
}
BENCHMARK(ValidateEvent);

void PrepareEvent(benchmark::State& state) {
  const event::v1::Event event = MakeReports(1)[0];
  for (auto _ : state) benchmark::DoNotOptimize(event_store::Prepare(event, ""));
}
BENCHMARK(PrepareEvent);

void SummarizeReports(benchmark::State& state) {
  const std::vector<event::v1::Event> events = MakeReports(static_cast<int>(state.range(0)));
  summarization::v1::SummarizeWindowStart start;
  *start.mutable_topic() = SampleTopic();
  start.mutable_window()->set_start("2025-12-09");
  start.mutable_window()->set_end("2025-12-16");
  start.mutable_window()->set_time_zone(start.topic().time_zone());
  start.set_language("en");
  for (auto _ : state) {
    const auto summary = summarization::Summarize(start, events);
    if (!summary.ok()) state.SkipWithError(std::string(summary.status().message()).c_str());
    benchmark::DoNotOptimize(summary);
  }
  state.SetComplexityN(state.range(0));
}
BENCHMARK(SummarizeReports)
    ->Arg(100)
    ->Arg(1'000)
    ->Arg(2'000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

// Reads headlines with leads and entities.
void ReadHeadlines(benchmark::State& state) {
  const std::vector<event::v1::Event> events = MakeHeadlines(static_cast<int>(state.range(0)));
  const topic::v1::Topic topic = AnyTopic();
  for (auto _ : state) {
    summarization::Survey survey(topic, std::nullopt, "en");
    survey.Read(events);
    benchmark::DoNotOptimize(survey.relevant());
  }
}
BENCHMARK(ReadHeadlines)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

// Merges headlines that have been read into stories and ranks these.
void MergeHeadlines(benchmark::State& state) {
  const std::vector<event::v1::Event> events = MakeHeadlines(static_cast<int>(state.range(0)));
  const topic::v1::Topic topic = AnyTopic();
  size_t stories = 0;
  for (auto _ : state) {
    state.PauseTiming();
    summarization::Survey survey(topic, std::nullopt, "en");
    survey.Read(events);
    state.ResumeTiming();
    survey.Merge();
    stories = survey.drafts().size();
  }
  state.counters["stories"] = static_cast<double>(stories);
}
BENCHMARK(MergeHeadlines)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

// Groups those stories.
void GroupHeadlines(benchmark::State& state) {
  const std::vector<event::v1::Event> events = MakeHeadlines(static_cast<int>(state.range(0)));
  const topic::v1::Topic topic = AnyTopic();
  summarization::Survey survey(topic, std::nullopt, "en");
  survey.Read(events);
  survey.Merge();
  for (auto _ : state) benchmark::DoNotOptimize(survey.Groups());
}
BENCHMARK(GroupHeadlines)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sennight::benchmarks

BENCHMARK_MAIN();
