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

#include "absl/strings/str_cat.h"
#include "common/text/normalize.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/prepared_event.h"
#include "services/event_store/domain/text_filter.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/survey.h"
#include "services/summarization/evaluation/evaluation.h"
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

// The filter of a search, of sixteen texts.
void FilterTexts(benchmark::State& state) {
  const std::vector<event::v1::Event> events = MakeReports(16);
  event_store::TextFilter filter;
  for (auto _ : state) {
    for (const event::v1::Event& event : events) filter.Add(event.body());
    benchmark::DoNotOptimize(filter.Finish());
  }
  int64_t bytes = 0;
  for (const event::v1::Event& event : events) bytes += static_cast<int64_t>(event.body().size());
  state.SetBytesProcessed(state.iterations() * bytes);
}
BENCHMARK(FilterTexts);

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

// Chooses a hundred words of a document of so many sentences, as `sennight eval summarize` does:
// what is measured includes reading the record, its sentences and words. items/s are documents.
void SummarizeDocument(benchmark::State& state) {
  constexpr int kDocuments = 20;
  const auto sentences = static_cast<int>(state.range(0));
  const std::vector<event::v1::Event> events = MakeHeadlines(2 * kDocuments * sentences);
  std::string records;
  size_t next = 0;
  for (int document = 0; document < kDocuments; ++document) {
    std::string text;
    for (int taken = 0; taken < sentences && next < events.size(); ++next) {
      const event::v1::Event& event = events[next];
      if (event.language() != "en" || event.title().find_first_of("\"\\") != std::string::npos) {
        continue;
      }
      absl::StrAppend(&text, taken == 0 ? "" : " ", event.title(), ".");
      ++taken;
    }
    absl::StrAppend(&records, "{\"id\":\"d", document,
                    "\",\"lang\":\"en\",\"docs\":[{\"id\":\"a\",",
                    "\"title\":\"A report\",\"text\":\"", text, "\"}]}\n");
  }
  for (auto _ : state) {
    const auto answers = summarization::Evaluate(summarization::EvaluationTask::kSummarize, records,
                                                 {.budget = 100});
    if (!answers.ok()) state.SkipWithError(std::string(answers.status().message()).c_str());
    benchmark::DoNotOptimize(answers);
  }
  state.SetItemsProcessed(state.iterations() * kDocuments);
}
BENCHMARK(SummarizeDocument)->Arg(20)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

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
