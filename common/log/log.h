// One line per thing worth knowing, on standard error, in logfmt:
//   time=2025-12-15T08:30:00.123Z level=info msg=listening service=event-store
//   address=127.0.0.1:7101
// Never text of reports, secrets or SQL.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sennight::log {

// A key and its value.
using Field = std::pair<std::string_view, std::string>;
using Fields = std::initializer_list<Field>;

// Lines below the level that is set are not written.
enum class Level { kDebug, kInfo, kWarning, kError };

// Returns the level of a name, such as `warning`; nothing if it is none.
std::optional<Level> ParseLevel(std::string_view name);

// Sets the least level that is written; kInfo at start. Safe at any time.
void SetLevel(Level level);

// Returns whether lines of the level are written, for those that are dear to make.
bool IsWritten(Level level);

// Sets what stands as `service` in every line; empty leaves it out. To be called once, before
// threads are started.
void SetService(std::string_view service);

// Write one line each; a field without a value is left out. Safe for concurrent use; lines are
// never mixed.
void Write(Level level, std::string_view message, Fields fields = {});
void Debug(std::string_view message, Fields fields = {});
void Info(std::string_view message, Fields fields = {});
void Warning(std::string_view message, Fields fields = {});
void Error(std::string_view message, Fields fields = {});

// Returns a line as Write writes it, with its end.
std::string FormatLine(std::chrono::system_clock::time_point time, Level level,
                       std::string_view service, std::string_view message, Fields fields);

// Returns `value` as logfmt writes it: quoted if it must be, control characters escaped.
std::string Quote(std::string_view value);

}  // namespace sennight::log
