#include "services/summarization/domain/draft.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "services/summarization/domain/actor.h"
#include "services/summarization/domain/hedges.h"
#include "services/summarization/domain/sources.h"

namespace sennight::summarization {
namespace {

// A report's weight: whom it comes from and how much it tells.
double WeightOf(const Report& report, const Material& material) {
  double trust = 0;
  for (const event::v1::Source& source : report.event->sources()) {
    trust = std::max(trust, TrustOf(source, *material.topic));
  }
  const double detail = std::min(1.0, static_cast<double>(report.sentences.size()) / 8);
  return trust + 0.5 * detail;
}

// The value with the most votes; of equals the first that was voted for.
template <typename Value>
class Votes {
 public:
  void Add(const Value& value, double weight) {
    for (auto& [known, votes] : votes_) {
      if (known == value) {
        votes += weight;
        return;
      }
    }
    votes_.emplace_back(value, weight);
  }
  bool empty() const { return votes_.empty(); }
  const Value& Winner() const {
    return std::max_element(votes_.begin(), votes_.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

 private:
  std::vector<std::pair<Value, double>> votes_;
};

bool HasCategory(const topic::v1::Topic& topic, const std::string& category) {
  return std::any_of(topic.categories().begin(), topic.categories().end(),
                     [&](const auto& known) { return known.category_id() == category; });
}

// Returns the topic's category whose words the report's title and beginning name most, or whose
// actions its title tells of.
std::string CategoryByWords(const Report& report, const Features& features, const Lexicon& lexicon,
                            const topic::v1::Topic& topic) {
  std::map<int, double> hits;
  const auto add = [&](std::u32string_view text, double weight) {
    for (const auto& match : lexicon.category_words.All(text)) {
      if (!IsProspect(text, match.range.start)) hits[match.id] += weight;
    }
  };
  constexpr size_t kBeginning = 200;
  add(report.title.key(), 2);
  add(std::u32string_view(report.body.key()).substr(0, kBeginning), 1);
  for (const int action : features.actions) {
    const auto category = lexicon.category_of_action.find(action);
    if (category == lexicon.category_of_action.end()) continue;
    hits[category->second] += 2 * lexicon.concepts.at(action).tier;
  }
  int best = -1;
  for (const auto& [category, count] : hits) {
    if (best < 0 || count > hits[best]) best = category;
  }
  return best < 0 ? "" : topic.categories(best).category_id();
}

std::string CategoryOf(const Draft& draft, const Material& material) {
  const topic::v1::Topic& topic = *material.topic;
  Votes<std::string> votes;
  for (const int member : draft.members) {
    const std::string& category = material.reports[member].event->category();
    if (HasCategory(topic, category)) votes.Add(category, 1);
  }
  if (!votes.empty()) return votes.Winner();
  for (const int member : draft.members) {
    const std::string category = CategoryByWords(
        material.reports[member], material.features[member], *material.lexicon, topic);
    if (!category.empty()) votes.Add(category, 1);
  }
  return votes.empty() ? topic.categories(topic.categories_size() - 1).category_id()
                       : votes.Winner();
}

// Settles when it happened: what most reports say to the day, those in the window first.
void SettleDate(Draft* draft, const Material& material) {
  Votes<std::pair<absl::CivilDay, absl::CivilDay>> votes;
  for (const int member : draft->members) {
    const EventTime& time = material.times[member];
    if (time.timing != (draft->late ? Timing::kLate : Timing::kInWindow)) continue;
    if (time.occurred) votes.Add({time.occurred->first, time.occurred->last}, 1);
  }
  event::v1::EventDate date;
  if (!votes.empty()) {
    std::tie(draft->first_day, draft->day) = votes.Winner();
    date.set_basis(event::v1::DATE_BASIS_OCCURRED);
  } else {
    draft->day = material.times[draft->members.front()].day;
    for (const int member : draft->members) {
      draft->day = std::min(draft->day, material.times[member].day);
    }
    draft->first_day = draft->day;
    date.set_basis(event::v1::DATE_BASIS_REPORTED);
  }
  date.set_start(window::FormatCivilDay(draft->first_day));
  if (draft->day != draft->first_day) date.set_end(window::FormatCivilDay(draft->day));
  draft->occurred = date;
}

// Collects what most of the reports name.
std::vector<int> NamedByMost(const Draft& draft, const Material& material,
                             std::vector<int> Features::*named) {
  std::map<int, int> counts;
  for (const int member : draft.members) {
    for (const int name : material.features[member].*named) ++counts[name];
  }
  std::vector<int> most;
  for (const auto& [name, count] : counts) {
    if (2 * count >= static_cast<int>(draft.members.size())) most.push_back(name);
  }
  return most;
}

void SettleGroupings(Draft* draft, const Material& material) {
  draft->occasions = NamedByMost(*draft, material, &Features::occasions);
  draft->organizations = NamedByMost(*draft, material, &Features::organizations);
  draft->kinds = NamedByMost(*draft, material, &Features::kinds);
}

void SettleConcepts(Draft* draft, const Material& material) {
  const ConceptTable& table = material.lexicon->concepts;
  Votes<int> actions;
  Votes<int> regulators;
  std::map<int, int> products;
  std::map<int, int> organizations;
  for (const int member : draft->members) {
    const Features& features = material.features[member];
    for (const int action : features.actions) actions.Add(action, 0.5 + table.at(action).tier);
    for (const int regulator : features.regulators) regulators.Add(regulator, 1);
    for (const int product : features.products) ++products[product];
    for (const int organization : features.organizations) ++organizations[organization];
  }
  SettleGroupings(draft, material);
  if (!actions.empty()) draft->action = actions.Winner();
  if (!regulators.empty()) draft->regulator = regulators.Winner();
  // A round-up also names others: what the story is about is named by most of its reports.
  for (const auto& [name, count] : products.empty() ? organizations : products) {
    if (2 * count >= static_cast<int>(draft->members.size())) draft->names.push_back(name);
  }
}

double WeightOfCategory(const topic::v1::Topic& topic, const std::string& id) {
  for (const topic::v1::Category& category : topic.categories()) {
    if (category.category_id() == id) return category.has_weight() ? category.weight() : 0.5;
  }
  return 0.5;
}

bool NamesFigure(const Report& report) {
  for (const Sentence& sentence : report.sentences) {
    for (const Number& number : sentence.numbers) {
      if (number.kind == NumberKind::kMoney || number.kind == NumberKind::kPercent ||
          number.kind == NumberKind::kRatio || number.kind == NumberKind::kMeasure) {
        return true;
      }
    }
  }
  return false;
}

// Returns how well known who acts is: the logarithm of how many reports tell of it, of the member
// whose actor is the best known.
double FameOf(const Draft& draft, const Material& material) {
  int64_t most = 0;
  for (const int member : draft.members) {
    const auto known = material.actor_mentions.find(material.reports[member].actor);
    if (known != material.actor_mentions.end()) most = std::max(most, known->second);
  }
  return std::log(1.0 + static_cast<double>(most));
}

// What is confirmed comes first if its score is at least so much of the highest: a congress that
// two outlets report does not stand above an approval that one does.
constexpr double kNearlyFirst = 0.75;

// How many code points of a language tell what one of Chinese does.
int PointsPerCharacter(const Report& report) { return report.language == "zh" ? 1 : 3; }

// Adds up what makes a story matter. The weights are a judgement, not fitted.
class Scorer {
 public:
  Scorer(Draft* draft, const Material& material) : draft_(*draft), material_(material) {
    for (const int member : draft_.members) {
      const Report& report = material.reports[member];
      figures_ = figures_ || NamesFigure(report);
      ranks_ = ranks_ || material.features[member].ranks;
      languages_.insert(report.language);
      int length = 0;
      for (const Sentence& sentence : report.sentences) {
        if (sentence.field == Field::kBody) length += sentence.range.size();
      }
      length_ = std::max(length_, length / PointsPerCharacter(report));
      opinions_ = opinions_ && TellsOpinion(report);
      for (const event::v1::Source& source : report.event->sources()) {
        trust_ = std::max(trust_, TrustOf(source, *material.topic));
      }
    }
  }

  void Score() {
    Add("sources", std::log(1.0 + draft_.publishers), absl::StrCat(draft_.publishers));
    Add("reports", 0.5 * std::log(1.0 + static_cast<double>(draft_.members.size())),
        absl::StrCat(draft_.members.size()));
    Add("category", 1.2 * WeightOfCategory(*material_.topic, draft_.category), draft_.category);
    if (draft_.action >= 0) {
      const ConceptEntry& action = material_.lexicon->concepts.at(draft_.action);
      Add("action", 0.6 * action.tier, action.id);
    }
    if (ranks_) Add("first", 0.3, "");
    if (figures_) Add("figures", 0.3, "");
    if (languages_.size() > 1) Add("languages", 0.2, absl::StrCat(languages_.size()));
    Add("trust", 0.3 * trust_, "");
    const double fame = FameOf(draft_, material_);
    Add("fame", kFame * fame, absl::StrCat(std::lround(std::exp(fame) - 1)));
    Add("detail", kDetail * std::min(1.0, static_cast<double>(length_) / kFullLength),
        absl::StrCat(length_));
    if (opinions_) Add("opinion", kOpinion, "");
    if (draft_.publishers == 1 && trust_ < kLowTrust) Add("single-source", -0.5, "");
    draft_.score = 0;
    for (const digest::v1::RankReason& reason : draft_.reasons) {
      draft_.score += reason.contribution();
    }
  }

 private:
  static constexpr double kFame = 0.5;
  // A happening that is told in full counts so much more than a line; what is longer than
  // kFullLength characters of Chinese counts no more.
  static constexpr double kDetail = 2.5;
  static constexpr int kFullLength = 500;
  // What somebody says of a happening matters less than the happening.
  static constexpr double kOpinion = -1.2;

  void Add(const char* feature, double contribution, std::string evidence) {
    if (contribution == 0) return;
    digest::v1::RankReason& reason = draft_.reasons.emplace_back();
    reason.set_feature(feature);
    reason.set_contribution(contribution);
    reason.set_evidence(std::move(evidence));
  }

  Draft& draft_;
  const Material& material_;
  bool figures_ = false;
  bool ranks_ = false;
  double trust_ = 0;
  bool opinions_ = true;
  int length_ = 0;
  std::set<std::string> languages_;
};

}  // namespace

Draft MakeDraft(std::vector<int> members, const Material& material) {
  Draft draft;
  std::vector<std::pair<double, int>> weighed;
  for (const int member : members) {
    weighed.emplace_back(-WeightOf(material.reports[member], material), member);
  }
  std::stable_sort(weighed.begin(), weighed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [weight, member] : weighed) draft.members.push_back(member);
  draft.late = std::none_of(draft.members.begin(), draft.members.end(), [&](int member) {
    return material.times[member].timing == Timing::kInWindow;
  });
  std::set<std::string> publishers;
  for (const int member : draft.members) {
    for (const event::v1::Source& source : material.reports[member].event->sources()) {
      publishers.insert(PublisherKey(source, *material.topic));
    }
  }
  draft.publishers = static_cast<int>(publishers.size());
  SettleDate(&draft, material);
  SettleConcepts(&draft, material);
  draft.category = CategoryOf(draft, material);
  Scorer(&draft, material).Score();
  return draft;
}

std::vector<std::string> EventIdsOf(const Draft& draft, const Material& material) {
  std::vector<std::string> ids;
  for (const int member : draft.members) ids.push_back(material.reports[member].event->event_id());
  return ids;
}

void Rank(std::vector<Draft>* drafts, const Material& material) {
  const auto first_id = [&material](const Draft& draft) {
    return material.reports[draft.members.front()].event->event_id();
  };
  std::sort(drafts->begin(), drafts->end(), [&](const Draft& a, const Draft& b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.day != b.day) return a.day < b.day;
    return first_id(a) < first_id(b);
  });
  const auto confirmed = std::find_if(drafts->begin(), drafts->end(), [&](const Draft& draft) {
    return draft.publishers > 1 && draft.score >= kNearlyFirst * drafts->front().score;
  });
  if (confirmed != drafts->end()) std::rotate(drafts->begin(), confirmed, confirmed + 1);
}

}  // namespace sennight::summarization
