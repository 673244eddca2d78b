#include "services/summarization/domain/survey.h"

#include <algorithm>
#include <span>
#include <unordered_set>
#include <utility>

#include "common/text/language.h"
#include "services/summarization/domain/actor.h"
#include "services/summarization/domain/earlier.h"
#include "services/summarization/domain/groups.h"
#include "services/summarization/domain/relevance.h"

namespace sennight::summarization {
namespace {

// The earlier reports of so many stories are looked for, by rank: more than a digest has room for.
constexpr size_t kMostRecalled = 512;

}  // namespace

Survey::Survey(const topic::v1::Topic& topic, std::optional<window::Window> window,
               const std::string& language)
    : window_(std::move(window)), lexicon_(topic) {
  material_.topic = &topic;
  material_.window = window_ ? &*window_ : nullptr;
  material_.language = text::PrimarySubtag(language);
  material_.lexicon = &lexicon_;
}

void Survey::LeaveOut(const event::v1::Event& event, v1::LeftOutReason reason,
                      std::string evidence) {
  v1::LeftOutEvent left_out;
  left_out.set_event_id(event.event_id());
  left_out.set_reason(reason);
  left_out.set_evidence(std::move(evidence));
  left_out_.push_back(std::move(left_out));
}

void Survey::Read(const std::vector<event::v1::Event>& events,
                  const std::vector<event::v1::Event>& earlier) {
  const topic::v1::Topic& topic = *material_.topic;
  const int late_days = topic.has_late_days() ? topic.late_days() : kDefaultLateDays;
  const RelevanceJudge judge(topic);
  material_.reports.reserve(events.size() + earlier.size());
  for (const event::v1::Event& event : events) {
    const EventTime time = window_ ? JudgeTime(event, *window_, late_days) : TimeOf(event);
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
  material_.first_earlier = material_.reports.size();
  ReadEarlier(earlier, events);
  WeighTerms();
  material_.features.reserve(material_.reports.size());
  for (const Report& report : material_.reports) {
    material_.features.push_back(FeaturesOf(report, lexicon_, *rarity_));
  }
}

void Survey::ReadForExcerpt(const std::vector<event::v1::Event>& events) {
  material_.reports.reserve(events.size());
  for (const event::v1::Event& event : events) {
    material_.reports.push_back(Analyze(event, &lexicon_, ReadFor::kExcerpt));
  }
  material_.first_earlier = material_.reports.size();
  WeighTerms();
}

void Survey::WeighTerms() {
  // What is rare in the window does not hang on what was told before.
  rarity_.emplace(std::span(material_.reports).first(material_.first_earlier), lexicon_.vocabulary,
                  lexicon_.concepts.size());
  material_.rarity = &*rarity_;
}

void Survey::ReadEarlier(const std::vector<event::v1::Event>& events,
                         const std::vector<event::v1::Event>& current) {
  std::unordered_set<std::string_view> known;
  for (const event::v1::Event& event : current) known.insert(event.event_id());
  const RelevanceJudge judge(*material_.topic);
  for (const event::v1::Event& event : events) {
    if (known.contains(event.event_id())) continue;
    const EventTime time = window_ ? JudgeTime(event, *window_, 0) : TimeOf(event);
    const bool has_day = time.occurred || time.reported;
    if (window_ && (!has_day || time.day >= window_->start())) continue;
    Report report = Analyze(event, &lexicon_);
    if (judge.Judge(report).score < 0) continue;
    material_.reports.push_back(std::move(report));
    material_.times.push_back(time);
  }
}

void Survey::Recall(const std::string& name, int mentions) {
  const std::u32string actor = ActorKey(name, lexicon_.concepts);
  if (!actor.empty()) material_.actor_mentions[lexicon_.vocabulary.Intern(actor)] += mentions;
}

void Survey::CountMentions() {
  for (const Report& report : material_.reports) {
    if (report.actor >= 0) ++material_.actor_mentions[report.actor];
  }
}

void Survey::Merge() {
  CountMentions();
  std::vector<MergeItem> items;
  for (size_t i = 0; i < material_.first_earlier; ++i) {
    items.push_back({&material_.reports[i], &material_.features[i], &material_.times[i]});
  }
  for (const std::vector<int>& group : MergeStories(items, lexicon_.concepts, *rarity_)) {
    DraftStory(group);
  }
  Rank(&drafts_, material_);
  const EarlierReports earlier(material_);
  const size_t recalled = std::min(drafts_.size(), kMostRecalled);
  for (size_t i = 0; i < recalled; ++i) drafts_[i].previous = earlier.LastOf(drafts_[i]);
}

void Survey::DraftStory(const std::vector<int>& group) {
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

std::vector<std::vector<int>> Survey::Groups() const { return GroupStories(drafts_, material_); }

}  // namespace sennight::summarization
