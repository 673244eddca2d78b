#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

using event::v1::Metric;

// Beyond these, counts could overflow below; no study has so many subjects.
constexpr int64_t kMaxSubjects = 1'000'000'000;
constexpr size_t kMaxDecimals = 4;

// A percentage from 0 to 100 as `units / scale`, exact.
struct Percentage {
  int64_t units;
  int64_t scale;  // 10 to the number of decimals.
};

bool IsPercent(const Metric& metric) { return metric.unit() == "%"; }

// Parses `63.0` as 630/10; nothing if it is no decimal number of at most 100.
std::optional<Percentage> ParsePercentage(const std::string& value) {
  const size_t point = value.find('.');
  const std::string decimals = point == std::string::npos ? "" : value.substr(point + 1);
  if (decimals.size() > kMaxDecimals) return std::nullopt;
  const std::string digits = value.substr(0, point) + decimals;
  Percentage percentage{0, 1};
  for (size_t i = 0; i < decimals.size(); ++i) percentage.scale *= 10;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, percentage.units);
  if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  if (percentage.units < 0 || percentage.units > 100 * percentage.scale) return std::nullopt;
  return percentage;
}

// Returns whether `count` of `n` subjects is the percentage, rounded to its decimals (a half either
// way): |100 · count / n − units / scale| ≤ 1 / (2 · scale).
bool Rounds(int64_t count, int64_t n, const Percentage& percentage) {
  const int64_t difference = 100 * percentage.scale * count - percentage.units * n;
  return 2 * std::abs(difference) <= n;
}

// The GRIM test: a percentage of n subjects is one of n + 1 values.
bool CanBe(const Metric& metric, const Percentage& percentage) {
  if (metric.has_count()) return Rounds(metric.count(), metric.n(), percentage);
  const int64_t nearest = percentage.units * metric.n() / (100 * percentage.scale);
  return Rounds(nearest, metric.n(), percentage) || Rounds(nearest + 1, metric.n(), percentage);
}

std::string InWords(const Metric& metric) {
  std::string words = absl::StrCat(metric.label(), " ", metric.value(), metric.unit());
  if (metric.has_count()) {
    absl::StrAppend(&words, " (", metric.count(), "/", metric.n(), ")");
  } else if (metric.n() > 0) {
    absl::StrAppend(&words, " (n=", metric.n(), ")");
  }
  return words;
}

void CheckRate(const std::string& path, const Metric& metric, const EventIds& event_ids,
               Findings* findings) {
  if (metric.n() <= 0) {
    if (!metric.has_comparator()) findings->Add(kNumberWithoutN, path, InWords(metric), event_ids);
    return;
  }
  const bool is_rounded = metric.approximation() == event::v1::APPROXIMATION_UNSPECIFIED ||
                          metric.approximation() == event::v1::APPROXIMATION_EXACT;
  const std::optional<Percentage> percentage = ParsePercentage(metric.value());
  if (!is_rounded || !percentage || metric.n() > kMaxSubjects || metric.count() < 0 ||
      metric.count() > kMaxSubjects) {
    return;
  }
  if (!CanBe(metric, *percentage)) {
    findings->Add(kNumberUnreachable, path, InWords(metric), event_ids);
  }
}

}  // namespace

void CheckNumbers(const digest::v1::Digest& digest, Findings* findings) {
  for (const PlacedStory& placed : StoriesOf(digest)) {
    const digest::v1::Story& story = *placed.story;
    for (int i = 0; i < story.metrics_size(); ++i) {
      if (!IsPercent(story.metrics(i))) continue;
      CheckRate(placed.path + Path("metrics", i), story.metrics(i), story.event_ids(), findings);
    }
    for (int i = 0; i < story.conflicts_size(); ++i) {
      findings->Add(kNumberConflict, placed.path + Path("conflicts", i), story.conflicts(i).label(),
                    story.event_ids());
    }
  }
}

}  // namespace sennight::gateway::checks
