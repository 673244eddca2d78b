#include "services/summarization/domain/summarize.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/status/status.h"
#include "common/text/language.h"
#include "services/summarization/domain/analyze_events.h"
#include "services/summarization/domain/digest_writer.h"
#include "services/summarization/domain/groups.h"
#include "services/summarization/domain/survey.h"
#include "services/summarization/domain/verify.h"

namespace sennight::summarization {
namespace {

constexpr int kDefaultSections = 8;
constexpr int kDefaultStoriesPerSection = 4;
constexpr int kDefaultKeyPoints = 5;
constexpr int kDefaultInBrief = 12;

int OrDefault(int value, int fallback) { return value > 0 ? value : fallback; }

// One run of the pipeline.
class Run {
 public:
  Run(const v1::SummarizeWindowStart& start, const std::vector<event::v1::Event>& events,
      const std::vector<event::v1::Event>& earlier)
      : start_(start),
        events_(events),
        earlier_(earlier),
        window_(*window::Window::Parse(start.window())),
        survey_(start.topic(), window_, start.language()),
        material_(survey_.material()),
        drafts_(survey_.drafts()) {}

  absl::StatusOr<v1::SummarizeWindowResponse> Compose() {
    survey_.Recall(start_.fame());
    survey_.Read(events_, earlier_);
    if (survey_.in_window() == 0) return NothingToTell("WINDOW_EMPTY");
    if (survey_.relevant() == 0) return NothingToTell("NOTHING_RELEVANT");
    survey_.Merge();
    if (drafts_.empty()) return NothingToTell("NOTHING_RELEVANT");
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
      message = absl::StrCat("of ", survey_.in_window(), " reports ", days,
                             " none belongs to the topic ", start_.topic().topic_id());
    } else if (reason == "NOTHING_PRINTABLE") {
      message = absl::StrCat("of ", survey_.relevant(), " reports ", days, " on the topic ",
                             start_.topic().topic_id(), " none has a sentence fit to print");
    }
    return WithReason(absl::NotFoundError(std::move(message)), reason,
                      {{"events_read", absl::StrCat(events_.size())},
                       {"events_in_window", absl::StrCat(survey_.in_window())},
                       {"events_relevant", absl::StrCat(survey_.relevant())}});
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
    Evidence evidence(start_.topic(), events_);
    evidence.Add(earlier_);
    for (digest::v1::Finding& finding : VerifyAndMend(evidence, &digest)) {
      *response_.add_findings() = std::move(finding);
    }
    if (digest.sections().empty()) return false;
    digest::v1::Stats* stats = digest.mutable_stats();
    stats->set_events_read(static_cast<int>(events_.size()));
    stats->set_events_relevant(survey_.relevant());
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
    CompleteLeftOut();
    return true;
  }

  void CompleteLeftOut() {
    // What is cited as told before is in the digest.
    std::set<std::string_view> cited;
    for (const digest::v1::Reference& reference : response_.digest().references()) {
      cited.insert(reference.event_ids().begin(), reference.event_ids().end());
    }
    for (const v1::LeftOutEvent& left_out : survey_.left_out()) {
      if (cited.count(left_out.event_id()) == 0) *response_.add_left_out() = left_out;
    }
    std::map<std::string, size_t> order;
    for (size_t i = 0; i < events_.size(); ++i) order[events_[i].event_id()] = i;
    auto* left_out = response_.mutable_left_out();
    std::sort(left_out->begin(), left_out->end(), [&order](const auto& a, const auto& b) {
      return order[a.event_id()] < order[b.event_id()];
    });
  }

  const v1::SummarizeWindowStart& start_;
  const std::vector<event::v1::Event>& events_;
  const std::vector<event::v1::Event>& earlier_;
  window::Window window_;
  Survey survey_;
  const Material& material_;
  const std::vector<Draft>& drafts_;
  v1::SummarizeWindowResponse response_;
};

}  // namespace

absl::StatusOr<v1::SummarizeWindowResponse> Summarize(const v1::SummarizeWindowStart& start,
                                                      std::vector<event::v1::Event> events,
                                                      std::vector<event::v1::Event> earlier) {
  PutInOrder(&events);
  PutInOrder(&earlier);
  return Run(start, events, earlier).Compose();
}

}  // namespace sennight::summarization
