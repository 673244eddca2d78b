// The days of a digest and what happened on them.
#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// Most columns of a timeline; a window of more days gets a column for each seven days.
inline constexpr int kMaxTimelineColumns = 16;

// Most days before the window that a timeline shows; what is older stands on the first of them.
inline constexpr int kMaxDaysBefore = 7;

// A story on a timeline.
struct TimelineMark {
  int section = 0;       // Index.
  std::string label;     // What it is about.
  std::string language;  // The label's, if it is not the digest's.
  bool is_late = false;  // It ended before the window or begins after it.
};

// A day, or seven.
struct TimelineColumn {
  absl::CivilDay day;  // The first one.
  bool in_window = false;
  std::vector<TimelineMark> marks;
  bool joins_next = false;  // A story goes on in the next column.
};

// Returns the columns from the first story (or the window's first day) to the window's last day (or
// the last story); stories whose day is not known have no mark. A story of several days has its
// mark on the last of them.
std::vector<TimelineColumn> MakeTimeline(const DigestView& view);

}  // namespace sennight::rendering
