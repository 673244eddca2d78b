#include "services/sennight/import/feed_time.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/text/normalize.h"
#include "common/window/civil_date.h"

namespace sennight::importing {
namespace {

constexpr size_t kLongestDate = 64;

constexpr const char* kFormats[] = {"%E4Y-%m-%dT%H:%M:%E*S%Ez",
                                    "%E4Y-%m-%d %H:%M:%E*S%Ez",
                                    "%E4Y-%m-%d %H:%M:%E*S %Ez",
                                    "%E4Y-%m-%dT%H:%M%Ez",
                                    "%E4Y-%m-%dT%H:%M:%E*S",
                                    "%E4Y-%m-%d %H:%M:%E*S",
                                    "%E4Y-%m-%d",
                                    "%d %b %E4Y %H:%M:%S %z",
                                    "%d %b %E4Y %H:%M %z",
                                    "%d %b %E4Y %H:%M:%S",
                                    "%d %b %E4Y"};

// The zones that RFC 822 names.
struct Zone {
  std::string_view name;
  std::string_view offset;
};
constexpr Zone kZones[] = {{"UT", "+0000"},  {"UTC", "+0000"}, {"GMT", "+0000"}, {"Z", "+0000"},
                           {"EST", "-0500"}, {"EDT", "-0400"}, {"CST", "-0600"}, {"CDT", "-0500"},
                           {"MST", "-0700"}, {"MDT", "-0600"}, {"PST", "-0800"}, {"PDT", "-0700"}};

// Without the weekday, and with the zone's name replaced by its offset.
std::string Plain(std::string_view date) {
  std::string plain = text::CollapseWhiteSpace(date);
  const size_t comma = plain.find(", ");
  if (comma != plain.npos) plain = plain.substr(comma + 2);
  const size_t space = plain.rfind(' ');
  if (space == plain.npos) return plain;
  for (const Zone& zone : kZones) {
    if (plain.compare(space + 1, plain.npos, zone.name) == 0) {
      return absl::StrCat(plain.substr(0, space + 1), std::string(zone.offset));
    }
  }
  return plain;
}

}  // namespace

std::optional<google::protobuf::Timestamp> ParseFeedTime(std::string_view date) {
  if (date.size() > kLongestDate) return std::nullopt;
  const std::string plain = Plain(date);
  for (const char* format : kFormats) {
    absl::Time time;
    if (!absl::ParseTime(format, plain, &time, nullptr)) continue;
    const int64_t year = absl::ToCivilYear(time, absl::UTCTimeZone()).year();
    if (year < window::kFirstYear || year > window::kLastYear) return std::nullopt;
    google::protobuf::Timestamp timestamp;
    timestamp.set_seconds(absl::ToUnixSeconds(time));
    return timestamp;
  }
  return std::nullopt;
}

}  // namespace sennight::importing
