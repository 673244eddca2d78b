#include "common/config/reader.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sennight::config {
bool IsAddress(std::string_view text) {
  for (const std::string_view scheme : {"unix:", "dns:///"}) {
    if (text.substr(0, scheme.size()) == scheme) return text.size() > scheme.size();
  }
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  int port = -1;
  return absl::SimpleAtoi(std::string(text.substr(colon + 1)), &port) && port >= 0 && port <= 65535;
}

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

Reader::Reader(std::string_view variable_prefix, std::vector<std::string> arguments,
               Environment environment)
    : prefix_(variable_prefix), environment_(std::move(environment)) {
  for (std::string& argument : arguments) {
    if (argument == "--help") {
      wants_help_ = true;
    } else if (argument.rfind("--", 0) == 0 && argument.size() > 2) {
      const size_t equals = argument.find('=');
      Flag flag{.name = argument.substr(2, equals - 2), .value = std::nullopt};
      if (equals == std::string::npos) {
        flag.name = argument.substr(2);
      } else {
        flag.value = argument.substr(equals + 1);
      }
      flags_.push_back(std::move(flag));
    } else if (!flags_.empty() && !flags_.back().value && left_over_.empty()) {
      flags_.back().value = std::move(argument);  // `--name value`.
    } else {
      left_over_.push_back(std::move(argument));
    }
  }
}

std::string Reader::VariableOf(std::string_view name) const {
  std::string variable = absl::StrCat(prefix_, "_", std::string(name));
  std::replace(variable.begin(), variable.end(), '-', '_');
  return absl::AsciiStrToUpper(variable);
}

std::optional<std::string> Reader::Find(std::string_view name, std::string_view default_value,
                                        std::string_view range, std::string_view purpose,
                                        bool is_bool) {
  settings_.push_back({absl::StrCat("--", std::string(name)), VariableOf(name),
                       std::string(default_value), std::string(range), std::string(purpose)});
  std::optional<std::string> found;
  for (Flag& flag : flags_) {
    if (flag.name != name) continue;
    flag.used = true;
    if (!flag.value && !is_bool) {
      Mistake(name, "a value", "");
      return std::nullopt;
    }
    found = flag.value.value_or("true");  // The last one counts.
  }
  if (found) return found;
  return environment_(VariableOf(name));
}

void Reader::Mistake(std::string_view name, std::string_view want, std::string_view got) {
  mistakes_.push_back(absl::StrCat("--", std::string(name), " (", VariableOf(name), "): want ",
                                   std::string(want), ", got \"", std::string(got.substr(0, 80)),
                                   "\""));
}

void Reader::Reject(std::string_view name, std::string_view want) {
  mistakes_.push_back(
      absl::StrCat("--", std::string(name), " (", VariableOf(name), "): ", std::string(want)));
}

std::string Reader::String(std::string_view name, std::string_view default_value,
                           std::string_view purpose) {
  return Find(name, default_value, "", purpose, false).value_or(std::string(default_value));
}

std::string Reader::Required(std::string_view name, std::string_view purpose) {
  const std::optional<std::string> found = Find(name, "", "required", purpose, false);
  if (!found || found->empty()) Mistake(name, "a value", "");
  return found.value_or("");
}

int Reader::Int(std::string_view name, int default_value, int least, int most,
                std::string_view purpose) {
  const std::string range = absl::StrCat(least, " to ", most);
  const std::optional<std::string> found =
      Find(name, absl::StrCat(default_value), range, purpose, false);
  if (!found) return default_value;
  int value = 0;
  if (absl::SimpleAtoi(*found, &value) && value >= least && value <= most) return value;
  Mistake(name, range, *found);
  return default_value;
}

bool Reader::Bool(std::string_view name, bool default_value, std::string_view purpose) {
  const std::optional<std::string> found =
      Find(name, default_value ? "true" : "false", "true or false", purpose, true);
  if (!found) return default_value;
  if (*found == "true" || *found == "false") return *found == "true";
  Mistake(name, "true or false", *found);
  return default_value;
}

absl::Duration Reader::Duration(std::string_view name, absl::Duration default_value,
                                absl::Duration least, absl::Duration most,
                                std::string_view purpose) {
  const std::string range =
      absl::StrCat(absl::FormatDuration(least), " to ", absl::FormatDuration(most));
  const std::optional<std::string> found =
      Find(name, absl::FormatDuration(default_value), range, purpose, false);
  if (!found) return default_value;
  absl::Duration value;
  if (absl::ParseDuration(*found, &value) && value >= least && value <= most) return value;
  Mistake(name, absl::StrCat("a duration such as 5s, ", range), *found);
  return default_value;
}

std::string Reader::Address(std::string_view name, std::string_view default_value,
                            std::string_view purpose) {
  const std::string value = String(name, default_value, purpose);
  if (!IsAddress(value)) {
    Mistake(name, kWantAddress, value);
  }
  return value;
}

absl::Status Reader::Finish() {
  for (const Flag& flag : flags_) {
    if (!flag.used) mistakes_.push_back(absl::StrCat("--", flag.name, ": no such setting"));
  }
  for (const std::string& argument : left_over_) {
    mistakes_.push_back(absl::StrCat("\"", argument, "\": not a setting"));
  }
  if (mistakes_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(mistakes_, "\n"));
}

std::string Reader::Help() const {
  std::string help;
  for (const Setting& setting : settings_) {
    absl::StrAppend(&help, "  ", setting.flag, "  ", setting.purpose, "\n      ", setting.variable);
    if (!setting.default_value.empty()) {
      absl::StrAppend(&help, ", default ", setting.default_value);
    }
    if (!setting.range.empty()) absl::StrAppend(&help, ", ", setting.range);
    absl::StrAppend(&help, "\n");
  }
  return help;
}

}  // namespace sennight::config
