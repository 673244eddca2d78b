#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/summarization/domain/digest_texts.h"
#include "services/summarization/domain/verify.h"

namespace sennight::summarization {
namespace {

// Each round drops something, so that counts may need another; a digest has few layers.
constexpr int kMaxRounds = 8;

// The faults of each text, by its path.
using FaultsByPath = std::map<std::string, std::vector<Fault>>;

FaultsByPath FindFaults(const digest::v1::Digest& digest, const Evidence& evidence) {
  FaultsByPath faults;
  ForEachText(digest, [&](const TextPlace& place) {
    auto found = CheckText(*place.text, place.scope, evidence);
    if (!found.empty()) faults.emplace(place.path, std::move(found));
  });
  return faults;
}

// Returns the text without its faulty sentences; empty if the whole text is faulty.
digest::v1::InlineText WithoutFaults(const digest::v1::InlineText& text,
                                     const std::vector<Fault>& faults) {
  std::set<int> dropped;
  for (const Fault& fault : faults) {
    if (fault.sentence < 0) return {};
    dropped.insert(fault.sentence);
  }
  digest::v1::InlineText kept;
  kept.set_language(text.language());
  for (int i = 0; i < text.support_size(); ++i) {
    if (dropped.count(i) > 0) continue;
    digest::v1::Support support = text.support(i);
    const int start = kept.runs_size();
    for (int run = support.run_start(); run < support.run_end(); ++run) {
      *kept.add_runs() = text.runs(run);
    }
    support.set_run_start(start);
    support.set_run_end(kept.runs_size());
    *kept.add_support() = std::move(support);
  }
  return kept;
}

class Mender {
 public:
  Mender(const Evidence& evidence, digest::v1::Digest* digest)
      : evidence_(evidence), digest_(*digest), faults_(FindFaults(*digest, evidence)) {}

  void Mend() {
    Text("/title", digest_.mutable_title());
    Text("/intro", digest_.mutable_intro());
    Text("/closing", digest_.mutable_closing());
    if (digest_.intro().runs().empty()) digest_.clear_intro();
    if (digest_.closing().runs().empty()) digest_.clear_closing();
    for (int s = 0; s < digest_.sections_size(); ++s) {
      MendSection(digest_.mutable_sections(s), absl::StrCat("/sections/", s));
    }
    for (int b = 0; b < digest_.in_brief_size(); ++b) {
      Text(absl::StrCat("/inBrief/", b, "/text"), digest_.mutable_in_brief(b)->mutable_text());
    }
    for (int h = 0; h < digest_.highlights_size(); ++h) {
      Text(absl::StrCat("/highlights/", h, "/text"), digest_.mutable_highlights(h)->mutable_text());
    }
    DropEmpty();
    DropUncited();
    // The title's stead is taken by the first heading.
    if (digest_.title().runs().empty() && digest_.sections_size() > 0) {
      *digest_.mutable_title() = digest_.sections(0).heading();
    }
  }

 private:
  void Text(const std::string& path, digest::v1::InlineText* text) {
    const auto faults = faults_.find(path);
    if (faults != faults_.end()) *text = WithoutFaults(*text, faults->second);
  }

  void MendSection(digest::v1::Section* section, const std::string& path) {
    Text(path + "/heading", section->mutable_heading());
    for (int t = 0; t < section->stories_size(); ++t) {
      MendStory(section->mutable_stories(t), absl::StrCat(path, "/stories/", t));
    }
  }

  void MendStory(digest::v1::Story* story, const std::string& path) {
    Text(path + "/headline", story->mutable_headline());
    Text(path + "/lead", story->mutable_lead());
    for (int k = 0; k < story->key_points_size(); ++k) {
      Text(absl::StrCat(path, "/keyPoints/", k, "/text"),
           story->mutable_key_points(k)->mutable_text());
    }
    for (int c = 0; c < story->conflicts_size(); ++c) {
      for (int s = 0; s < story->conflicts(c).statements_size(); ++s) {
        Text(absl::StrCat(path, "/conflicts/", c, "/statements/", s),
             story->mutable_conflicts(c)->mutable_statements(s));
      }
    }
    if (story->has_subject()) {
      Text(path + "/subject", story->mutable_subject());
      if (story->subject().runs().empty()) story->clear_subject();
    }
    for (int n = 0; n < story->notes_size(); ++n) {
      Text(absl::StrCat(path, "/notes/", n, "/text"), story->mutable_notes(n)->mutable_text());
    }
    MendParts(story);
  }

  void MendParts(digest::v1::Story* story) {
    EraseIf(story->mutable_key_points(), [this](const digest::v1::KeyPoint& point) {
      const auto& labels = evidence_.topic().key_points();
      return point.text().runs().empty() ||
             std::none_of(labels.begin(), labels.end(), [&](const auto& label) {
               const auto text = label.label().find(digest_.language());
               return label.label_id() == point.label_id() && text != label.label().end() &&
                      text->second == point.label();
             });
    });
    EraseIf(story->mutable_conflicts(), [](const digest::v1::Conflict& conflict) {
      return std::any_of(conflict.statements().begin(), conflict.statements().end(),
                         [](const auto& statement) { return statement.runs().empty(); });
    });
    EraseIf(story->mutable_notes(),
            [](const digest::v1::Note& note) { return note.text().runs().empty(); });
    EraseIf(story->mutable_metrics(), [&](const event::v1::Metric& metric) {
      digest::v1::Digest alone;
      alone.set_language(digest_.language());
      digest::v1::Story* only = alone.add_sections()->add_stories();
      *only->mutable_event_ids() = story->event_ids();
      *only->add_metrics() = metric;
      const auto findings = Verify(alone, evidence_);
      return std::any_of(findings.begin(), findings.end(),
                         [](const auto& finding) { return finding.rule_id() == "CIT-METRIC"; });
    });
  }

  template <typename Field, typename Predicate>
  static void EraseIf(Field* field, Predicate drop) {
    for (int i = field->size() - 1; i >= 0; --i) {
      if (drop(field->Get(i))) field->DeleteSubrange(i, 1);
    }
  }

  static bool Cites(const digest::v1::InlineText& text) {
    return std::any_of(text.runs().begin(), text.runs().end(),
                       [](const digest::v1::Run& run) { return run.has_cite(); });
  }

  template <typename Ids>
  bool KnowsAll(const Ids& event_ids) const {
    return std::all_of(event_ids.begin(), event_ids.end(),
                       [this](const std::string& id) { return evidence_.EventOf(id) != nullptr; });
  }

  std::string LabelOf(const std::string& category) const {
    for (const topic::v1::Category& known : evidence_.topic().categories()) {
      if (known.category_id() != category) continue;
      const auto label = known.label().find(digest_.language());
      return label == known.label().end() ? "" : label->second;
    }
    return "";
  }

  bool IsHollow(const digest::v1::Story& story) const {
    return story.headline().runs().empty() || !Cites(story.lead()) ||
           !KnowsAll(story.event_ids()) || LabelOf(story.category()) != story.category_label();
  }

  // A story without its headline or lead is none, nor is a section without stories. A section
  // whose heading does not hold is headed by its first story.
  void DropEmpty() {
    for (digest::v1::Section& section : *digest_.mutable_sections()) {
      EraseIf(section.mutable_stories(), [this](const auto& story) { return IsHollow(story); });
      if (section.heading().runs().empty() && section.stories_size() > 0) {
        *section.mutable_heading() = section.stories(0).headline();
      }
      section.set_category_label(LabelOf(section.category()));
    }
    EraseIf(digest_.mutable_sections(), [](const auto& section) {
      return section.stories().empty() || section.category_label().empty();
    });
    for (int s = 0; s < digest_.sections_size(); ++s)
      digest_.mutable_sections(s)->set_ordinal(s + 1);
    EraseIf(digest_.mutable_in_brief(), [this](const digest::v1::BriefStory& brief) {
      return brief.text().runs().empty() || !Cites(brief.text()) || !KnowsAll(brief.event_ids()) ||
             LabelOf(brief.category()) != brief.category_label();
    });
    MendHighlights();
  }

  // Every section keeps its highlight: its heading stands in for a line that does not hold.
  void MendHighlights() {
    EraseIf(digest_.mutable_highlights(), [this](const digest::v1::Highlight& highlight) {
      return SectionOf(highlight.section_id()) == nullptr;
    });
    for (digest::v1::Highlight& highlight : *digest_.mutable_highlights()) {
      if (!highlight.text().runs().empty()) continue;
      *highlight.mutable_text() = SectionOf(highlight.section_id())->heading();
    }
  }

  const digest::v1::Section* SectionOf(const std::string& id) const {
    for (const digest::v1::Section& section : digest_.sections()) {
      if (section.section_id() == id) return &section;
    }
    return nullptr;
  }

  void DropUncited() {
    std::set<std::string> cited;
    ForEachText(digest_, [&cited](const TextPlace& place) {
      for (const digest::v1::Run& run : place.text->runs()) {
        cited.insert(run.cite().ref_ids().begin(), run.cite().ref_ids().end());
      }
    });
    EraseIf(digest_.mutable_references(), [&cited](const digest::v1::Reference& reference) {
      return cited.count(reference.ref_id()) == 0;
    });
  }

  const Evidence& evidence_;
  digest::v1::Digest& digest_;
  FaultsByPath faults_;
};

}  // namespace

std::vector<digest::v1::Finding> VerifyAndMend(const Evidence& evidence,
                                               digest::v1::Digest* digest) {
  std::vector<digest::v1::Finding> all;
  for (int round = 0; round < kMaxRounds; ++round) {
    std::vector<digest::v1::Finding> findings = Verify(*digest, evidence);
    if (findings.empty()) break;
    all.insert(all.end(), findings.begin(), findings.end());
    Mender(evidence, digest).Mend();
  }
  return all;
}

}  // namespace sennight::summarization
