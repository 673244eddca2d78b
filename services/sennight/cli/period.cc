#include "services/sennight/cli/period.h"

#include <utility>

#include "common/status/status.h"
#include "common/window/civil_date.h"

namespace sennight::cli {

absl::StatusOr<event::v1::Window> ReadDays(const Arguments& arguments) {
  event::v1::Window window;
  FieldViolations violations;
  absl::CivilDay first = absl::CivilDay::min();
  if (arguments.Has("from")) {
    const absl::StatusOr<absl::CivilDay> day = window::ParseCivilDay(arguments.Text("from"));
    if (!day.ok()) violations.Add("--from", std::string(day.status().message()));
    if (day.ok()) first = *day;
    if (day.ok()) window.set_start(window::FormatCivilDay(*day));
  }
  if (arguments.Has("to")) {
    const absl::StatusOr<absl::CivilDay> day = window::ParseCivilDay(arguments.Text("to"));
    if (!day.ok()) violations.Add("--to", std::string(day.status().message()));
    if (day.ok() && *day < first) violations.Add("--to", "lies before --from");
    if (day.ok()) window.set_end(window::FormatCivilDay(*day + 1));
  }
  if (!violations.empty()) return violations.ToStatus();
  return window;
}

std::vector<Option> DigestOptions(std::string week) {
  return {{.name = "topic", .value = "TOPIC", .purpose = "The topic.", .is_required = true},
          {.name = "week", .value = "WEEK", .purpose = std::move(week)},
          {.name = "from",
           .value = "DAY",
           .purpose = "Instead of a week: the first day, such as 2025-12-09."},
          {.name = "to", .value = "DAY", .purpose = "The last day (inclusive)."},
          {.name = "language",
           .value = "TAG",
           .purpose = "One of the topic's languages; default: its first."},
          {.name = "as-of",
           .value = "POSITION",
           .purpose = "Reads the store as it was at this position."}};
}

}  // namespace sennight::cli
