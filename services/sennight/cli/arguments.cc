#include "services/sennight/cli/arguments.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sennight::cli {
namespace {

const Option* FindOption(const Usage& usage, std::string_view name) {
  for (const Option& option : usage.options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string Dashed(std::string_view name) { return absl::StrCat("--", std::string(name)); }

std::string UnknownOption(const Usage& usage, const std::string& name) {
  std::vector<std::string> known = {"help"};
  for (const Option& option : usage.options) known.push_back(option.name);
  const std::optional<std::string> nearest = NearestTo(name, known);
  return absl::StrCat(
      Dashed(name), ": no such option of `sennight ", usage.name, "`",
      nearest.has_value() ? absl::StrCat("; did you mean ", Dashed(*nearest), "?") : std::string());
}

// The number of letters to insert, remove or replace to make `b` from `a`.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string Synopsis(const Usage& usage) {
  std::string line = "sennight " + usage.name;
  for (const Option& option : usage.options) {
    if (option.is_required) absl::StrAppend(&line, " ", Dashed(option.name), " ", option.value);
  }
  const bool has_optional = std::any_of(usage.options.begin(), usage.options.end(),
                                        [](const Option& option) { return !option.is_required; });
  if (has_optional) absl::StrAppend(&line, " [OPTION…]");
  if (!usage.operand.empty()) {
    const char* more = usage.most_operands > 1 ? "…" : "";
    if (usage.least_operands == 0) {
      absl::StrAppend(&line, " [", usage.operand, more, "]");
    } else {
      absl::StrAppend(&line, " ", usage.operand, more);
    }
  }
  return line;
}

}  // namespace

absl::StatusOr<Arguments> Arguments::Parse(const Usage& usage,
                                           const std::vector<std::string>& words) {
  Arguments arguments;
  std::vector<std::string> mistakes;
  bool options_ended = false;
  for (size_t i = 0; i < words.size(); ++i) {
    if (options_ended || words[i].size() < 2 || words[i][0] != '-') {
      arguments.operands_.push_back(words[i]);
    } else if (words[i] == "--") {
      options_ended = true;
    } else {
      arguments.TakeOption(usage, words, i, mistakes);
    }
  }
  if (arguments.wants_help_) return arguments;
  arguments.Complete(usage, mistakes);
  if (mistakes.empty()) return arguments;
  mistakes.push_back(absl::StrCat("see `sennight ", usage.name, " --help`"));
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

void Arguments::TakeOption(const Usage& usage, const std::vector<std::string>& words, size_t& i,
                           std::vector<std::string>& mistakes) {
  const std::string& word = words[i];
  const size_t dashes = word[1] == '-' ? 2 : 1;
  const size_t equals = word.find('=');
  const bool has_value = equals != std::string::npos;
  const std::string name = word.substr(dashes, has_value ? equals - dashes : equals);
  if (name == "help" || word == "-h") {
    wants_help_ = true;
    return;
  }
  const Option* option = dashes == 2 ? FindOption(usage, name) : nullptr;
  // Which one was meant is not for us to guess.
  if (Has(name)) mistakes.push_back(Dashed(name) + ": given more than once");
  if (option == nullptr) {
    mistakes.push_back(UnknownOption(usage, name));
  } else if (option->value.empty()) {
    if (has_value) mistakes.push_back(Dashed(name) + ": takes no value");
    values_[name] = "true";
  } else if (has_value) {
    values_[name] = word.substr(equals + 1);
  } else if (i + 1 < words.size() && words[i + 1].rfind("--", 0) != 0) {
    values_[name] = words[++i];
  } else {
    mistakes.push_back(absl::StrCat(Dashed(name), ": want a value (", option->value, ")"));
  }
}

void Arguments::Complete(const Usage& usage, std::vector<std::string>& mistakes) {
  for (const Option& option : usage.options) {
    const char* variable = option.variable.empty() ? nullptr : std::getenv(option.variable.c_str());
    if (variable != nullptr && *variable != '\0') values_.emplace(option.name, variable);
    if (option.is_required && !Has(option.name)) {
      mistakes.push_back(absl::StrCat(Dashed(option.name), ": missing; ", option.purpose));
    }
  }
  if (operands_.size() < usage.least_operands) mistakes.push_back("missing: " + usage.operand);
  for (size_t i = usage.most_operands; i < operands_.size(); ++i) {
    mistakes.push_back(absl::StrCat("\"", operands_[i], "\": not expected here"));
  }
}

bool Arguments::Has(std::string_view name) const { return values_.find(name) != values_.end(); }

std::string Arguments::Text(std::string_view name, std::string_view otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string(otherwise) : found->second;
}

absl::StatusOr<int64_t> Arguments::Number(std::string_view name, int64_t otherwise, int64_t least,
                                          int64_t most) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return otherwise;
  int64_t number = 0;
  if (absl::SimpleAtoi(found->second, &number) && number >= least && number <= most) return number;
  return absl::InvalidArgumentError(absl::StrCat(Dashed(name), ": want a number from ", least,
                                                 " to ", most, ", got \"", found->second, "\""));
}

std::string HelpOf(const Usage& usage) {
  std::string help = absl::StrCat(usage.summary, "\n\n  ", Synopsis(usage), "\n");
  if (!usage.description.empty()) absl::StrAppend(&help, "\n", usage.description, "\n");
  if (!usage.options.empty()) absl::StrAppend(&help, "\nOptions:\n");
  for (const Option& option : usage.options) {
    absl::StrAppend(&help, "  ", Dashed(option.name), option.value.empty() ? "" : " ", option.value,
                    "\n      ", option.purpose);
    if (!option.variable.empty()) absl::StrAppend(&help, " Variable: ", option.variable, ".");
    absl::StrAppend(&help, "\n");
  }
  return help;
}

std::optional<std::string> NearestTo(std::string_view word, const std::vector<std::string>& known) {
  const std::string* nearest = nullptr;
  size_t least = word.size() / 3 + 2;
  for (const std::string& candidate : known) {
    const size_t distance = EditDistance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = &candidate;
  }
  if (nearest == nullptr) return std::nullopt;
  return *nearest;
}

}  // namespace sennight::cli
