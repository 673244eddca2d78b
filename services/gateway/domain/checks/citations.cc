#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

using digest::v1::Digest;
using digest::v1::InlineText;
using digest::v1::Story;

// The references' places by their ids; of equal ids, the first.
using Places = std::map<std::string, int>;

Places PlacesOf(const Digest& digest) {
  Places places;
  for (int i = 0; i < digest.references_size(); ++i) {
    places.emplace(digest.references(i).ref_id(), i);
  }
  return places;
}

// Returns the ids that a text cites, in order.
std::vector<std::string> CitedBy(const InlineText& text) {
  std::vector<std::string> cited;
  for (const digest::v1::Run& run : text.runs()) {
    cited.insert(cited.end(), run.cite().ref_ids().begin(), run.cite().ref_ids().end());
  }
  return cited;
}

bool HasCitation(const InlineText& text, int begin, int end) {
  for (int i = std::max(begin, 0); i < std::min(end, text.runs_size()); ++i) {
    if (!text.runs(i).cite().ref_ids().empty()) return true;
  }
  return false;
}

// Citations point to references, all of which are cited, in their order.
void CheckBothWays(const Digest& digest, const std::vector<PlacedText>& texts, const Places& places,
                   Findings* findings) {
  std::set<std::string> seen;
  int last = -1;  // The furthest place cited so far.
  for (const PlacedText& placed : texts) {
    for (const std::string& ref_id : CitedBy(*placed.text)) {
      if (!seen.insert(ref_id).second) continue;
      const auto place = places.find(ref_id);
      if (place == places.end()) {
        findings->Add(kCitationDangling, placed.path, ref_id);
        continue;
      }
      if (place->second < last) {
        findings->Add(kCitationOrder, Path("references", place->second), ref_id);
      }
      last = std::max(last, place->second);
    }
  }
  for (int i = 0; i < digest.references_size(); ++i) {
    const digest::v1::Reference& reference = digest.references(i);
    if (seen.count(reference.ref_id()) == 0) {
      findings->Add(kReferenceOrphan, Path("references", i), reference.title(),
                    reference.event_ids());
    }
  }
}

bool IsCited(const Story& story) {
  const auto cites = [](const InlineText& text) { return HasCitation(text, 0, text.runs_size()); };
  return cites(story.lead()) ||
         std::any_of(story.key_points().begin(), story.key_points().end(),
                     [&cites](const digest::v1::KeyPoint& point) { return cites(point.text()); });
}

bool IsPrimary(event::v1::SourceKind kind) {
  return kind >= event::v1::SOURCE_KIND_REGULATOR && kind <= event::v1::SOURCE_KIND_ORGANIZATION;
}

void CheckStory(const Digest& digest, const PlacedStory& placed, const Places& places,
                Findings* findings) {
  const Story& story = *placed.story;
  if (!IsCited(story)) findings->Add(kStoryUncited, placed.path, "", story.event_ids());
  for (const std::string& ref_id : story.ref_ids()) {
    if (places.count(ref_id) == 0) {
      findings->Add(kCitationDangling, placed.path, ref_id, story.event_ids());
    }
  }
  if (story.ref_ids_size() != 1) return;
  const auto place = places.find(story.ref_ids(0));
  if (place == places.end()) return;
  const digest::v1::Reference& only = digest.references(place->second);
  if (!IsPrimary(only.kind())) {
    findings->Add(kOneSource, placed.path,
                  only.publisher().empty() ? only.title() : only.publisher(), story.event_ids());
  }
}

// Whether sentences of this text must cite what they say; headlines announce what the text says.
bool MustCite(TextKind kind) {
  switch (kind) {
    case TextKind::kIntro:
    case TextKind::kLead:
    case TextKind::kKeyPoint:
    case TextKind::kConflict:
    case TextKind::kBrief:
    case TextKind::kClosing:
      return true;
    default:
      return false;
  }
}

bool HasDigit(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A sentence taken from a source that states a figure carries a citation; what is computed or a
// template of ours rests on the events as a whole.
void CheckFigures(const PlacedText& placed, Findings* findings) {
  if (!MustCite(placed.kind)) return;
  const InlineText& text = *placed.text;
  for (const digest::v1::Support& support : text.support()) {
    if (!support.has_span()) continue;
    const std::string sentence = PlainText(text, support.run_start(), support.run_end());
    if (!HasDigit(sentence) || HasCitation(text, support.run_start(), support.run_end())) continue;
    findings->Add(kFigureUncited, placed.path, sentence,
                  placed.event_ids == nullptr ? EventIds() : *placed.event_ids);
  }
}

}  // namespace

void CheckCitations(const Digest& digest, Findings* findings) {
  const Places places = PlacesOf(digest);
  const std::vector<PlacedText> texts = TextsOf(digest);
  CheckBothWays(digest, texts, places, findings);
  for (const PlacedStory& story : StoriesOf(digest)) CheckStory(digest, story, places, findings);
  for (int i = 0; i < digest.in_brief_size(); ++i) {
    const digest::v1::BriefStory& brief = digest.in_brief(i);
    if (!HasCitation(brief.text(), 0, brief.text().runs_size())) {
      findings->Add(kStoryUncited, Path("inBrief", i), "", brief.event_ids());
    }
  }
  for (const PlacedText& text : texts) CheckFigures(text, findings);
}

}  // namespace sennight::gateway::checks
