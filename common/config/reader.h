// Typed settings from flags and environment variables, with every mistake named at once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace sennight::config {

// Environment variables and their values.
using Environment = std::map<std::string, std::string>;

// Returns the process's environment.
Environment ProcessEnvironment();

// What IsAddress takes, for messages.
inline constexpr std::string_view kWantAddress =
    "an address such as 127.0.0.1:7100 or unix:/run/sennight.sock";

// Returns whether `text` can be an address: a scheme with something behind it, or host and port.
bool IsAddress(std::string_view text);

// Returns whether only this machine can reach what listens at `address`: a unix socket, or a
// loopback address.
bool IsLocalAddress(std::string_view address);

// A setting, for help texts and the table in the documentation.
struct Setting {
  std::string flag;           // Such as `--listen-address`.
  std::string variable;       // Such as `SENNIGHT_EVENT_STORE_LISTEN_ADDRESS`.
  std::string type;           // `text`, `file`, `address`, `number`, `duration` or `truth value`.
  std::string default_value;  // Empty if there is none.
  std::string range;          // Such as `1 to 64`; empty if anything goes.
  std::string purpose;
};

// Reads the settings of one program. A flag `--name=value` (or `--name value`; `--name` alone for
// a truth value) goes before the variable `<PREFIX>_<NAME>`, which goes before the default.
//
//   Reader read("SENNIGHT_EVENT_STORE", arguments, ProcessEnvironment());
//   Config config{.connections = read.Int("connections", 16, 1, 64, "Database connections.")};
//   if (const absl::Status status = read.Finish(); !status.ok()) return status;
//
// A mistake does not end the reading: the value read is the default, and Finish() tells all. Not
// thread-safe.
class Reader {
 public:
  Reader(std::string_view variable_prefix, std::vector<std::string> arguments,
         Environment environment);

  std::string String(std::string_view name, std::string_view default_value,
                     std::string_view purpose);
  // A text that must be given.
  std::string Required(std::string_view name, std::string_view purpose);
  // The path of a file or folder; whether it is there is for the caller to see.
  std::string File(std::string_view name, std::string_view default_value, std::string_view purpose);
  // One of `choices`, the first of which is the default.
  std::string Choice(std::string_view name, const std::vector<std::string>& choices,
                     std::string_view purpose);
  int Int(std::string_view name, int default_value, int least, int most, std::string_view purpose);
  bool Bool(std::string_view name, bool default_value, std::string_view purpose);
  // A duration such as 500ms, 5s or 1m30s.
  absl::Duration Duration(std::string_view name, absl::Duration default_value, absl::Duration least,
                          absl::Duration most, std::string_view purpose);
  // An address that `common/rpc` takes: host:port, [v6]:port, unix:/path, dns:///host:port.
  std::string Address(std::string_view name, std::string_view default_value,
                      std::string_view purpose);
  // The same, or an empty value: no address.
  std::string OptionalAddress(std::string_view name, std::string_view default_value,
                              std::string_view purpose);

  // Notes a mistake that the caller has found in a setting read before.
  void Reject(std::string_view name, std::string_view want);
  // The same for what `status` says; nothing if it is OK.
  void Reject(std::string_view name, const absl::Status& status);

  // Returns kInvalidArgument with every mistake, one a line; OK if there is none. Mistakes are also
  // unknown flags, flags given twice, left-over arguments, and variables with the prefix that no
  // setting has (but for those that Kubernetes makes of the names of Services). To be called last.
  absl::Status Finish();

  // Returns whether `--help` was given; then Finish() is not to be called.
  bool WantsHelp() const { return wants_help_; }

  // Returns the settings read so far, one a line, for people.
  std::string Help() const;

  const std::vector<Setting>& settings() const { return settings_; }

 private:
  struct Flag {
    std::string name;
    std::optional<std::string> value;
    bool used = false;
  };

  // Notes the setting, whose flag and variable follow from `name`, and finds its value.
  std::optional<std::string> Find(std::string_view name, Setting setting);
  std::string FindAddress(std::string_view name, Setting setting, bool may_be_empty);
  bool IsKnownVariable(const std::string& variable) const;
  void Mistake(std::string_view name, std::string_view want, std::string_view got);
  std::string VariableOf(std::string_view name) const;

  std::string prefix_;
  Environment environment_;
  std::vector<Flag> flags_;
  std::vector<std::string> left_over_;
  std::vector<Setting> settings_;
  std::vector<std::string> mistakes_;
  bool wants_help_ = false;
};

}  // namespace sennight::config
