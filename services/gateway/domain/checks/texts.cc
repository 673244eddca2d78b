#include "services/gateway/domain/checks/texts.h"

#include <algorithm>

namespace sennight::gateway::checks {
namespace {

using digest::v1::Digest;
using digest::v1::InlineText;
using digest::v1::Section;
using digest::v1::Story;

// Collects texts in reading order.
class Reading {
 public:
  std::vector<PlacedText> Run(const Digest& digest) {
    Add(TextKind::kTitle, Path("title"), digest.title(), nullptr);
    for (int i = 0; i < digest.highlights_size(); ++i) {
      Add(TextKind::kHighlight, Path("highlights", i, "text"), digest.highlights(i).text(),
          nullptr);
    }
    Add(TextKind::kIntro, Path("intro"), digest.intro(), nullptr);
    for (int i = 0; i < digest.sections_size(); ++i) {
      const Section& section = digest.sections(i);
      Add(TextKind::kHeading, Path("sections", i, "heading"), section.heading(), nullptr);
      for (int j = 0; j < section.stories_size(); ++j) {
        AddStory(Path("sections", i, "stories", j), section.stories(j));
      }
    }
    for (int i = 0; i < digest.in_brief_size(); ++i) {
      Add(TextKind::kBrief, Path("inBrief", i, "text"), digest.in_brief(i).text(),
          &digest.in_brief(i).event_ids());
    }
    Add(TextKind::kClosing, Path("closing"), digest.closing(), nullptr);
    return std::move(texts_);
  }

 private:
  void AddStory(const std::string& path, const Story& story) {
    const EventIds* const events = &story.event_ids();
    Add(TextKind::kHeadline, path + "/headline", story.headline(), events);
    Add(TextKind::kSubject, path + "/subject", story.subject(), events);
    Add(TextKind::kLead, path + "/lead", story.lead(), events);
    for (int i = 0; i < story.key_points_size(); ++i) {
      Add(TextKind::kKeyPoint, path + Path("keyPoints", i, "text"), story.key_points(i).text(),
          events);
    }
    for (int i = 0; i < story.conflicts_size(); ++i) {
      for (int j = 0; j < story.conflicts(i).statements_size(); ++j) {
        Add(TextKind::kConflict, path + Path("conflicts", i, "statements", j),
            story.conflicts(i).statements(j), events);
      }
    }
    for (int i = 0; i < story.notes_size(); ++i) {
      Add(TextKind::kNote, path + Path("notes", i, "text"), story.notes(i).text(), events);
    }
  }

  void Add(TextKind kind, std::string path, const InlineText& text, const EventIds* event_ids) {
    if (IsEmpty(text)) return;
    texts_.push_back({kind, std::move(path), &text, event_ids});
  }

  std::vector<PlacedText> texts_;
};

}  // namespace

std::vector<PlacedText> TextsOf(const Digest& digest) { return Reading().Run(digest); }

std::vector<PlacedStory> StoriesOf(const Digest& digest) {
  std::vector<PlacedStory> stories;
  for (int i = 0; i < digest.sections_size(); ++i) {
    for (int j = 0; j < digest.sections(i).stories_size(); ++j) {
      stories.push_back({Path("sections", i, "stories", j), &digest.sections(i).stories(j)});
    }
  }
  return stories;
}

std::string PlainText(const InlineText& text) { return PlainText(text, 0, text.runs_size()); }

std::string PlainText(const InlineText& text, int begin, int end) {
  std::string plain;
  for (int i = std::max(begin, 0); i < std::min(end, text.runs_size()); ++i) {
    plain += text.runs(i).text();
  }
  return plain;
}

bool IsEmpty(const InlineText& text) {
  return std::none_of(text.runs().begin(), text.runs().end(),
                      [](const digest::v1::Run& run) { return !run.text().empty(); });
}

}  // namespace sennight::gateway::checks
