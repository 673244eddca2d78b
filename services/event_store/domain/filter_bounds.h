// What a filter says of the columns of a table, so that a database can leave out most events that
// the filter does not let through.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "services/event_store/domain/filter.h"

namespace sennight::event_store {

// A half-open range of days; without a bound, open.
struct DayBounds {
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> end;

  friend bool operator==(const DayBounds&, const DayBounds&) = default;
};

// Every event that the filter lets through is within all bounds; not every event within the bounds
// is let through.
struct FilterBounds {
  std::optional<std::set<std::string>> categories;
  std::optional<std::set<std::string>> languages;  // Primary subtags in lower case.
  DayBounds occurred;
  DayBounds reported;
  DayBounds recorded;
  bool may_be_active = true;
  bool may_be_retracted = true;

  friend bool operator==(const FilterBounds&, const FilterBounds&) = default;
};

FilterBounds BoundsOf(const Filter& filter);

}  // namespace sennight::event_store
