#include "services/rendering/domain/figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

using event::v1::Metric;

// Longest value that is shown large, in code points.
constexpr std::size_t kMaxLargeValue = 14;

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// Returns a decimal from 0 to 100 in hundredths, cut off; nothing for any other text.
std::optional<int> Hundredths(std::string_view decimal) {
  int whole = 0;
  std::size_t i = 0;
  for (; i < decimal.size() && i < 3 && IsDigit(decimal[i]); ++i) {
    whole = 10 * whole + (decimal[i] - '0');
  }
  if (i == 0) return std::nullopt;
  int fraction = 0;
  if (i < decimal.size()) {
    if (decimal[i] != '.' || i + 1 == decimal.size()) return std::nullopt;
    const std::string_view digits = decimal.substr(i + 1);
    if (!std::all_of(digits.begin(), digits.end(), IsDigit)) return std::nullopt;
    for (std::size_t k = 0; k < 2; ++k) {
      fraction = 10 * fraction + (k < digits.size() ? digits[k] - '0' : 0);
    }
  }
  const int hundredths = 100 * whole + fraction;
  if (hundredths > 10000) return std::nullopt;
  return hundredths;
}

std::string_view Prefix(event::v1::Approximation approximation, const UiText& ui) {
  switch (approximation) {
    case event::v1::APPROXIMATION_ABOUT:
      return ui.about;
    case event::v1::APPROXIMATION_OVER:
      return ui.more_than;
    case event::v1::APPROXIMATION_UNDER:
      return ui.less_than;
    default:
      return {};
  }
}

// Returns the value as the source writes it, else value and unit.
std::string ValueOf(const Metric& metric, const DigestView& view) {
  std::string value = view.Plain(metric.text());
  if (value.empty()) {
    value = view.Plain(metric.unit() == "%"    ? absl::StrCat(metric.value(), "%")
                       : metric.unit().empty() ? metric.value()
                                               : absl::StrCat(metric.value(), " ", metric.unit()));
  }
  // Any other text says itself how exact it is: it begins with a word, such as 约, or has one in
  // it.
  const bool says_more = value.find("余") != std::string::npos;
  const bool is_bare = !value.empty() && !says_more &&
                       (IsDigit(value[0]) || value[0] == '$' ||
                        (!metric.unit().empty() && value.starts_with(metric.unit())));
  return is_bare ? std::string(Prefix(metric.approximation(), view.ui())) + value : value;
}

// Returns whether a unit is an ISO 4217 currency code.
bool IsCurrency(const std::string& unit) {
  return unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) {
           return absl::ascii_isupper(static_cast<unsigned char>(c));
         });
}

std::string CountOf(const Metric& metric) {
  if (metric.n() <= 0) return {};
  if (metric.has_count()) return absl::StrCat(metric.count(), "/", metric.n());
  return absl::StrCat("n = ", metric.n());
}

std::string DetailOf(const Metric& metric, const DigestView& view) {
  std::string detail;
  const auto append = [&](const std::string& part) {
    if (part.empty()) return;
    if (!detail.empty()) detail += view.ui().list_comma;
    detail += part;
  };
  append(view.Plain(metric.time_point()));
  append(view.Plain(metric.population()));
  if (metric.has_comparator()) {
    std::string value = view.Plain(metric.comparator().value());
    if (!value.empty()) {
      value = absl::StrCat(" ", value, metric.unit() == "%" ? "" : " ", view.Plain(metric.unit()));
    }
    append(text::Fill(view.ui().compared_with, view.Plain(metric.comparator().label()), value));
  }
  return detail;
}

// Returns the references of the story that report the event in which the figure stands.
std::vector<int> CitationsOf(const Metric& metric, const digest::v1::Story& story,
                             const DigestView& view) {
  std::vector<int> citations;
  if (!metric.has_span()) return citations;
  for (const std::string& ref_id : story.ref_ids()) {
    const int number = view.NumberOf(ref_id);
    if (number == 0) continue;
    const auto& event_ids = view.ReferenceAt(number).event_ids();
    if (std::find(event_ids.begin(), event_ids.end(), metric.span().event_id()) !=
        event_ids.end()) {
      citations.push_back(number);
    }
  }
  std::sort(citations.begin(), citations.end());
  citations.erase(std::unique(citations.begin(), citations.end()), citations.end());
  return citations;
}

// Returns whether the sources do not agree on a figure; such a one is not shown large.
bool IsContested(const Figure& figure, const std::vector<Figure>& figures,
                 const digest::v1::Story& story, const DigestView& view) {
  const auto has_label = [&](const Figure& other) { return other.label == figure.label; };
  return std::count_if(figures.begin(), figures.end(), has_label) > 1 ||
         std::any_of(story.conflicts().begin(), story.conflicts().end(),
                     [&](const digest::v1::Conflict& conflict) {
                       return view.Plain(conflict.label()) == figure.label;
                     });
}

}  // namespace

std::vector<Figure> FiguresOf(const digest::v1::Story& story, const DigestView& view) {
  std::vector<Figure> figures;
  for (const Metric& metric : story.metrics()) {
    Figure figure{.label = view.Plain(metric.label()),
                  .value = ValueOf(metric, view),
                  .count = CountOf(metric),
                  .detail = DetailOf(metric, view),
                  .share = metric.unit() == "%" ? Hundredths(metric.value()) : std::nullopt,
                  .is_money = IsCurrency(metric.unit()),
                  .citations = CitationsOf(metric, story, view)};
    if (figure.value.empty()) continue;
    const bool is_known = std::any_of(figures.begin(), figures.end(), [&](const Figure& other) {
      return other.label == figure.label && other.value == figure.value &&
             other.detail == figure.detail;
    });
    if (!is_known) figures.push_back(std::move(figure));
  }
  return figures;
}

std::vector<KeyFigure> KeyFigures(const DigestView& view, std::size_t limit) {
  struct Candidate {
    int rank;  // 0 for a story's first share, 1 for its first other figure, 2 for the rest and
               // money.
    const Figure* figure;
    int section;
  };
  std::vector<Candidate> candidates;
  for (int i = 0; i < view.digest().sections_size(); ++i) {
    for (const digest::v1::Story& story : view.digest().sections(i).stories()) {
      const std::vector<Figure>& figures = view.Figures(story);
      bool has_share = false;
      bool has_other = false;
      for (const Figure& figure : figures) {
        if (CountCodePoints(figure.value) > kMaxLargeValue) continue;
        if (IsContested(figure, figures, story, view)) continue;
        bool& has_one = figure.share.has_value() ? has_share : has_other;
        const int rank = has_one || figure.is_money ? 2 : figure.share.has_value() ? 0 : 1;
        has_one = true;
        candidates.push_back({.rank = rank, .figure = &figure, .section = i});
      }
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.rank < b.rank; });
  if (candidates.size() > limit) candidates.resize(limit);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.section < b.section; });
  std::vector<KeyFigure> chosen;
  for (const Candidate& candidate : candidates) {
    chosen.push_back({.figure = *candidate.figure, .section = candidate.section});
  }
  return chosen;
}

}  // namespace sennight::rendering
