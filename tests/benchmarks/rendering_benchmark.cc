// What a rendition costs, format by format, for whoever changes it:
//
//   rendering_benchmark --benchmark_filter=RenderSample
//   rendering_benchmark --benchmark_filter=RenderRepeated      cost beside size: once, 10, 100
//   times rendering_benchmark --benchmark_filter="RenderNew|Limit"   beside md4c and cmark
//
// On a machine that is busy with something else, the least of many short runs says most:
//
//   rendering_benchmark --benchmark_filter="RenderSample|Limit" --benchmark_min_time=0.004
//       --benchmark_repetitions=150 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "common/text/utf8.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/email_html.h"
#include "services/rendering/domain/render.h"
#include "services/rendering/domain/safe_url.h"
#include "services/rendering/domain/theme.h"
#include "tests/support/checkout.h"

#ifdef SENNIGHT_HAS_MD4C
#include <md4c-html.h>
#endif
#ifdef SENNIGHT_HAS_CMARK
#include <cmark.h>

#include <cstdlib>
#endif

namespace sennight::benchmarks {
namespace {

using rendering::v1::Format;

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

std::string Rendered(const digest::v1::Digest& digest, Format format) {
  const auto rendition = rendering::RenderDigest(digest, format, Options(), SENNIGHT_FONT_FOLDER);
  return rendition.ok() ? rendition->content() : std::string();
}

// Renders digests in turn, again and again; how large a rendition is, is a counter.
void Render(benchmark::State& state, const std::vector<digest::v1::Digest>& digests,
            Format format) {
  const rendering::v1::RenderOptions options = Options();
  std::size_t bytes = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    const auto rendition =
        rendering::RenderDigest(digests[next], format, options, SENNIGHT_FONT_FOLDER);
    if (!rendition.ok()) state.SkipWithError(std::string(rendition.status().message()).c_str());
    bytes = rendition.ok() ? rendition->content().size() : 0;
    next = next + 1 == digests.size() ? 0 : next + 1;
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

// The HTML of the mail alone, typeset as for every format: without the text part, the checks and
// the encoding of the message.
void MailHtml(benchmark::State& state, const digest::v1::Digest& digest) {
  const rendering::v1::RenderOptions options = Options();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const rendering::DigestView view(digest, rendering::HanLatinGap::kSpace,
                                     rendering::ShippedThemes()[0]);
    const auto email = rendering::WriteEmailHtml(
        view, {.web = rendering::SafeUrl::Parse(options.web_url()),
               .unsubscribe = rendering::SafeUrl::Parse(options.unsubscribe_url())});
    bytes = email.html.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

// One digest `times` over: cost grows with the digest, and no faster. A digest has a limit of
// sections, none of stories: the hundredfold has them in its sections.
digest::v1::Digest Repeated(int times) {
  const digest::v1::Digest sample = SampleDigest();
  digest::v1::Digest digest = sample;
  for (int i = 1; i < times; ++i) {
    for (int k = 0; k < sample.sections_size(); ++k) {
      digest.mutable_sections(k)->mutable_stories()->MergeFrom(sample.sections(k).stories());
    }
  }
  return digest;
}

// Digests of which no two say the same: each has its ideographs put in another place, so that no
// processor learns them by heart.
std::vector<digest::v1::Digest> Digests() {
  constexpr int kDigests = 200;
  const digest::v1::Digest sample = SampleDigest();
  std::mt19937 random(20251215);  // NOLINT: the same digests each time.
  std::vector<digest::v1::Digest> digests;
  for (int i = 0; i < kDigests; ++i) {
    std::string text;
    google::protobuf::TextFormat::Printer printer;
    printer.SetUseUtf8StringEscaping(true);
    printer.PrintToString(sample, &text);
    std::u32string shifted = text::ToCodePoints(text);
    const char32_t shift = 1 + random() % 0x100;
    for (char32_t& c : shifted) {
      if (c >= 0x4E00 && c < 0x9000) c += shift;
    }
    google::protobuf::TextFormat::ParseFromString(text::ToUtf8(shifted), &digests.emplace_back());
  }
  return digests;
}

#ifdef SENNIGHT_HAS_MD4C
void Md4c(benchmark::State& state) {
  const std::string markdown = Rendered(SampleDigest(), rendering::v1::FORMAT_MARKDOWN);
  std::size_t bytes = 0;
  for (auto _ : state) {
    std::string html;
    const auto append = [](const MD_CHAR* text, MD_SIZE size, void* to) {
      static_cast<std::string*>(to)->append(text, size);
    };
    md_html(markdown.data(), static_cast<MD_SIZE>(markdown.size()), append, &html, 0, 0);
    bytes = html.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
#endif

#ifdef SENNIGHT_HAS_CMARK
void Cmark(benchmark::State& state) {
  const std::string markdown = Rendered(SampleDigest(), rendering::v1::FORMAT_MARKDOWN);
  std::size_t bytes = 0;
  for (auto _ : state) {
    char* html = cmark_markdown_to_html(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT);
    bytes = std::string_view(html).size();
    std::free(html);  // NOLINT: cmark has no other way.
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
#endif

double Least(const std::vector<double>& times) {
  return *std::min_element(times.begin(), times.end());
}

void Register(const std::string& name, const std::vector<digest::v1::Digest>& digests,
              Format format) {
  benchmark::RegisterBenchmark(
      name.c_str(), [&digests, format](benchmark::State& state) { Render(state, digests, format); })
      ->Unit(benchmark::kMicrosecond)
      ->ComputeStatistics("least", Least);
}

}  // namespace
}  // namespace sennight::benchmarks

int main(int argc, char** argv) {
  namespace benchmarks = sennight::benchmarks;
  namespace v1 = sennight::rendering::v1;
  const std::vector<sennight::digest::v1::Digest> sample = {benchmarks::SampleDigest()};
  const std::vector<sennight::digest::v1::Digest> all = benchmarks::Digests();
  constexpr std::array<int, 3> kTimes = {1, 10, 100};
  std::array<std::vector<sennight::digest::v1::Digest>, kTimes.size()> repeated;
  for (const auto& format : sennight::rendering::Formats()) {
    benchmarks::Register("RenderSample/" + format.name(), sample, format.format());
  }
  benchmark::RegisterBenchmark(
      "RenderSample/email_html",
      [&sample](benchmark::State& state) { benchmarks::MailHtml(state, sample[0]); })
      ->Unit(benchmark::kMicrosecond)
      ->ComputeStatistics("least", benchmarks::Least);
  for (const auto& format : sennight::rendering::Formats()) {
    if (format.format() >= v1::FORMAT_PDF) continue;
    benchmarks::Register("RenderNew/" + format.name(), all, format.format());
  }
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    repeated[i] = {benchmarks::Repeated(kTimes[i])};
    for (const auto& format : sennight::rendering::Formats()) {
      if (format.format() >= v1::FORMAT_PDF) continue;
      benchmarks::Register("RenderRepeated/" + format.name() + "/" + std::to_string(kTimes[i]),
                           repeated[i], format.format());
    }
  }
#ifdef SENNIGHT_HAS_MD4C
  benchmark::RegisterBenchmark("Limit/md4c", benchmarks::Md4c)
      ->Unit(benchmark::kMicrosecond)
      ->ComputeStatistics("least", benchmarks::Least);
#endif
#ifdef SENNIGHT_HAS_CMARK
  benchmark::RegisterBenchmark("Limit/cmark", benchmarks::Cmark)
      ->Unit(benchmark::kMicrosecond)
      ->ComputeStatistics("least", benchmarks::Least);
#endif
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
