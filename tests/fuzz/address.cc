// Addresses, dates and settings: what is accepted has one spelling, and everything else is refused
// with a status.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/config/reader.h"
#include "common/text/utf8.h"
#include "common/url/url.h"
#include "common/window/civil_date.h"
#include "common/window/week.h"
#include "services/rendering/domain/safe_url.h"
#include "services/sennight/import/feed_time.h"
#include "tests/fuzz/expect.h"

namespace sennight::fuzz {
namespace {

void CheckUrl(const std::string& text) {
  const absl::StatusOr<std::string> canonical = url::CanonicalUrl(text);
  if (!canonical.ok()) {
    Expect(canonical.status().code() == absl::StatusCode::kInvalidArgument, "a refused address");
  } else {
    const absl::StatusOr<std::string> again = url::CanonicalUrl(*canonical);
    Expect(again.ok() && *again == *canonical, "a canonical address stays as it is");
  }
}

void CheckSafeUrl(const std::string& text) {
  const std::optional<rendering::SafeUrl> safe = rendering::SafeUrl::Parse(text);
  if (!safe) return;
  Expect(safe->text().starts_with("http://") || safe->text().starts_with("https://"),
         "links are of the web");
  Expect(safe->text().find_first_of("\"'<>`\\ (){}") == std::string::npos, "links break nothing");
  const std::optional<rendering::SafeUrl> again = rendering::SafeUrl::Parse(safe->text());
  Expect(again && again->text() == safe->text(), "a safe address stays as it is");
}

void CheckDates(const std::string& text) {
  if (const auto day = window::ParseCivilDay(text); day.ok()) {
    Expect(window::FormatCivilDay(*day) == text, "days have one spelling");
  }
  if (const auto date = window::ParseDate(text); date.ok()) {
    Expect(date->first <= date->last, "the first day is not behind the last");
  }
  if (const auto week = window::WeekId::Parse(text); week.ok()) {
    Expect(week->ToString() == text, "weeks have one spelling");
    const window::Window days = week->WindowIn(absl::UTCTimeZone(), absl::Weekday::tuesday);
    Expect(window::WeekId::NameOf(days, absl::Weekday::tuesday) == text, "a week is its days'");
  }
  importing::ParseFeedTime(text);
}

// Each line is an argument.
void CheckSettings(const std::string& text) {
  const std::vector<std::string> arguments = absl::StrSplit(text, '\n');
  config::Reader read("FUZZ", arguments, {{"FUZZ_NUMBER", arguments.front()}});
  const int number = read.Int("number", 3, 1, 64, "a number");
  Expect(number >= 1 && number <= 64, "numbers are in their range");
  const absl::Duration wait =
      read.Duration("wait", absl::Seconds(1), absl::Seconds(0), absl::Hours(1), "a duration");
  Expect(wait >= absl::Seconds(0) && wait <= absl::Hours(1), "durations are in their range");
  read.Bool("truth", false, "a truth value");
  Expect(config::IsAddress(read.Address("address", "127.0.0.1:1", "an address")), "an address");
  if (!read.WantsHelp()) {
    const absl::Status status = read.Finish();
    Expect(status.ok() || status.code() == absl::StatusCode::kInvalidArgument, "mistakes are told");
  }
}

}  // namespace
}  // namespace sennight::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  sennight::fuzz::CheckUrl(text);
  sennight::fuzz::CheckSafeUrl(text);
  sennight::fuzz::CheckDates(text);
  sennight::fuzz::CheckSettings(text);
  return 0;
}
