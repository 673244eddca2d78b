#include "common/window/window.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/window/civil_date.h"

namespace sennight::window {
namespace {

constexpr char kWantTimeZone[] = "want an IANA time zone such as Asia/Shanghai";

// Whether `name` has the form of a zone's. The library looks for any other name, too, be it the
// path of a device, and remembers each for good.
bool IsTimeZoneName(std::string_view name) {
  const auto may_stand = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '+' ||
           c == '/';
  };
  return !name.empty() && name.size() <= kMaxTimeZoneBytes && name.front() != '/' &&
         std::ranges::all_of(name, may_stand);
}

// What the machine's own zone is called, and the zones that count leap seconds.
bool IsOfTheMachine(std::string_view name) {
  return name == "localtime" || name == "posixrules" || name.starts_with("right/");
}

}  // namespace

absl::StatusOr<absl::TimeZone> ParseTimeZone(const std::string& name) {
  if (!IsTimeZoneName(name)) return absl::InvalidArgumentError(kWantTimeZone);
  absl::TimeZone zone;
  if (IsOfTheMachine(name) || !absl::LoadTimeZone(name, &zone)) {
    return absl::InvalidArgumentError(absl::StrCat(kWantTimeZone, ", got \"", name, "\""));
  }
  return zone;
}

absl::StatusOr<Window> Window::Parse(const event::v1::Window& window) {
  FieldViolations violations;
  const absl::StatusOr<absl::CivilDay> start = ParseCivilDay(window.start());
  const absl::StatusOr<absl::CivilDay> end = ParseCivilDay(window.end());
  const absl::StatusOr<absl::TimeZone> zone = ParseTimeZone(window.time_zone());
  if (!start.ok()) violations.Add("start", std::string(start.status().message()));
  if (!end.ok()) violations.Add("end", std::string(end.status().message()));
  if (!zone.ok()) violations.Add("time_zone", std::string(zone.status().message()));
  if (start.ok() && end.ok()) {
    if (*end <= *start) {
      violations.Add("end", "want a day after start (the end is exclusive)");
    } else if (*end - *start > kMaxWindowDays) {
      violations.Add("end", absl::StrCat("want at most ", kMaxWindowDays, " days after start"));
    }
  }
  if (!violations.empty()) return violations.ToStatus();
  return Window(*start, *end, *zone);
}

Window Window::Of(absl::CivilDay start, int days, absl::TimeZone zone) {
  return Window(start, start + days, zone);
}

event::v1::Window Window::ToProto() const {
  event::v1::Window proto;
  proto.set_start(FormatCivilDay(start_));
  proto.set_end(FormatCivilDay(end_));
  proto.set_time_zone(zone_.name());
  return proto;
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t microseconds = absl::ToUnixMicros(time);
  int64_t seconds = microseconds / 1'000'000;
  int64_t rest = microseconds % 1'000'000;
  if (rest < 0) {
    seconds -= 1;
    rest += 1'000'000;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

}  // namespace sennight::window
