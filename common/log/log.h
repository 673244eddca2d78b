// One line per thing worth knowing, on standard error, in logfmt:
//   level=info msg="listening" service=event-store address=127.0.0.1:7101
// Never text of reports, secrets or SQL.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace sennight::log {

// A key and its value.
using Field = std::pair<std::string_view, std::string>;
using Fields = std::initializer_list<Field>;

// Lines below this level are not written.
enum class Level { kInfo, kWarning, kError };

// Sets the least level that is written; kInfo at start. Safe at any time.
void SetLevel(Level level);

// Sets what stands as `service` in every line; empty leaves it out. To be called once, before
// threads are started.
void SetService(std::string_view service);

// Write one line each. Safe for concurrent use; lines are never mixed.
void Info(std::string_view message, Fields fields = {});
void Warning(std::string_view message, Fields fields = {});
void Error(std::string_view message, Fields fields = {});

// Returns `value` as logfmt writes it: quoted if it must be, control characters escaped.
std::string Quote(std::string_view value);

}  // namespace sennight::log
