// The words after a command's name.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sennight::cli {

// An option of a command.
struct Option {
  std::string name;           // Without the dashes, such as `topic`.
  std::string value;          // What stands for the value in help, such as `T`; empty: none.
  std::string purpose;        // A sentence.
  std::string variable = {};  // The environment variable that stands in for it, if any.
  bool is_required = false;
};

// What a command takes.
struct Usage {
  std::string name;
  std::string summary;  // One line, for the list of commands.
  std::vector<Option> options;
  std::string operand = {};  // What the operands are, such as `FILE`; empty: none.
  size_t least_operands = 0;
  size_t most_operands = 0;
  std::string description = {};  // Paragraphs below the summary in help.
};

// What was given. Options take the form `--name value` or `--name=value`; `--` ends them.
class Arguments {
 public:
  // Errors: kInvalidArgument, with every mistake on a line of its own; an unknown option is
  // answered with the nearest.
  static absl::StatusOr<Arguments> Parse(const Usage& usage, const std::vector<std::string>& words);

  // Whether the option was given, on the command line or by its variable.
  bool Has(std::string_view name) const;

  // Returns the value given, or `otherwise`.
  std::string Text(std::string_view name, std::string_view otherwise = "") const;

  // Returns the value as a number from `least` to `most`, or `otherwise` if it was not given.
  //
  // Errors: kInvalidArgument.
  absl::StatusOr<int64_t> Number(std::string_view name, int64_t otherwise, int64_t least,
                                 int64_t most) const;

  const std::vector<std::string>& operands() const { return operands_; }
  bool wants_help() const { return wants_help_; }

 private:
  // Takes the option at words[i] and, if it has one, the value behind it.
  void TakeOption(const Usage& usage, const std::vector<std::string>& words, size_t& i,
                  std::vector<std::string>& mistakes);
  // Fills in variables and notes what is missing or too much.
  void Complete(const Usage& usage, std::vector<std::string>& mistakes);

  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> operands_;
  bool wants_help_ = false;
};

// Returns the text of `--help`.
std::string HelpOf(const Usage& usage);

// Returns the element of `known` that differs least from `word`, if it is near enough to have been
// meant.
std::optional<std::string> NearestTo(std::string_view word, const std::vector<std::string>& known);

}  // namespace sennight::cli
