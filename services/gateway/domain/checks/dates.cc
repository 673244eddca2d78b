#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/window/civil_date.h"
#include "common/window/window.h"
#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

using digest::v1::Digest;
using digest::v1::Story;

constexpr int kDefaultLateDays = 3;

// What a digest's stories are measured by.
struct Frame {
  window::Window window;
  absl::CivilDay first_late_day;
  std::map<std::string, const digest::v1::Reference*> references;  // By their ids.
};

bool IsMarkedLate(const Story& story) {
  return std::any_of(story.notes().begin(), story.notes().end(), [](const digest::v1::Note& note) {
    return note.kind() == digest::v1::NOTE_KIND_LATE;
  });
}

bool HasSourceInWindow(const Story& story, const Frame& frame) {
  return std::any_of(story.ref_ids().begin(), story.ref_ids().end(),
                     [&frame](const std::string& ref_id) {
                       const auto reference = frame.references.find(ref_id);
                       if (reference == frame.references.end()) return false;
                       const auto published = window::ParseCivilDay(reference->second->published());
                       return published.ok() && frame.window.Contains(*published);
                     });
}

std::string InWords(const event::v1::EventDate& date) {
  return date.end().empty() ? date.start() : absl::StrCat(date.start(), "/", date.end());
}

void CheckStory(const PlacedStory& placed, const Frame& frame, Findings* findings) {
  const Story& story = *placed.story;
  const auto add = [&](const Rule& rule) {
    findings->Add(rule, placed.path, InWords(story.occurred()), story.event_ids());
  };
  const auto occurred = window::ParseEventDate(story.occurred());
  if (!occurred.ok()) return add(kDateMissing);
  if (occurred->precision != window::Precision::kDay) {
    // A vague date never puts a story into the window; a report of these days does.
    if (!HasSourceInWindow(story, frame)) add(kDateVague);
    return;
  }
  if (occurred->first >= frame.window.end()) return add(kDateFuture);
  if (occurred->last < frame.first_late_day) return add(kDateOutside);
  if (occurred->last < frame.window.start()) {
    return add(IsMarkedLate(story) ? kDateLate : kDateLateUnmarked);
  }
  if (occurred->first < frame.window.start() || occurred->last >= frame.window.end()) {
    add(kDateOverlap);
  }
}

// Tells the days of the window on which no story happened.
void CheckGaps(const std::vector<PlacedStory>& stories, const Digest& digest, const Frame& frame,
               Findings* findings) {
  std::vector<window::DateInterval> told;
  const auto note = [&told](const event::v1::EventDate& date) {
    const auto interval = window::ParseEventDate(date);
    if (interval.ok() && interval->precision == window::Precision::kDay) told.push_back(*interval);
  };
  for (const PlacedStory& placed : stories) note(placed.story->occurred());
  for (const digest::v1::BriefStory& brief : digest.in_brief()) note(brief.occurred());

  std::vector<std::string> gaps;
  for (absl::CivilDay day = frame.window.start(); day < frame.window.end(); ++day) {
    const bool has_story = std::any_of(told.begin(), told.end(), [day](const auto& interval) {
      return interval.first <= day && day <= interval.last;
    });
    if (!has_story) gaps.push_back(window::FormatCivilDay(day));
  }
  if (!gaps.empty()) findings->Add(kDateGap, "", absl::StrJoin(gaps, ", "));
}

}  // namespace

void CheckDates(const Digest& digest, const topic::v1::Topic& topic, Findings* findings) {
  const auto window = window::Window::Parse(digest.window());
  if (!window.ok()) return;  // CheckStructure says so.
  const int late_days = topic.has_late_days() ? topic.late_days() : kDefaultLateDays;
  Frame frame{*window, window->start() - late_days, {}};
  for (const digest::v1::Reference& reference : digest.references()) {
    frame.references.emplace(reference.ref_id(), &reference);
  }
  const std::vector<PlacedStory> stories = StoriesOf(digest);
  for (const PlacedStory& story : stories) CheckStory(story, frame, findings);
  CheckGaps(stories, digest, frame, findings);
}

}  // namespace sennight::gateway::checks
