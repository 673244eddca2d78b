#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/str_join.h"
#include "common/window/civil_date.h"
#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

using digest::v1::Digest;
using digest::v1::Reference;

// An event's day is the source's own, a reference's that of the topic's time zone: one report can
// so be dated a day before what it tells.
constexpr int kZoneGraceDays = 1;

void CheckCompleteness(const std::string& path, const Reference& reference, Findings* findings) {
  if (reference.url().empty()) {
    findings->Add(kReferenceNoUrl, path, reference.title(), reference.event_ids());
  }
  std::vector<std::string> missing;
  const auto require = [&](const std::string& value, std::string_view chinese,
                           std::string_view english) {
    if (value.empty()) missing.emplace_back(findings->Word(chinese, english));
  };
  require(reference.title(), "标题", "title");
  require(reference.publisher(), "发布者", "publisher");
  require(reference.published(), "日期", "date");
  if (missing.empty()) return;
  findings->Add(kReferenceBare, path,
                absl::StrJoin(missing, std::string(findings->Word("、", ", "))),
                reference.event_ids());
}

// The first day on which each event may have happened, as its story says.
std::map<std::string, absl::CivilDay> EarliestDays(const Digest& digest) {
  std::map<std::string, absl::CivilDay> earliest;
  for (const PlacedStory& placed : StoriesOf(digest)) {
    const auto occurred = window::ParseEventDate(placed.story->occurred());
    if (!occurred.ok()) continue;
    for (const std::string& event_id : placed.story->event_ids()) {
      earliest.emplace(event_id, occurred->first);
    }
  }
  return earliest;
}

void CheckDate(const std::string& path, const Reference& reference,
               std::optional<absl::CivilDay> window_end,
               const std::map<std::string, absl::CivilDay>& earliest, Findings* findings) {
  const auto published = window::ParseCivilDay(reference.published());
  if (!published.ok()) return;
  if (window_end && *published >= *window_end) {
    findings->Add(kReferenceLate, path, reference.published(), reference.event_ids());
  }
  const bool is_early = std::any_of(
      reference.event_ids().begin(), reference.event_ids().end(), [&](const std::string& event_id) {
        const auto day = earliest.find(event_id);
        return day != earliest.end() && *published + kZoneGraceDays < day->second;
      });
  if (is_early) {
    findings->Add(kReferenceEarly, path, reference.published(), reference.event_ids());
  }
}

}  // namespace

void CheckReferences(const Digest& digest, Findings* findings) {
  const std::map<std::string, absl::CivilDay> earliest = EarliestDays(digest);
  std::optional<absl::CivilDay> window_end;
  if (const auto end = window::ParseCivilDay(digest.window().end()); end.ok()) window_end = *end;
  std::map<std::string, int> place_of_url;
  for (int i = 0; i < digest.references_size(); ++i) {
    const Reference& reference = digest.references(i);
    const std::string path = Path("references", i);
    CheckCompleteness(path, reference, findings);
    CheckDate(path, reference, window_end, earliest, findings);
    if (!reference.url().empty() && !place_of_url.emplace(reference.url(), i).second) {
      findings->Add(kReferenceTwice, path, reference.url(), reference.event_ids());
    }
  }
}

}  // namespace sennight::gateway::checks
