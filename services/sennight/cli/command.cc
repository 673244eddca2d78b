#include "services/sennight/cli/command.h"

#include <algorithm>
#include <utility>

#include "common/process/termination.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/sennight/version.h"

namespace sennight::cli {
namespace {

constexpr const char* kIntroduction =
    "Sennight composes a week of stored events into a digest that can be trusted.\n\n"
    "  sennight COMMAND [OPTION…]\n\n";

constexpr const char* kClosing =
    "\n`sennight COMMAND --help` tells more. serve and demo run a suite, store, backup and restore "
    "work on a\n"
    "database; the others talk to the suite at --endpoint, or to the one that `sennight serve` "
    "runs "
    "on the\n"
    "data directory, or start one for as long as they run.\n\n"
    "Exit status: 0 done; 1 some input was rejected, is in conflict or was not found; 2 the "
    "command\n"
    "line or the configuration is wrong; 3 a service or the database cannot be reached; 4 "
    "anything\n"
    "else.\n";

void WriteOverview(const std::vector<Command>& commands, std::ostream& out) {
  out << kIntroduction;
  for (const Command& command : commands) {
    const std::string& name = command.usage.name;
    out << "  " << name << std::string(name.size() < 16 ? 16 - name.size() : 1, ' ')
        << command.usage.summary << "\n";
  }
  out << "  help            Tells what a command does.\n" << kClosing;
}

const Command* FindCommand(const std::vector<Command>& commands, const std::string& name) {
  const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command& command) {
    return command.usage.name == name;
  });
  return found == commands.end() ? nullptr : &*found;
}

// Returns the command that `words` begin with, and how many of them are its name: one or two.
std::pair<const Command*, size_t> CommandOf(const std::vector<Command>& commands,
                                            const std::vector<std::string>& words) {
  if (words.size() > 1) {
    if (const Command* command = FindCommand(commands, words[0] + " " + words[1])) {
      return {command, 2};
    }
  }
  return {FindCommand(commands, words[0] == "--version" ? "version" : words[0]), 1};
}

int RefuseUnknown(const std::vector<Command>& commands, const std::string& name, Console& console) {
  std::vector<std::string> known = {"help"};
  for (const Command& command : commands) known.push_back(command.usage.name);
  const std::optional<std::string> nearest = NearestTo(name, known);
  console.err << "sennight: no command \"" << name << "\"";
  if (nearest.has_value()) console.err << "; did you mean " << *nearest << "?";
  console.err << "\nsee `sennight help`\n";
  return process::kExitUsage;
}

bool HasTimeout(const Usage& usage) {
  return std::any_of(usage.options.begin(), usage.options.end(),
                     [](const Option& option) { return option.name == "timeout"; });
}

int Help(const std::vector<Command>& commands, const std::vector<std::string>& words,
         Console& console) {
  if (words.size() < 2) {
    WriteOverview(commands, console.out);
    return process::kExitOk;
  }
  const Command* command = CommandOf(commands, {words.begin() + 1, words.end()}).first;
  if (command == nullptr) return RefuseUnknown(commands, words[1], console);
  console.out << HelpOf(command->usage);
  return process::kExitOk;
}

}  // namespace

int Run(const std::vector<Command>& commands, const std::vector<std::string>& words,
        Console& console) {
  if (words.empty()) {
    WriteOverview(commands, console.err);
    return process::kExitUsage;
  }
  const std::string& name = words[0];
  if (name == "help" || name == "--help" || name == "-h") return Help(commands, words, console);
  const auto [command, length] = CommandOf(commands, words);
  if (command == nullptr) return RefuseUnknown(commands, name, console);
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(
      command->usage, {words.begin() + static_cast<ptrdiff_t>(length), words.end()});
  if (arguments.ok() && arguments->wants_help()) {
    console.out << HelpOf(command->usage);
    return process::kExitOk;
  }
  const absl::StatusOr<int> exit =
      arguments.ok() ? command->run(*arguments, console) : arguments.status();
  console.out.flush();
  if (!exit.ok()) {
    WriteError(exit.status(), console.err);
    if (absl::IsDeadlineExceeded(exit.status()) && HasTimeout(command->usage)) {
      console.err << "how long a call may take is what --timeout says, or 30s\n";
    }
    return process::ExitStatus(exit.status());
  }
  if (!console.out) {
    console.err << "sennight: cannot write to standard output\n";
    return process::kExitFailed;
  }
  return *exit;
}

void WriteError(const absl::Status& status, std::ostream& err) {
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  if (bad_request.field_violations().empty()) {
    err << "sennight: " << std::string(status.message()) << "\n";
    return;
  }
  for (const auto& violation : bad_request.field_violations()) {
    err << "sennight: " << violation.field() << ": " << violation.description() << "\n";
  }
}

}  // namespace sennight::cli
