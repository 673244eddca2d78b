// What a rendition costs, format by format, for whoever changes it:
//
//   rendering_benchmark --benchmark_filter=RenderSample
#include <benchmark/benchmark.h>
#include <google/protobuf/text_format.h>

#include <fstream>
#include <sstream>
#include <string>

#include "services/rendering/domain/render.h"
#include "tests/support/checkout.h"

namespace sennight::benchmarks {
namespace {

digest::v1::Digest SampleDigest() {
  std::ifstream file(std::string(SENNIGHT_SOURCE_DIR) +
                     "/tests/golden/rendering/sample.zh-CN.textproto");
  std::stringstream text;
  text << file.rdbuf();
  digest::v1::Digest digest;
  google::protobuf::TextFormat::ParseFromString(text.str(), &digest);
  return digest;
}

rendering::v1::RenderOptions Options() {
  rendering::v1::RenderOptions options;
  options.set_web_url("https://sennight.example.org/cell-gene-therapy/2025-W50");
  options.set_unsubscribe_url("https://sennight.example.org/leave");
  return options;
}

// Renders a digest again and again; how large the rendition is, is a counter.
void Render(benchmark::State& state, const digest::v1::Digest& digest,
            rendering::v1::Format format) {
  const rendering::v1::RenderOptions options = Options();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto rendition = rendering::RenderDigest(digest, format, options, SENNIGHT_FONT_FOLDER);
    if (!rendition.ok()) state.SkipWithError(std::string(rendition.status().message()).c_str());
    bytes = rendition.ok() ? rendition->content().size() : 0;
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

// One digest `times` over: cost grows with the digest, and no faster.
digest::v1::Digest Repeated(int times) {
  const digest::v1::Digest sample = SampleDigest();
  digest::v1::Digest digest = sample;
  for (int i = 1; i < times; ++i) digest.mutable_sections()->MergeFrom(sample.sections());
  return digest;
}

}  // namespace
}  // namespace sennight::benchmarks

int main(int argc, char** argv) {
  namespace benchmarks = sennight::benchmarks;
  for (const auto& format : sennight::rendering::Formats()) {
    benchmark::RegisterBenchmark(("RenderSample/" + format.name()).c_str(),
                                 [format = format.format()](benchmark::State& state) {
                                   benchmarks::Render(state, benchmarks::SampleDigest(), format);
                                 })
        ->Unit(benchmark::kMicrosecond);
  }
  for (const int times : {1, 4, 12}) {
    for (const auto format :
         {sennight::rendering::v1::FORMAT_WEB, sennight::rendering::v1::FORMAT_EMAIL,
          sennight::rendering::v1::FORMAT_PDF}) {
      benchmark::RegisterBenchmark(("RenderRepeated/" + std::to_string(5 * times) + "_sections/" +
                                    sennight::rendering::v1::Format_Name(format))
                                       .c_str(),
                                   [times, format](benchmark::State& state) {
                                     benchmarks::Render(state, benchmarks::Repeated(times), format);
                                   })
          ->Unit(benchmark::kMicrosecond);
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
