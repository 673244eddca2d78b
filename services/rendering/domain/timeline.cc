#include "services/rendering/domain/timeline.h"

#include <algorithm>
#include <optional>

namespace sennight::rendering {
namespace {

struct Occurrence {
  absl::CivilDay first;
  absl::CivilDay last;
  TimelineMark mark;
};

TimelineMark MarkOf(const digest::v1::Story& story, int section, const DigestView& view) {
  TimelineMark mark{.section = section,
                    .label = view.Plain(story.subject()),
                    .language = std::string(view.ForeignLanguage(story.subject()))};
  if (mark.label.empty()) mark = {.section = section, .label = view.Plain(story.category_label())};
  return mark;
}

// Returns the stories whose days are known, their days cut to what a timeline shows.
std::vector<Occurrence> OccurrencesOf(const DigestView& view) {
  const absl::CivilDay earliest = view.first_day() - kMaxDaysBefore;
  const absl::CivilDay latest = view.last_day() + kMaxDaysBefore;
  std::vector<Occurrence> occurrences;
  for (int i = 0; i < view.digest().sections_size(); ++i) {
    for (const digest::v1::Story& story : view.digest().sections(i).stories()) {
      const auto days = DigestView::DaysOf(story.occurred());
      if (!days.has_value() || days->precision != window::Precision::kDay) continue;
      TimelineMark mark = MarkOf(story, i, view);
      mark.is_late = days->last < view.first_day() || days->first > view.last_day();
      occurrences.push_back({.first = std::clamp(days->first, earliest, latest),
                             .last = std::clamp(days->last, earliest, latest),
                             .mark = std::move(mark)});
    }
  }
  return occurrences;
}

}  // namespace

std::vector<TimelineColumn> MakeTimeline(const DigestView& view) {
  const std::vector<Occurrence> occurrences = OccurrencesOf(view);
  absl::CivilDay first = view.first_day();
  absl::CivilDay last = view.last_day();
  for (const Occurrence& occurrence : occurrences) {
    first = std::min(first, occurrence.first);
    last = std::max(last, occurrence.last);
  }
  const int step = last - first + 1 > kMaxTimelineColumns ? 7 : 1;
  // With columns of seven days, one of them begins with the window.
  if (step > 1) first = view.first_day() - (view.first_day() - first + step - 1) / step * step;

  std::vector<TimelineColumn> columns;
  for (absl::CivilDay day = first; day <= last; day += step) {
    columns.push_back(
        {.day = day, .in_window = day >= view.first_day() && day <= view.last_day(), .marks = {}});
  }
  for (const Occurrence& occurrence : occurrences) {
    const auto from = static_cast<std::size_t>((occurrence.first - first) / step);
    const auto to = static_cast<std::size_t>((occurrence.last - first) / step);
    columns[to].marks.push_back(occurrence.mark);
    for (std::size_t i = from; i < to; ++i) columns[i].joins_next = true;
  }
  return columns;
}

}  // namespace sennight::rendering
