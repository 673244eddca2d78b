#include "common/config/reader.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sennight::config {
namespace {

constexpr char kTruthValue[] = "truth value";

}  // namespace

bool IsAddress(std::string_view text) {
  for (const std::string_view scheme : {"unix:", "dns:///"}) {
    if (text.substr(0, scheme.size()) == scheme) return text.size() > scheme.size();
  }
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  int port = -1;
  return absl::SimpleAtoi(std::string(text.substr(colon + 1)), &port) && port >= 0 && port <= 65535;
}

bool IsLocalAddress(std::string_view address) {
  if (address.substr(0, 5) == "unix:") return true;
  const std::string_view host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  in_addr v4{};
  constexpr uint32_t kLoopbackNet = 127;  // RFC 1122 §3.2.1.3
  return inet_pton(AF_INET, std::string(host).c_str(), &v4) == 1 &&
         ntohl(v4.s_addr) >> 24 == kLoopbackNet;
}

Environment ProcessEnvironment() {
  Environment variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
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

std::optional<std::string> Reader::Find(std::string_view name, Setting setting) {
  setting.flag = absl::StrCat("--", std::string(name));
  setting.variable = VariableOf(name);
  settings_.push_back(setting);
  std::optional<std::string> found;
  for (Flag& flag : flags_) {
    if (flag.name != name) continue;
    flag.used = true;
    if (found) Reject(name, "is given more than once");
    if (!flag.value && setting.type != kTruthValue) {
      Mistake(name, "a value", "");
      return std::nullopt;
    }
    found = flag.value.value_or("true");
  }
  if (found) return found;
  const auto variable = environment_.find(setting.variable);
  if (variable == environment_.end()) return std::nullopt;
  return variable->second;
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

void Reader::Reject(std::string_view name, const absl::Status& status) {
  if (!status.ok()) Reject(name, std::string(status.message()));
}

std::string Reader::String(std::string_view name, std::string_view default_value,
                           std::string_view purpose) {
  return Find(name, {.type = "text",
                     .default_value = std::string(default_value),
                     .purpose = std::string(purpose)})
      .value_or(std::string(default_value));
}

std::string Reader::File(std::string_view name, std::string_view default_value,
                         std::string_view purpose) {
  return Find(name, {.type = "file",
                     .default_value = std::string(default_value),
                     .purpose = std::string(purpose)})
      .value_or(std::string(default_value));
}

std::string Reader::Choice(std::string_view name, const std::vector<std::string>& choices,
                           std::string_view purpose) {
  const std::string range = absl::StrJoin(choices, ", ");
  const std::optional<std::string> found = Find(name, {.type = "text",
                                                       .default_value = choices.front(),
                                                       .range = range,
                                                       .purpose = std::string(purpose)});
  if (!found || std::find(choices.begin(), choices.end(), *found) != choices.end()) {
    return found.value_or(choices.front());
  }
  Mistake(name, absl::StrCat("one of ", range), *found);
  return choices.front();
}

std::string Reader::Required(std::string_view name, std::string_view purpose) {
  const std::optional<std::string> found =
      Find(name, {.type = "text", .range = "required", .purpose = std::string(purpose)});
  if (!found || found->empty()) Mistake(name, "a value", "");
  return found.value_or("");
}

int Reader::Int(std::string_view name, int default_value, int least, int most,
                std::string_view purpose) {
  const std::string range = absl::StrCat(least, " to ", most);
  const std::optional<std::string> found = Find(name, {.type = "number",
                                                       .default_value = absl::StrCat(default_value),
                                                       .range = range,
                                                       .purpose = std::string(purpose)});
  if (!found) return default_value;
  int value = 0;
  if (absl::SimpleAtoi(*found, &value) && value >= least && value <= most) return value;
  Mistake(name, range, *found);
  return default_value;
}

bool Reader::Bool(std::string_view name, bool default_value, std::string_view purpose) {
  const std::optional<std::string> found =
      Find(name, {.type = kTruthValue,
                  .default_value = default_value ? "true" : "false",
                  .range = "true or false",
                  .purpose = std::string(purpose)});
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
      Find(name, {.type = "duration",
                  .default_value = absl::FormatDuration(default_value),
                  .range = range,
                  .purpose = std::string(purpose)});
  if (!found) return default_value;
  absl::Duration value;
  if (absl::ParseDuration(*found, &value) && value >= least && value <= most) return value;
  Mistake(name, absl::StrCat("a duration such as 5s, ", range), *found);
  return default_value;
}

std::string Reader::FindAddress(std::string_view name, Setting setting, bool may_be_empty) {
  setting.type = "address";
  const std::string value = Find(name, setting).value_or(setting.default_value);
  if (IsAddress(value) || (may_be_empty && value.empty())) return value;
  Mistake(name, kWantAddress, value);
  return setting.default_value;
}

std::string Reader::Address(std::string_view name, std::string_view default_value,
                            std::string_view purpose) {
  return FindAddress(
      name, {.default_value = std::string(default_value), .purpose = std::string(purpose)}, false);
}

std::string Reader::OptionalAddress(std::string_view name, std::string_view default_value,
                                    std::string_view purpose) {
  return FindAddress(name,
                     {.default_value = std::string(default_value),
                      .range = "may be empty: none",
                      .purpose = std::string(purpose)},
                     true);
}

// A Service called sennight-gateway gives every pod of its namespace variables of these names
// (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
bool Reader::IsKnownVariable(const std::string& variable) const {
  static const std::regex of_a_service(
      "_SERVICE_HOST|_SERVICE_PORT(_[A-Z0-9_]+)?|_PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
      "?");
  if (std::regex_match(variable.substr(prefix_.size()), of_a_service)) return true;
  return std::any_of(settings_.begin(), settings_.end(),
                     [&](const Setting& setting) { return setting.variable == variable; });
}

absl::Status Reader::Finish() {
  for (const Flag& flag : flags_) {
    if (!flag.used) mistakes_.push_back(absl::StrCat("--", flag.name, ": no such setting"));
  }
  for (const auto& [variable, value] : environment_) {
    if (variable.rfind(prefix_ + "_", 0) != 0 || IsKnownVariable(variable)) continue;
    mistakes_.push_back(absl::StrCat(variable, ": no such setting"));
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
