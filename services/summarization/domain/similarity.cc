#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "services/summarization/domain/stories.h"

namespace sennight::summarization {
namespace {

// Two reports of one language tell one story if their words are so alike: two headlines, and two
// long texts, which have many words that nobody shares. Pairs of characters are shared more often
// than words.
constexpr double kAlikeShort = 0.42;
constexpr double kAlikeLong = 0.10;
constexpr double kAlikeLongChinese = 0.22;
constexpr double kShortTerms = 15;
constexpr double kLongDecay = 40;
constexpr double kMostWords = 2.5;  // Times the threshold.
// Two reports of different languages do if they share so much of what they write in Latin letters.
constexpr double kAlikeLatin = 5.4;
// How much evidence concepts must give to count fully.
constexpr double kFullEvidence = 2;
constexpr double kConcepts = 0.10;
constexpr double kConceptsAcross = 0.30;
// What a shared figure adds; money more, for two deals of one size in a week are rare.
constexpr double kSharedNumber = 0.08;
constexpr int kMaxSharedNumbers = 3;
constexpr double kSharedAmount = 0.20;
constexpr double kSharedAmountAcross = 0.30;
// What it adds that both name one product, organisation or rare name, and that both tell of one
// action.
constexpr double kSharedName = 0.18;
constexpr double kSharedAction = 0.05;
constexpr double kOtherNames = 0.5;
constexpr double kOtherSubjects = 0.5;
constexpr double kOtherNamesLong = 0.9;
constexpr double kOtherAmount = 0.6;
constexpr double kOtherAction = 0.8;
constexpr double kDaysDecay = 4;
// The code points of a body in which a subject is looked for.
constexpr size_t kBeginning = 300;

int CountShared(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b, int most) {
  int shared = 0;
  for (const uint64_t number : a) {
    shared += std::binary_search(b.begin(), b.end(), number) ? 1 : 0;
  }
  return std::min(shared, most);
}

// The words that two vectors of rarity share.
struct SharedWords {
  double rarest = 0;
  double squares = 0;  // Of their rarities.
};

SharedWords Shared(const SparseVector& a, const SparseVector& b) {
  SharedWords shared;
  auto at_b = b.entries.begin();
  for (const auto& [word, rarity] : a.entries) {
    while (at_b != b.entries.end() && at_b->first < word) ++at_b;
    if (at_b == b.entries.end()) break;
    if (at_b->first != word) continue;
    shared.rarest = std::max(shared.rarest, rarity);
    shared.squares += rarity * rarity;
  }
  return shared;
}

double ShareOf(const SharedWords& shared, const SparseVector& whole) {
  return whole.norm > 0 ? std::sqrt(shared.squares) / whole.norm : 0;
}

// How far reports of two languages write the same in Latin letters: how much of each one's title
// the other says, by the rarest word of it.
double LatinAlike(const Features& x, const Features& y) {
  const SharedWords x_title = Shared(x.title_latin, y.head_latin);
  const SharedWords y_title = Shared(y.title_latin, x.head_latin);
  const double rarest = std::max(x_title.rarest, y_title.rarest);
  return rarest * (ShareOf(x_title, x.title_latin) + ShareOf(y_title, y.title_latin) +
                   Cosine(x.head_latin, y.head_latin));
}

// Whether neither report says any of the names that the other tells most of.
bool TellOfOthers(const Features& x, const Features& y) {
  const auto says = [](const Features& report, const std::vector<int>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](int name) { return WeightIn(report.terms, name) > 0; });
  };
  return !x.main_names.empty() && !y.main_names.empty() && !says(x, y.main_names) &&
         !says(y, x.main_names);
}

// How short the shorter of two reports is: 1 for a headline, near 0 for a long text.
double Shortness(const Features& x, const Features& y) {
  const auto terms = static_cast<double>(std::min(x.terms.entries.size(), y.terms.entries.size()));
  return std::exp(-std::max(0.0, terms - kShortTerms) / kLongDecay);
}

// Whether two reports begin with who did it, and neither says the other's name.
bool TellOfOtherSubjects(const Report& a, const Report& b) {
  const auto says = [](const Report& report, const std::vector<std::u32string>& names) {
    const auto beginning = std::u32string_view(report.body.key()).substr(0, kBeginning);
    return std::any_of(names.begin(), names.end(), [&](const std::u32string& name) {
      return report.title.key().find(name) != std::u32string::npos ||
             beginning.find(name) != std::u32string_view::npos;
    });
  };
  return !a.subjects.empty() && !b.subjects.empty() && !says(a, b.subjects) && !says(b, a.subjects);
}

// How alike the words of reports in one language must be.
double AlikeEnough(const Report& report, double shortness) {
  const double alike_long = report.language == "zh" ? kAlikeLongChinese : kAlikeLong;
  return alike_long + (kAlikeShort - alike_long) * shortness;
}

int DaysApart(const EventTime& a, const EventTime& b) {
  if (a.day == b.day) return 0;
  const auto first_a = a.occurred ? a.occurred->first : a.day;
  const auto first_b = b.occurred ? b.occurred->first : b.day;
  if (first_a <= b.day && first_b <= a.day) return 0;
  return static_cast<int>(std::min(std::abs(a.day - first_b), std::abs(b.day - first_a)));
}

bool NameOthers(const std::vector<int>& a, const std::vector<int>& b) {
  return !a.empty() && !b.empty() && !Share(a, b);
}

}  // namespace

double Similarity(const MergeItem& a, const MergeItem& b) {
  const Features& x = *a.features;
  const Features& y = *b.features;
  const bool same_language = a.report->language == b.report->language;
  const double shortness = Shortness(x, y);
  const double words = same_language ? Cosine(x.terms, y.terms) / AlikeEnough(*a.report, shortness)
                                     : LatinAlike(x, y) / kAlikeLatin;
  const double evidence = std::min(1.0, std::min(x.evidence, y.evidence) / kFullEvidence);
  double similarity = kSameStory * std::min(words, kMostWords);
  similarity +=
      (same_language ? kConcepts : kConceptsAcross) * Cosine(x.concepts, y.concepts) * evidence;
  if (same_language && TellOfOtherSubjects(*a.report, *b.report)) {
    // Two companies may raise the same amount.
    return kOtherSubjects * similarity;
  }
  similarity += kSharedNumber * CountShared(x.numbers, y.numbers, kMaxSharedNumbers);
  similarity +=
      (same_language ? kSharedAmount : kSharedAmountAcross) * CountShared(x.amounts, y.amounts, 1);
  const bool shares_concept =
      Share(x.products, y.products) || Share(x.organizations, y.organizations);
  const bool shares_name =
      shares_concept || Share(x.main_names, y.head_names) || Share(y.main_names, x.head_names);
  if (shares_concept || (same_language && shares_name)) {
    // In one language a name alone says little: many reports of a field name the same.
    similarity += kSharedName * (same_language ? std::min(1.0, words) : 1);
  }
  if (Share(x.actions, y.actions)) similarity += kSharedAction;
  if (!shares_name) {
    if (NameOthers(x.products, y.products) || NameOthers(x.organizations, y.organizations)) {
      similarity *= kOtherNames;
    } else if (TellOfOthers(x, y)) {
      similarity *= kOtherNamesLong + (kOtherNames - kOtherNamesLong) * shortness;
    }
  }
  if (!x.amounts.empty() && !y.amounts.empty() && CountShared(x.amounts, y.amounts, 1) == 0) {
    similarity *= kOtherAmount;
  }
  if (NameOthers(x.actions, y.actions)) similarity *= kOtherAction;
  return similarity * std::exp(-std::max(0, DaysApart(*a.time, *b.time) - 1) / kDaysDecay);
}

bool AreOpposed(const MergeItem& a, const MergeItem& b) {
  if (NameOthers(a.features->products, b.features->products)) return true;
  if (DaysApart(*a.time, *b.time) > kMaxDaysApart) return true;
  return NameOthers(a.features->decisions, b.features->decisions);
}

}  // namespace sennight::summarization
