#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

using digest::v1::Digest;
using digest::v1::Section;
using digest::v1::Story;

void CheckHead(const Digest& digest, Findings* findings) {
  const auto require = [&](bool is_there, std::string_view chinese, std::string_view english) {
    if (!is_there) findings->Add(kHeadIncomplete, "", findings->Word(chinese, english));
  };
  require(!IsEmpty(digest.title()), "标题", "a title");
  require(!digest.topic_name().empty(), "主题名称", "the name of the topic");
  require(!digest.language().empty(), "语言", "the language");
  require(!digest.window().start().empty() && !digest.window().end().empty(), "时间窗口",
          "the window");
  require(!digest.branding().publication().empty(), "刊物名称", "the publication");
  require(!IsEmpty(digest.intro()), "导语", "an intro");
}

// The sections' places by their ids; of equal ids, the first.
std::map<std::string, int> PlacesOf(const Digest& digest) {
  std::map<std::string, int> places;
  for (int i = 0; i < digest.sections_size(); ++i) {
    places.emplace(digest.sections(i).section_id(), i);
  }
  return places;
}

void CheckHighlights(const Digest& digest, const topic::v1::Topic& topic, Findings* findings) {
  const std::map<std::string, int> places = PlacesOf(digest);
  std::set<int> announced;
  int last = -1;
  for (int i = 0; i < digest.highlights_size(); ++i) {
    const digest::v1::Highlight& highlight = digest.highlights(i);
    const auto place = places.find(highlight.section_id());
    if (place == places.end()) {
      findings->Add(kHighlightUnknown, Path("highlights", i), highlight.section_id());
      continue;
    }
    if (place->second < last) {
      findings->Add(kHighlightOrder, Path("highlights", i), highlight.section_id());
    }
    last = std::max(last, place->second);
    announced.insert(place->second);
    if (PlainText(highlight.text()) == PlainText(digest.sections(place->second).heading())) {
      findings->Add(kHighlightRepeats, Path("highlights", i), PlainText(highlight.text()));
    }
  }
  // A topic may ask for fewer highlights than there are sections; the first sections have them.
  const int most = topic.shape().max_highlights();
  const int expected = most == 0 ? digest.sections_size() : std::min(most, digest.sections_size());
  for (int i = 0; i < expected; ++i) {
    if (announced.count(i) == 0) {
      findings->Add(kHighlightMissing, Path("sections", i),
                    PlainText(digest.sections(i).heading()));
    }
  }
}

void CheckStory(const std::string& path, const Story& story, Findings* findings) {
  if (IsEmpty(story.headline())) {
    findings->Add(kStoryEmpty, path, findings->Word("标题", "headline"), story.event_ids());
  }
  if (IsEmpty(story.lead())) {
    findings->Add(kStoryEmpty, path, findings->Word("导语", "lead"), story.event_ids());
  }
}

void CheckSections(const Digest& digest, Findings* findings) {
  if (digest.sections().empty()) {
    findings->Add(kSectionEmpty, "", findings->Word("全部", "the whole digest"));
  }
  std::set<std::string> section_ids;
  std::set<std::string> story_ids;
  for (int i = 0; i < digest.sections_size(); ++i) {
    const Section& section = digest.sections(i);
    const std::string path = Path("sections", i);
    if (section.ordinal() != i + 1) {
      findings->Add(kSectionNumber, path, std::to_string(section.ordinal()));
    }
    if (!section_ids.insert(section.section_id()).second) {
      findings->Add(kSectionId, path, section.section_id());
    }
    if (section.stories().empty()) findings->Add(kSectionEmpty, path, PlainText(section.heading()));
    // A story that stands alone lends its headline to the section.
    if (section.stories_size() == 1 && !IsEmpty(section.heading()) &&
        PlainText(section.heading()) != PlainText(section.stories(0).headline())) {
      findings->Add(kSingleSubItem, path, PlainText(section.heading()),
                    section.stories(0).event_ids());
    }
    for (int j = 0; j < section.stories_size(); ++j) {
      const Story& story = section.stories(j);
      CheckStory(path + Path("stories", j), story, findings);
      if (!story_ids.insert(story.story_id()).second) {
        findings->Add(kSectionId, path + Path("stories", j), story.story_id(), story.event_ids());
      }
    }
  }
}

void CheckDisclaimers(const Digest& digest, const topic::v1::Topic& topic, Findings* findings) {
  for (const topic::v1::TopicDisclaimer& required : topic.disclaimers()) {
    const bool is_there =
        std::any_of(digest.disclaimers().begin(), digest.disclaimers().end(),
                    [&required](const digest::v1::Disclaimer& disclaimer) {
                      return disclaimer.kind() == required.kind() && !disclaimer.text().empty();
                    });
    if (!is_there) findings->Add(kDisclaimer, "", required.kind());
  }
}

}  // namespace

void CheckStructure(const Digest& digest, const topic::v1::Topic& topic, Findings* findings) {
  CheckHead(digest, findings);
  CheckHighlights(digest, topic, findings);
  CheckSections(digest, findings);
  CheckDisclaimers(digest, topic, findings);
}

}  // namespace sennight::gateway::checks
