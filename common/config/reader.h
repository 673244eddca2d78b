// Typed settings from flags and environment variables, with every mistake named at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace sennight::config {

// Finds an environment variable; nothing if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Reads the process's environment.
std::optional<std::string> ProcessEnvironment(const std::string& name);

// What IsAddress takes, for messages.
inline constexpr std::string_view kWantAddress =
    "an address such as 127.0.0.1:7100 or unix:/run/sennight.sock";

// Returns whether `text` can be an address: a scheme with something behind it, or host and port.
bool IsAddress(std::string_view text);

// A setting, for help texts and the table in the documentation.
struct Setting {
  std::string flag;           // Such as `--listen-address`.
  std::string variable;       // Such as `SENNIGHT_EVENT_STORE_LISTEN_ADDRESS`.
  std::string default_value;  // Empty if there is none.
  std::string range;          // Such as `1 to 64`; empty if anything goes.
  std::string purpose;
};

// Reads the settings of one program. A flag `--name=value` (or `--name value`; `--name` alone for
// a truth value) goes before the variable `<PREFIX>_<NAME>`, which goes before the default.
//
//   Reader read("SENNIGHT_EVENT_STORE", arguments, ProcessEnvironment);
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
  int Int(std::string_view name, int default_value, int least, int most, std::string_view purpose);
  bool Bool(std::string_view name, bool default_value, std::string_view purpose);
  // A duration such as 500ms, 5s or 1m30s.
  absl::Duration Duration(std::string_view name, absl::Duration default_value, absl::Duration least,
                          absl::Duration most, std::string_view purpose);
  // An address that `common/rpc` takes: host:port, [v6]:port, unix:/path, dns:///host:port.
  std::string Address(std::string_view name, std::string_view default_value,
                      std::string_view purpose);

  // Notes a mistake that the caller has found in a setting read before.
  void Reject(std::string_view name, std::string_view want);

  // Returns kInvalidArgument with every mistake, unknown flags and left-over arguments too, one a
  // line; OK if there is none. To be called last.
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

  std::optional<std::string> Find(std::string_view name, std::string_view default_value,
                                  std::string_view range, std::string_view purpose, bool is_bool);
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
