#include "services/summarization/domain/digest_texts.h"

#include "absl/strings/str_cat.h"

namespace sennight::summarization {
namespace {

class Walk {
 public:
  Walk(const digest::v1::Digest& digest, const std::function<void(const TextPlace&)>& visit)
      : digest_(digest), visit_(visit) {
    scope_.digest = &digest;
  }

  void Run() {
    Visit("/title", digest_.title());
    for (int h = 0; h < digest_.highlights_size(); ++h) Highlight(h);
    if (digest_.has_intro()) Visit("/intro", digest_.intro());
    for (int s = 0; s < digest_.sections_size(); ++s) {
      Section(digest_.sections(s), absl::StrCat("/sections/", s));
    }
    for (int b = 0; b < digest_.in_brief_size(); ++b) {
      const auto& ids = digest_.in_brief(b).event_ids();
      scope_.event_ids.assign(ids.begin(), ids.end());
      Visit(absl::StrCat("/inBrief/", b, "/text"), digest_.in_brief(b).text());
      scope_.event_ids.clear();
    }
    if (digest_.has_closing()) Visit("/closing", digest_.closing());
  }

 private:
  void Visit(std::string path, const digest::v1::InlineText& text) {
    visit_({std::move(path), &text, scope_});
  }

  void EnterSection(const digest::v1::Section& section) {
    scope_.section = &section;
    scope_.event_ids.clear();
    for (const digest::v1::Story& story : section.stories()) {
      scope_.event_ids.insert(scope_.event_ids.end(), story.event_ids().begin(),
                              story.event_ids().end());
    }
  }

  void LeaveSection() {
    scope_.section = nullptr;
    scope_.event_ids.clear();
  }

  void Highlight(int h) {
    for (const digest::v1::Section& section : digest_.sections()) {
      if (section.section_id() == digest_.highlights(h).section_id()) EnterSection(section);
    }
    Visit(absl::StrCat("/highlights/", h, "/text"), digest_.highlights(h).text());
    LeaveSection();
  }

  void Section(const digest::v1::Section& section, const std::string& path) {
    EnterSection(section);
    Visit(path + "/heading", section.heading());
    for (int t = 0; t < section.stories_size(); ++t) {
      Story(section.stories(t), absl::StrCat(path, "/stories/", t));
    }
    LeaveSection();
  }

  void Story(const digest::v1::Story& story, const std::string& path) {
    scope_.event_ids.assign(story.event_ids().begin(), story.event_ids().end());
    scope_.occurred = &story.occurred();
    Visit(path + "/headline", story.headline());
    Visit(path + "/lead", story.lead());
    for (int k = 0; k < story.key_points_size(); ++k) {
      Visit(absl::StrCat(path, "/keyPoints/", k, "/text"), story.key_points(k).text());
    }
    for (int c = 0; c < story.conflicts_size(); ++c) {
      for (int s = 0; s < story.conflicts(c).statements_size(); ++s) {
        Visit(absl::StrCat(path, "/conflicts/", c, "/statements/", s),
              story.conflicts(c).statements(s));
      }
    }
    if (story.has_subject()) Visit(path + "/subject", story.subject());
    for (int n = 0; n < story.notes_size(); ++n) {
      // What was told before rests on a report that does not tell this story.
      const bool is_previous = story.notes(n).kind() == digest::v1::NOTE_KIND_PREVIOUSLY;
      const std::vector<std::string> own = scope_.event_ids;
      if (is_previous) scope_.event_ids.clear();
      Visit(absl::StrCat(path, "/notes/", n, "/text"), story.notes(n).text());
      scope_.event_ids = own;
    }
    scope_.occurred = nullptr;
  }

  const digest::v1::Digest& digest_;
  const std::function<void(const TextPlace&)>& visit_;
  Scope scope_;
};

}  // namespace

void ForEachText(const digest::v1::Digest& digest,
                 const std::function<void(const TextPlace&)>& visit) {
  Walk(digest, visit).Run();
}

}  // namespace sennight::summarization
