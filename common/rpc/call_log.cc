#include "common/rpc/call_log.h"

#include <algorithm>
#include <cctype>

#include "absl/strings/str_format.h"
#include "common/rpc/methods.h"
#include "common/status/status.h"

namespace sennight::rpc {
namespace {

constexpr size_t kMaxTopicBytes = 63;

bool IsOurs(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnavailable;
}

bool IsTopicId(std::string_view text) {
  return text.size() <= kMaxTopicBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                  c == '_';
         });
}

void WriteLine(const Call& call, const absl::Status& status, absl::Duration elapsed,
               std::string_view topic) {
  const log::Level level = LevelOf(status.code(), elapsed);
  if (!log::IsWritten(level)) return;
  log::Write(level, "call",
             {{"method", call.method().path()},
              {"code", absl::StatusCodeToString(status.code())},
              {"ms", absl::StrFormat("%.2f", absl::ToDoubleMilliseconds(elapsed))},
              {"request_id", call.request_id()},
              {"trace_id", std::string(call.trace().trace_id())},
              {"span_id", std::string(call.trace().span_id())},
              {"actor", call.actor()},
              {"topic", IsTopicId(topic) ? std::string(topic) : ""},
              {"reason", ReasonOf(status)},
              {"peer", status.ok() ? "" : call.peer()},
              {"what", IsOurs(status.code()) ? std::string(status.message()) : ""}});
}

}  // namespace

log::Level LevelOf(absl::StatusCode code, absl::Duration elapsed) {
  if (IsOurs(code)) return log::Level::kError;
  if (code == absl::StatusCode::kResourceExhausted) return log::Level::kDebug;
  return code != absl::StatusCode::kOk || elapsed >= kSlowCall ? log::Level::kInfo
                                                               : log::Level::kDebug;
}

void Conclude(const Call& call, const absl::Status& status, std::string_view topic) {
  const absl::Duration elapsed = call.elapsed();
  call.method().CountEnd(status.code(), elapsed);
  WriteLine(call, status, elapsed, topic);
}

void ConcludeRefused(const Call& call, const absl::Status& status) {
  call.method().CountRefusal(status.code());
  WriteLine(call, status, call.elapsed(), {});
}

}  // namespace sennight::rpc
