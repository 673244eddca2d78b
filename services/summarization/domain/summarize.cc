#include "services/summarization/domain/summarize.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/status/status.h"
#include "common/text/language.h"
#include "services/summarization/domain/digest_writer.h"
#include "services/summarization/domain/relevance.h"
#include "services/summarization/domain/verify.h"

namespace sennight::summarization {
namespace {

constexpr int kDefaultSections = 8;
constexpr int kDefaultStoriesPerSection = 4;
constexpr int kDefaultKeyPoints = 5;
constexpr int kDefaultInBrief = 12;

int OrDefault(int value, int fallback) { return value > 0 ? value : fallback; }

// Puts the events in the store's order and keeps the latest revision of each.
void PutInOrder(std::vector<event::v1::Event>* events) {
  std::sort(events->begin(), events->end(), [](const auto& a, const auto& b) {
    if (a.event_id() != b.event_id()) return a.event_id() < b.event_id();
    return a.revision() > b.revision();
  });
  events->erase(
      std::unique(events->begin(), events->end(),
                  [](const auto& a, const auto& b) { return a.event_id() == b.event_id(); }),
      events->end());
  std::sort(events->begin(), events->end(), [](const auto& a, const auto& b) {
    return std::pair(a.position(), a.event_id()) < std::pair(b.position(), b.event_id());
  });
}

// One run of the pipeline.
class Run {
 public:
  Run(const v1::SummarizeWindowStart& start, const std::vector<event::v1::Event>& events)
      : start_(start),
        events_(events),
        window_(*window::Window::Parse(start.window())),
        lexicon_(start.topic()) {
    material_.topic = &start.topic();
    material_.window = &window_;
    material_.language = text::PrimarySubtag(start.language());
    material_.lexicon = &lexicon_;
  }

  absl::StatusOr<v1::SummarizeWindowResponse> Compose() {
    if (absl::Status status = ReadReports(); !status.ok()) return status;
    const Rarity rarity(material_.reports, lexicon_.vocabulary.size(), lexicon_.concepts.size());
    material_.rarity = &rarity;
    for (const Report& report : material_.reports) {
      material_.features.push_back(FeaturesOf(report, lexicon_.concepts, rarity));
    }
    DraftStories();
    if (drafts_.empty()) return NothingToTell("NOTHING_RELEVANT");
    Rank(&drafts_, material_);
    if (!Write()) return NothingToTell("NOTHING_PRINTABLE");
    return std::move(response_);
  }

 private:
  void LeaveOut(const event::v1::Event& event, v1::LeftOutReason reason, std::string evidence) {
    v1::LeftOutEvent* left_out = response_.add_left_out();
    left_out->set_event_id(event.event_id());
    left_out->set_reason(reason);
    left_out->set_evidence(std::move(evidence));
  }

  absl::Status NothingToTell(std::string_view reason) const {
    const std::string days = absl::StrCat("from ", start_.window().start(), " to ",
                                          window::FormatCivilDay(window_.last()));
    std::string message = absl::StrCat("nothing was reported ", days);
    if (reason == "NOTHING_RELEVANT") {
      message = absl::StrCat("of ", in_window_, " reports ", days, " none belongs to the topic ",
                             start_.topic().topic_id());
    } else if (reason == "NOTHING_PRINTABLE") {
      message = absl::StrCat("of ", relevant_, " reports ", days, " on the topic ",
                             start_.topic().topic_id(), " none has a sentence fit to print");
    }
    return WithReason(absl::NotFoundError(std::move(message)), reason,
                      {{"events_read", absl::StrCat(events_.size())},
                       {"events_in_window", absl::StrCat(in_window_)},
                       {"events_relevant", absl::StrCat(relevant_)}});
  }

  // Reads the events that belong to window and topic, and those of the background.
  absl::Status ReadReports() {
    const int late_days =
        start_.topic().has_late_days() ? start_.topic().late_days() : kDefaultLateDays;
    const RelevanceJudge judge(start_.topic());
    for (const event::v1::Event& event : events_) {
      const EventTime time = JudgeTime(event, window_, late_days);
      const bool current = time.timing == Timing::kInWindow || time.timing == Timing::kLate;
      if (time.timing == Timing::kOutOfWindow) {
        LeaveOut(event, v1::LEFT_OUT_REASON_OUT_OF_WINDOW, window::FormatCivilDay(time.day));
        continue;
      }
      in_window_ += current ? 1 : 0;
      Report report = Analyze(event, &lexicon_);
      const Relevance relevance = judge.Judge(report);
      if (!relevance.relevant) {
        LeaveOut(event, v1::LEFT_OUT_REASON_OFF_TOPIC, relevance.evidence);
        continue;
      }
      relevant_ += current ? 1 : 0;
      material_.reports.push_back(std::move(report));
      material_.times.push_back(time);
    }
    if (in_window_ == 0) return NothingToTell("WINDOW_EMPTY");
    if (relevant_ == 0) return NothingToTell("NOTHING_RELEVANT");
    return absl::OkStatus();
  }

  // Merges the reports; drops what was told before the window.
  void DraftStories() {
    std::vector<MergeItem> items;
    for (size_t i = 0; i < material_.reports.size(); ++i) {
      items.push_back({&material_.reports[i], &material_.features[i], &material_.times[i]});
    }
    for (const std::vector<int>& group :
         MergeStories(items, lexicon_.concepts, *material_.rarity)) {
      const auto has = [&](Timing timing) {
        return std::any_of(group.begin(), group.end(),
                           [&](int member) { return material_.times[member].timing == timing; });
      };
      const bool told_before = !has(Timing::kInWindow) && has(Timing::kBackground);
      std::vector<int> members;
      for (const int member : group) {
        if (told_before || material_.times[member].timing == Timing::kBackground) {
          LeaveOut(*material_.reports[member].event, v1::LEFT_OUT_REASON_BACKGROUND,
                   window::FormatCivilDay(material_.times[member].day));
        } else {
          members.push_back(member);
        }
      }
      if (!members.empty()) drafts_.push_back(MakeDraft(std::move(members), material_));
    }
  }

  void LeaveOutStory(const Draft& draft, const std::string& evidence) {
    for (const int member : draft.members) {
      LeaveOut(*material_.reports[member].event, v1::LEFT_OUT_REASON_NO_ROOM, evidence);
    }
  }

  void WriteStories(const StoryWriter& writer, WrittenSections* written) {
    const topic::v1::DigestShape& shape = start_.topic().shape();
    const auto max_sections =
        static_cast<size_t>(OrDefault(shape.max_sections(), kDefaultSections));
    const int max_points = OrDefault(shape.max_key_points_per_story(), kDefaultKeyPoints);
    const auto max_brief = static_cast<size_t>(OrDefault(shape.max_in_brief(), kDefaultInBrief));
    const auto sections = GroupIntoSections(
        drafts_, material_, OrDefault(shape.max_stories_per_section(), kDefaultStoriesPerSection));
    for (const std::vector<int>& section : sections) {
      std::vector<WrittenStory> stories;
      for (const int place : section) {
        const Draft& draft = drafts_[place];
        if (written->sections.size() < max_sections) {
          auto story = writer.Write(draft, max_points);
          if (story) {
            written->reports += static_cast<int>(draft.members.size());
            stories.push_back(std::move(*story));
          } else {
            LeaveOutStory(draft, "no sentence of it can be printed");
          }
        } else if (auto brief = writer.WriteBrief(draft);
                   brief && written->briefs.size() < max_brief) {
          written->reports += static_cast<int>(draft.members.size());
          written->briefs.push_back(std::move(*brief));
          written->brief_drafts.push_back(&draft);
        } else {
          LeaveOutStory(draft, absl::StrCat("rank ", place + 1));
        }
      }
      // Within a section time orders, not rank.
      std::stable_sort(stories.begin(), stories.end(),
                       [](const auto& x, const auto& y) { return x.draft->day < y.draft->day; });
      if (!stories.empty()) written->sections.push_back(std::move(stories));
    }
  }

  // Returns whether there is anything to print.
  bool Write() {
    const ReferenceBook references(material_, start_.language());
    const StoryWriter story_writer(material_, references, start_.language());
    WrittenSections written;
    WriteStories(story_writer, &written);
    if (written.sections.empty()) return false;
    const DigestWriter digest_writer(material_, references, start_.language());
    const topic::v1::DigestShape& shape = start_.topic().shape();
    const int sections = static_cast<int>(written.sections.size());
    *response_.mutable_digest() =
        digest_writer.Write(written, OrDefault(shape.max_highlights(), sections));
    return Finish(written);
  }

  // Returns whether any section holds when it is checked.
  bool Finish(const WrittenSections& written) {
    digest::v1::Digest& digest = *response_.mutable_digest();
    digest.set_week(start_.week());
    const Evidence evidence(start_.topic(), events_);
    for (digest::v1::Finding& finding : VerifyAndMend(evidence, &digest)) {
      *response_.add_findings() = std::move(finding);
    }
    if (digest.sections().empty()) return false;
    digest::v1::Stats* stats = digest.mutable_stats();
    stats->set_events_read(static_cast<int>(events_.size()));
    stats->set_events_relevant(relevant_);
    stats->set_events_used(written.reports);
    int stories = digest.in_brief_size();
    for (const digest::v1::Section& section : digest.sections()) stories += section.stories_size();
    stats->set_stories(stories);
    stats->set_sections(digest.sections_size());
    stats->set_references(digest.references_size());
    digest::v1::Provenance* provenance = digest.mutable_provenance();
    provenance->set_as_of_position(start_.as_of_position());
    provenance->set_epoch(start_.epoch());
    provenance->set_topic_hash(hash::Sha256Hex(hash::DeterministicBytes(start_.topic())));
    provenance->set_engine_version(kEngineVersion);
    provenance->set_content_hash(hash::Sha256Hex(hash::DeterministicBytes(digest)));
    SortLeftOut();
    return true;
  }

  void SortLeftOut() {
    std::map<std::string, size_t> order;
    for (size_t i = 0; i < events_.size(); ++i) order[events_[i].event_id()] = i;
    auto* left_out = response_.mutable_left_out();
    std::sort(left_out->begin(), left_out->end(), [&order](const auto& a, const auto& b) {
      return order[a.event_id()] < order[b.event_id()];
    });
  }

  const v1::SummarizeWindowStart& start_;
  const std::vector<event::v1::Event>& events_;
  window::Window window_;
  Lexicon lexicon_;
  Material material_;
  std::vector<Draft> drafts_;
  int in_window_ = 0;
  int relevant_ = 0;
  v1::SummarizeWindowResponse response_;
};

}  // namespace

absl::StatusOr<v1::SummarizeWindowResponse> Summarize(const v1::SummarizeWindowStart& start,
                                                      std::vector<event::v1::Event> events) {
  PutInOrder(&events);
  return Run(start, events).Compose();
}

}  // namespace sennight::summarization
