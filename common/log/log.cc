#include "common/log/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <ctime>

namespace sennight::log {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};

std::atomic<Level> least_level = Level::kInfo;

std::string& Service() {
  static auto* const service = new std::string;  // Never destroyed: threads may log until the end.
  return *service;
}

// RFC 3339 in UTC, with milliseconds.
std::string FormatTime(std::chrono::system_clock::time_point time) {
  const auto since_epoch =
      std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = since_epoch / 1000 - (since_epoch % 1000 < 0 ? 1 : 0);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
                utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                static_cast<int>(since_epoch - seconds * 1000));
  return text;
}

}  // namespace

std::optional<Level> ParseLevel(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Level>(i);
  }
  return std::nullopt;
}

void SetLevel(Level level) { least_level.store(level, std::memory_order_relaxed); }

bool IsWritten(Level level) { return level >= least_level.load(std::memory_order_relaxed); }

void SetService(std::string_view service) { Service() = service; }

void Write(Level level, std::string_view message, Fields fields) {
  if (!IsWritten(level)) return;
  const std::string line =
      FormatLine(std::chrono::system_clock::now(), level, Service(), message, fields);
  // One write: lines of several threads and processes do not mix.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

void Debug(std::string_view message, Fields fields) { Write(Level::kDebug, message, fields); }
void Info(std::string_view message, Fields fields) { Write(Level::kInfo, message, fields); }
void Warning(std::string_view message, Fields fields) { Write(Level::kWarning, message, fields); }
void Error(std::string_view message, Fields fields) { Write(Level::kError, message, fields); }

std::string FormatLine(std::chrono::system_clock::time_point time, Level level,
                       std::string_view service, std::string_view message, Fields fields) {
  std::string line = "time=" + FormatTime(time);
  line.append(" level=").append(kNames[static_cast<size_t>(level)]);
  line.append(" msg=").append(Quote(message));
  if (!service.empty()) line.append(" service=").append(Quote(service));
  for (const auto& [key, value] : fields) {
    if (!value.empty()) line.append(" ").append(key).append("=").append(Quote(value));
  }
  return line + '\n';
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
