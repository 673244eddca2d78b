#include "common/log/log.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>

namespace sennight::log {
namespace {

std::atomic<Level> least_level = Level::kInfo;

std::string& Service() {
  static auto* const service = new std::string;  // Never destroyed: threads may log until the end.
  return *service;
}

void Write(Level level, std::string_view name, std::string_view message, Fields fields) {
  if (level < least_level.load(std::memory_order_relaxed)) return;
  std::string line = "level=";
  line.append(name).append(" msg=").append(Quote(message));
  if (!Service().empty()) line.append(" service=").append(Quote(Service()));
  for (const auto& [key, value] : fields) {
    line.append(" ").append(key).append("=").append(Quote(value));
  }
  line += '\n';
  // One write: lines of several threads and processes do not mix.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void SetLevel(Level level) { least_level.store(level, std::memory_order_relaxed); }

void SetService(std::string_view service) { Service() = service; }

void Info(std::string_view message, Fields fields) { Write(Level::kInfo, "info", message, fields); }
void Warning(std::string_view message, Fields fields) {
  Write(Level::kWarning, "warning", message, fields);
}
void Error(std::string_view message, Fields fields) {
  Write(Level::kError, "error", message, fields);
}

std::string Quote(std::string_view value) {
  bool plain = !value.empty();
  for (const unsigned char c : value) {
    plain = plain && c > ' ' && c != '"' && c != '=' && c != '\\' && c != 0x7f;
  }
  if (plain) return std::string(value);
  std::string quoted = "\"";
  for (const unsigned char c : value) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += static_cast<char>(c);
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c < ' ' || c == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", c);
      quoted += escaped;
    } else {
      quoted += static_cast<char>(c);
    }
  }
  return quoted + '"';
}

}  // namespace sennight::log
