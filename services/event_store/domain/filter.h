// The language in which requests say which events they want: a part of AIP-160.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

inline constexpr size_t kMaxFilterBytes = 2048;
inline constexpr int kMaxFilterTerms = 64;
inline constexpr int kMaxFilterDepth = 16;  // Of parentheses inside parentheses.

// What a term asks about.
enum class FilterField {
  kCategory,
  kLanguage,
  kSourceHost,
  kEntity,
  kLabel,
  kState,
  kOccurred,
  kReported,
  kRecorded
};

enum class FilterOperator { kEqual, kNotEqual, kLess, kAtMost, kGreater, kAtLeast, kHas };

// One condition, such as `category = "approval"` or `labels.desk : "x"`.
struct FilterTerm {
  FilterField field = FilterField::kCategory;
  std::string key = {};  // Of a label.
  FilterOperator op = FilterOperator::kEqual;
  std::string value = {};   // As it is compared: a host in ASCII, a language in lower case.
  absl::CivilDay day = {};  // The value of a date.

  friend bool operator==(const FilterTerm&, const FilterTerm&) = default;
};

// A condition on events: a term, or others that are joined.
struct Filter {
  enum class Kind { kTerm, kAnd, kOr, kNot };

  Kind kind = Kind::kAnd;
  FilterTerm term = {};               // Of a kTerm.
  std::vector<Filter> operands = {};  // Of all others; of a kNot one. An empty kAnd is true.

  friend bool operator==(const Filter&, const Filter&) = default;
};

// Reads a filter as the README's "Filters" says; an empty text lets everything through.
//
//   filter      := [ expression ]
//   expression  := alternative { "AND" alternative }
//   alternative := factor { "OR" factor }              OR binds tighter than AND
//   factor      := [ "NOT" | "-" ] ( term | "(" expression ")" )
//   term        := field operator value
//
// Errors: kInvalidArgument, which names the field `filter`, the column (in characters, from 1) and
// what was expected there.
absl::StatusOr<Filter> ParseFilter(std::string_view text);

// Whether the filter lets `event`, as it is stored, through.
bool Matches(const Filter& filter, const event::v1::Event& event);

// Whether any term asks for the state: then a list has retracted events too, if they match.
bool AsksForState(const Filter& filter);

}  // namespace sennight::event_store
