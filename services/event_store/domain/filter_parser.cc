// A recursive-descent parser; the grammar stands in filter.h. Every loop takes at least one
// character, and parentheses are counted, so it ends for any text.
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/utf8.h"
#include "common/url/url.h"
#include "common/window/civil_date.h"
#include "services/event_store/domain/filter.h"

namespace sennight::event_store {
namespace {

constexpr std::string_view kWantField =
    "want category, language, source_host, entity, labels, state, occurred, reported or recorded";
constexpr std::string_view kWantValue = "want a value, such as \"approval\"";

struct FieldName {
  std::string_view name;
  FilterField field;
};
constexpr std::array kFields = {FieldName{"category", FilterField::kCategory},
                                FieldName{"language", FilterField::kLanguage},
                                FieldName{"source_host", FilterField::kSourceHost},
                                FieldName{"entity", FilterField::kEntity},
                                FieldName{"labels", FilterField::kLabel},
                                FieldName{"state", FilterField::kState},
                                FieldName{"occurred", FilterField::kOccurred},
                                FieldName{"reported", FilterField::kReported},
                                FieldName{"recorded", FilterField::kRecorded}};

struct OperatorName {
  std::string_view name;
  FilterOperator op;
};
// Those of two characters first.
constexpr std::array kOperators = {
    OperatorName{"<=", FilterOperator::kAtMost},   OperatorName{">=", FilterOperator::kAtLeast},
    OperatorName{"!=", FilterOperator::kNotEqual}, OperatorName{"=", FilterOperator::kEqual},
    OperatorName{"<", FilterOperator::kLess},      OperatorName{">", FilterOperator::kGreater},
    OperatorName{":", FilterOperator::kHas}};

bool IsDate(FilterField field) {
  return field == FilterField::kOccurred || field == FilterField::kReported ||
         field == FilterField::kRecorded;
}

// What may stand in a word without quotation marks; '-' not at its beginning.
bool IsWordByte(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '*' ||
         (c & 0x80) != 0;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<Filter> Parse() {
    SkipSpace();
    Filter filter;
    if (at_ < text_.size() && !Expression(filter, 0)) return Error();
    if (at_ < text_.size()) {
      Fail(at_, "want AND, OR or the end");
      return Error();
    }
    return filter;
  }

 private:
  // Each reads what its name says, and the space behind it, into `filter`; returns false after
  // Fail.
  bool Expression(Filter& filter, int depth) {
    return Joined(Filter::Kind::kAnd, "AND", depth, filter);
  }

  bool Joined(Filter::Kind kind, std::string_view word, int depth, Filter& filter) {
    std::vector<Filter> operands;
    do {
      Filter operand;
      const bool read = kind == Filter::Kind::kAnd ? Joined(Filter::Kind::kOr, "OR", depth, operand)
                                                   : Factor(operand, depth);
      if (!read) return false;
      operands.push_back(std::move(operand));
    } while (TakeWord(word));
    if (operands.size() == 1) {
      filter = std::move(operands[0]);
    } else {
      filter = {.kind = kind, .operands = std::move(operands)};
    }
    return true;
  }

  bool Factor(Filter& filter, int depth) {
    const bool negated = TakeWord("NOT") || Take("-");
    SkipSpace();
    Filter simple;
    if (!(At("(") ? Composite(simple, depth + 1) : Term(simple))) return false;
    if (negated) {
      filter = {.kind = Filter::Kind::kNot};
      filter.operands.push_back(std::move(simple));
    } else {
      filter = std::move(simple);
    }
    return true;
  }

  bool Composite(Filter& filter, int depth) {
    if (depth > kMaxFilterDepth) {
      return Fail(at_,
                  absl::StrCat("want at most ", kMaxFilterDepth, " parentheses inside each other"));
    }
    Take("(");
    SkipSpace();
    if (!Expression(filter, depth)) return false;
    if (!Take(")")) return Fail(at_, "want AND, OR or )");
    SkipSpace();
    return true;
  }

  bool Term(Filter& filter) {
    const size_t start = at_;
    if (++terms_ > kMaxFilterTerms) {
      return Fail(start, absl::StrCat("want at most ", kMaxFilterTerms, " terms"));
    }
    FilterTerm term;
    if (!Field(term)) return false;
    SkipSpace();
    if (!Operator(term)) return false;
    SkipSpace();
    const size_t value_at = at_;
    std::string value;
    if (!Value(value)) return false;
    if (!Accept(value_at, std::move(value), term)) return false;
    SkipSpace();
    filter = {.kind = Filter::Kind::kTerm, .term = std::move(term)};
    return true;
  }

  bool Field(FilterTerm& term) {
    const size_t start = at_;
    while (at_ < text_.size() &&
           (absl::ascii_isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) {
      ++at_;
    }
    const std::string_view name = text_.substr(start, at_ - start);
    for (const FieldName& known : kFields) {
      if (known.name != name) continue;
      term.field = known.field;
      return !Take(".") || LabelKey(start, term);
    }
    return Fail(start, kWantField);
  }

  // The key behind the dot of `labels.KEY`.
  bool LabelKey(size_t field_at, FilterTerm& term) {
    if (term.field != FilterField::kLabel) return Fail(field_at, "want no dot in this field");
    const size_t start = at_;
    if (!Value(term.key)) return false;
    return !term.key.empty() || Fail(start, "want the key of a label");
  }

  bool Operator(FilterTerm& term) {
    const size_t start = at_;
    for (const OperatorName& known : kOperators) {
      if (!Take(known.name)) continue;
      term.op = known.op;
      return Allowed(term) || Fail(start, OperatorsOf(term));
    }
    return Fail(start, OperatorsOf(term));
  }

  static bool IsPresence(const FilterTerm& term) {
    return term.field == FilterField::kEntity ||
           (term.field == FilterField::kLabel && term.key.empty());
  }

  static bool Allowed(const FilterTerm& term) {
    if (IsPresence(term)) return term.op == FilterOperator::kHas;
    if (IsDate(term.field)) {
      return term.op != FilterOperator::kHas && term.op != FilterOperator::kNotEqual;
    }
    return term.op == FilterOperator::kEqual || term.op == FilterOperator::kNotEqual;
  }

  static std::string_view OperatorsOf(const FilterTerm& term) {
    if (term.field == FilterField::kLabel && term.key.empty()) return "want : or a dot and a key";
    if (IsPresence(term)) return "want :";
    return IsDate(term.field) ? "want <, <=, =, >= or >" : "want = or !=";
  }

  bool Value(std::string& value) {
    if (At("\"") || At("'")) return Quoted(value);
    const size_t start = at_;
    while (at_ < text_.size() && (IsWordByte(text_[at_]) || (text_[at_] == '-' && at_ > start))) {
      ++at_;
    }
    value = text_.substr(start, at_ - start);
    return !value.empty() || Fail(start, kWantValue);
  }

  bool Quoted(std::string& value) {
    const char quote = text_[at_++];
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\') {
        ++at_;
        if (!At("\"") && !At("'") && !At("\\")) {
          return Fail(at_, "want a quotation mark or a backslash after a backslash");
        }
      }
      value += text_[at_++];
    }
    if (at_ == text_.size()) return Fail(at_, absl::StrCat("want ", std::string(1, quote)));
    ++at_;
    return true;
  }

  // Takes the value of a term in the form in which it is compared.
  bool Accept(size_t value_at, std::string value, FilterTerm& term) {
    switch (term.field) {
      case FilterField::kLanguage:
        absl::AsciiStrToLower(&value);
        if (value.empty()) return Fail(value_at, "want a language, such as zh or zh-CN");
        break;
      case FilterField::kSourceHost:
        if (!AcceptHost(value)) {
          return Fail(value_at, "want a host, such as fda.gov, or *.fda.gov for all below it");
        }
        break;
      case FilterField::kState:
        if (value != "ACTIVE" && value != "RETRACTED" && value != "ERASED") {
          return Fail(value_at, "want ACTIVE, RETRACTED or ERASED");
        }
        break;
      case FilterField::kOccurred:
      case FilterField::kReported:
      case FilterField::kRecorded: {
        const absl::StatusOr<absl::CivilDay> day = window::ParseCivilDay(value);
        if (!day.ok()) return Fail(value_at, window::kWantDay);
        term.day = *day;
        return true;
      }
      case FilterField::kEntity:
        if (value.empty()) return Fail(value_at, "want the id or the name of an entity");
        break;
      case FilterField::kLabel:
        if (term.key.empty()) {
          if (value.empty()) return Fail(value_at, "want the key of a label");
        }
        break;
      case FilterField::kCategory:
        break;
    }
    term.value = std::move(value);
    return true;
  }

  static bool AcceptHost(std::string& value) {
    const bool is_wildcard = value.starts_with("*.");
    const std::string host = is_wildcard ? value.substr(2) : value;
    if (host.find_first_of("/?#:@*") != std::string::npos) return false;
    const absl::StatusOr<url::Url> parsed = url::Url::Parse(absl::StrCat("https://", host, "/"));
    if (!parsed.ok()) return false;
    value = absl::StrCat(is_wildcard ? "*." : "", parsed->host());
    return true;
  }

  bool At(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  bool Take(std::string_view what) {
    if (!At(what)) return false;
    at_ += what.size();
    return true;
  }

  // Takes a keyword if it is not only the beginning of a longer word, and the space behind it.
  bool TakeWord(std::string_view word) {
    const size_t end = at_ + word.size();
    if (!At(word) || (end < text_.size() && (IsWordByte(text_[end]) || text_[end] == '-'))) {
      return false;
    }
    at_ = end;
    SkipSpace();
    return true;
  }

  void SkipSpace() {
    while (at_ < text_.size() && absl::ascii_isspace(static_cast<unsigned char>(text_[at_]))) {
      ++at_;
    }
  }

  bool Fail(size_t at, std::string_view want) {
    if (!failure_.empty()) return false;
    const int32_t column = text::CodePointCount(text_.substr(0, at)) + 1;
    failure_ = absl::StrCat("column ", column, ": ", std::string(want));
    return false;
  }

  absl::Status Error() const { return InvalidField("filter", failure_); }

  const std::string_view text_;
  size_t at_ = 0;
  int terms_ = 0;
  std::string failure_;
};

}  // namespace

absl::StatusOr<Filter> ParseFilter(std::string_view text) {
  if (text.size() > kMaxFilterBytes) {
    return InvalidField(
        "filter", absl::StrCat("want at most ", kMaxFilterBytes, " bytes, got ", text.size()));
  }
  if (!text::IsValidUtf8(text)) return InvalidField("filter", "want UTF-8");
  // PostgreSQL cannot be asked for it.
  if (text.find('\0') != std::string_view::npos) {
    return InvalidField("filter", "want no zero characters");
  }
  return Parser(text).Parse();
}

}  // namespace sennight::event_store
