// A digest of any reports holds what the verifier asks of it, whatever their order.
//
// The input is text: reports are separated by empty lines, the first line of each is its title.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/hash.h"
#include "common/text/cleaning.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/verify.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/sample_topic.h"
#include "tests/unit/summarization/reports.h"

namespace sennight::fuzz {
namespace {

constexpr size_t kMostReports = 6;

std::vector<event::v1::Event> ReportsOf(const std::string& text) {
  std::vector<event::v1::Event> events;
  for (const std::string& report : std::vector<std::string>(absl::StrSplit(text, "\n\n"))) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(report, absl::MaxSplits('\n', 1));
    const std::string title = text::CleanLine(parts.first).text;
    if (title.empty() || events.size() == kMostReports) continue;
    const size_t number = events.size();
    events.push_back(summarization::testing::AnEvent(absl::StrCat("e", number), title,
                                                     text::CleanText(parts.second).text,
                                                     absl::StrCat("2025-12-", 8 + number)));
    events.back().set_position(static_cast<int64_t>(number) + 1);
  }
  return events;
}

void Check(const std::string& text, const std::string& language) {
  static const topic::v1::Topic topic = ReadSampleTopic();
  summarization::v1::SummarizeWindowStart start;
  *start.mutable_topic() = topic;
  start.mutable_window()->set_start("2025-12-09");
  start.mutable_window()->set_end("2025-12-16");
  start.mutable_window()->set_time_zone(topic.time_zone());
  start.set_week("2025-W50");
  start.set_language(language);
  Expect(summarization::CheckStart(start).ok(), "the start");

  std::vector<event::v1::Event> events = ReportsOf(text);
  const auto response = summarization::Summarize(start, events);
  if (!response.ok()) {
    Expect(response.status().code() == absl::StatusCode::kNotFound, "nothing to tell");
    return;
  }
  const summarization::Evidence evidence(topic, events);
  for (const auto& finding : summarization::Verify(response->digest(), evidence)) {
    Expect(false, finding.ShortDebugString());
  }
  std::ranges::reverse(events);
  const auto again = summarization::Summarize(start, events);
  Expect(again.ok() && hash::DeterministicBytes(*again) == hash::DeterministicBytes(*response),
         "the order of the reports changes nothing");
}

}  // namespace
}  // namespace sennight::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  sennight::fuzz::Check(text, size % 2 == 0 ? "zh-CN" : "en");
  return 0;
}
