// ISO weeks and the windows that topics make of them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/window/window.h"

namespace sennight::window {

// An ISO 8601 week, such as 2025-W50. It names the seven days, beginning on a topic's first day
// of the week, that contain the ISO week's Thursday: with a start on Tuesday, 2025-W50 is 9 to 15
// December 2025.
class WeekId {
 public:
  // Parses `2025-W50`.
  //
  // Errors: kInvalidArgument for another form or a week the year does not have.
  static absl::StatusOr<WeekId> Parse(std::string_view text);

  // Returns the week whose window with this start contains `day`.
  static WeekId Containing(absl::CivilDay day, absl::Weekday week_start);

  // Returns the week that the window is exactly, or an empty text if it is none.
  static std::string NameOf(const Window& window, absl::Weekday week_start);

  std::string ToString() const;

  // Returns the seven days of the week.
  Window WindowIn(absl::TimeZone zone, absl::Weekday week_start) const;

  friend bool operator==(const WeekId&, const WeekId&) = default;

 private:
  explicit WeekId(absl::CivilDay thursday) : thursday_(thursday) {}

  absl::CivilDay thursday_;  // Of the ISO week; its year is the week's.
};

// Returns the latest week whose last day is over at `now`.
WeekId LastCompleteWeek(absl::Time now, absl::TimeZone zone, absl::Weekday week_start);

}  // namespace sennight::window
