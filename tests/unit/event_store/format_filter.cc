#include "tests/unit/event_store/format_filter.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/window/civil_date.h"

namespace sennight::event_store {
namespace {

std::string_view NameOf(FilterField field) {
  switch (field) {
    case FilterField::kCategory:
      return "category";
    case FilterField::kLanguage:
      return "language";
    case FilterField::kSourceHost:
      return "source_host";
    case FilterField::kEntity:
      return "entity";
    case FilterField::kLabel:
      return "labels";
    case FilterField::kState:
      return "state";
    case FilterField::kOccurred:
      return "occurred";
    case FilterField::kReported:
      return "reported";
    case FilterField::kRecorded:
      return "recorded";
  }
  return "";
}

std::string_view NameOf(FilterOperator op) {
  switch (op) {
    case FilterOperator::kEqual:
      return "=";
    case FilterOperator::kNotEqual:
      return "!=";
    case FilterOperator::kLess:
      return "<";
    case FilterOperator::kAtMost:
      return "<=";
    case FilterOperator::kGreater:
      return ">";
    case FilterOperator::kAtLeast:
      return ">=";
    case FilterOperator::kHas:
      return ":";
  }
  return "";
}

std::string Quoted(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string FormatTerm(const FilterTerm& term) {
  std::string text(NameOf(term.field));
  if (!term.key.empty()) absl::StrAppend(&text, ".", Quoted(term.key));
  const bool is_date = term.field == FilterField::kOccurred ||
                       term.field == FilterField::kReported || term.field == FilterField::kRecorded;
  return absl::StrCat(text, " ", std::string(NameOf(term.op)), " ",
                      Quoted(is_date ? window::FormatCivilDay(term.day) : term.value));
}

// Whether `inner` needs parentheses as an operand of `outer`: OR binds tighter than AND.
bool NeedsParentheses(Filter::Kind outer, Filter::Kind inner) {
  if (inner == Filter::Kind::kTerm) return false;
  if (outer == Filter::Kind::kNot) return true;
  return inner == Filter::Kind::kAnd || inner == outer;
}

std::string Joined(const Filter& filter, const char* separator) {
  std::string text;
  for (const Filter& operand : filter.operands) {
    if (!text.empty()) text += separator;
    const std::string inner = FormatFilter(operand);
    text += NeedsParentheses(filter.kind, operand.kind) ? absl::StrCat("(", inner, ")") : inner;
  }
  return text;
}

}  // namespace

std::string FormatFilter(const Filter& filter) {
  switch (filter.kind) {
    case Filter::Kind::kTerm:
      return FormatTerm(filter.term);
    case Filter::Kind::kAnd:
      return Joined(filter, " AND ");
    case Filter::Kind::kOr:
      return Joined(filter, " OR ");
    case Filter::Kind::kNot:
      return absl::StrCat("NOT ", Joined(filter, ""));
  }
  return "";
}

}  // namespace sennight::event_store
