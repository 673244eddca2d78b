// The days that a digest covers.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::window {

// Most days a window may have.
inline constexpr int kMaxWindowDays = 92;

// A half-open interval of civil days [start, end) in a time zone. A Window that exists is valid:
// it has 1 to kMaxWindowDays days and a known time zone.
class Window {
 public:
  // Checks a window of the contract.
  //
  // Errors: kInvalidArgument with a BadRequest that names `start`, `end` or `time_zone`.
  static absl::StatusOr<Window> Parse(const event::v1::Window& window);

  // Makes the window of `days` days (1 to kMaxWindowDays) from `start`.
  static Window Of(absl::CivilDay start, int days, absl::TimeZone zone);

  absl::CivilDay start() const { return start_; }
  absl::CivilDay end() const { return end_; }       // Exclusive.
  absl::CivilDay last() const { return end_ - 1; }  // Inclusive.
  int days() const { return static_cast<int>(end_ - start_); }
  absl::TimeZone zone() const { return zone_; }

  bool Contains(absl::CivilDay day) const { return start_ <= day && day < end_; }

  // Returns the civil day of a moment in the window's time zone.
  absl::CivilDay DayOf(absl::Time time) const { return absl::ToCivilDay(time, zone_); }

  event::v1::Window ToProto() const;

  friend bool operator==(const Window& a, const Window& b) {
    return a.start_ == b.start_ && a.end_ == b.end_ && a.zone_ == b.zone_;
  }

 private:
  Window(absl::CivilDay start, absl::CivilDay end, absl::TimeZone zone)
      : start_(start), end_(end), zone_(zone) {}

  absl::CivilDay start_;
  absl::CivilDay end_;
  absl::TimeZone zone_;
};

// Most bytes of a time zone's name; the longest of the IANA has 32.
inline constexpr size_t kMaxTimeZoneBytes = 64;

// Returns the time zone of an IANA name. No other name is looked for.
//
// Errors: kInvalidArgument "want an IANA time zone such as Asia/Shanghai…".
absl::StatusOr<absl::TimeZone> ParseTimeZone(const std::string& name);

// Converts a timestamp of the wire. Timestamps out of range are clamped to absl's infinities.
absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// Converts a moment, to the microsecond.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace sennight::window
