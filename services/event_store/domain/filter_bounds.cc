#include "services/event_store/domain/filter_bounds.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sennight::event_store {
namespace {

using Values = std::optional<std::set<std::string>>;

DayBounds BoundsOfDay(FilterOperator op, absl::CivilDay day) {
  switch (op) {
    case FilterOperator::kLess:
      return {.first = std::nullopt, .end = day};
    case FilterOperator::kAtMost:
      return {.first = std::nullopt, .end = day + 1};
    case FilterOperator::kGreater:
      return {.first = day + 1, .end = std::nullopt};
    case FilterOperator::kAtLeast:
      return {.first = day, .end = std::nullopt};
    default:
      return {.first = day, .end = day + 1};
  }
}

FilterBounds BoundsOfTerm(const FilterTerm& term) {
  FilterBounds bounds;
  const bool is_equal = term.op == FilterOperator::kEqual;
  switch (term.field) {
    case FilterField::kCategory:
      if (is_equal) bounds.categories = {term.value};
      break;
    case FilterField::kLanguage:
      if (is_equal) bounds.languages = {term.value.substr(0, term.value.find('-'))};
      break;
    case FilterField::kState: {
      // What is not retracted may be erased, and the other way round.
      const bool names_active = term.value == "ACTIVE";
      bounds.may_be_active = names_active == is_equal;
      bounds.may_be_retracted = !names_active || !is_equal;
      break;
    }
    case FilterField::kOccurred:
      bounds.occurred = BoundsOfDay(term.op, term.day);
      break;
    case FilterField::kReported:
      bounds.reported = BoundsOfDay(term.op, term.day);
      break;
    case FilterField::kRecorded:
      bounds.recorded = BoundsOfDay(term.op, term.day);
      break;
    default:
      break;
  }
  return bounds;
}

Values Both(const Values& a, const Values& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() ? a : b;
  std::set<std::string> common;
  std::set_intersection(a->begin(), a->end(), b->begin(), b->end(),
                        std::inserter(common, common.end()));
  return common;
}

DayBounds Both(const DayBounds& a, const DayBounds& b) {
  DayBounds both = a;
  if (b.first.has_value()) both.first = std::max(a.first.value_or(*b.first), *b.first);
  if (b.end.has_value()) both.end = std::min(a.end.value_or(*b.end), *b.end);
  return both;
}

FilterBounds Both(const FilterBounds& a, const FilterBounds& b) {
  return {.categories = Both(a.categories, b.categories),
          .languages = Both(a.languages, b.languages),
          .occurred = Both(a.occurred, b.occurred),
          .reported = Both(a.reported, b.reported),
          .recorded = Both(a.recorded, b.recorded),
          .may_be_active = a.may_be_active && b.may_be_active,
          .may_be_retracted = a.may_be_retracted && b.may_be_retracted};
}

Values Either(const Values& a, const Values& b) {
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  std::set<std::string> values = *a;
  values.insert(b->begin(), b->end());
  return values;
}

DayBounds Either(const DayBounds& a, const DayBounds& b) {
  DayBounds either;
  if (a.first.has_value() && b.first.has_value()) either.first = std::min(*a.first, *b.first);
  if (a.end.has_value() && b.end.has_value()) either.end = std::max(*a.end, *b.end);
  return either;
}

FilterBounds Either(const FilterBounds& a, const FilterBounds& b) {
  return {.categories = Either(a.categories, b.categories),
          .languages = Either(a.languages, b.languages),
          .occurred = Either(a.occurred, b.occurred),
          .reported = Either(a.reported, b.reported),
          .recorded = Either(a.recorded, b.recorded),
          .may_be_active = a.may_be_active || b.may_be_active,
          .may_be_retracted = a.may_be_retracted || b.may_be_retracted};
}

}  // namespace

FilterBounds BoundsOf(const Filter& filter) {
  if (filter.kind == Filter::Kind::kTerm) return BoundsOfTerm(filter.term);
  if (filter.kind == Filter::Kind::kNot || filter.operands.empty()) return {};
  FilterBounds bounds = BoundsOf(filter.operands[0]);
  for (size_t i = 1; i < filter.operands.size(); ++i) {
    const FilterBounds next = BoundsOf(filter.operands[i]);
    bounds = filter.kind == Filter::Kind::kAnd ? Both(bounds, next) : Either(bounds, next);
  }
  return bounds;
}

}  // namespace sennight::event_store
