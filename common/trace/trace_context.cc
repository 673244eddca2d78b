#include "common/trace/trace_context.h"

#include <algorithm>

namespace sennight::trace {
namespace {

constexpr size_t kTraceparentBytes = 55;
constexpr size_t kTraceId = 3;
constexpr size_t kSpanId = 36;
constexpr size_t kFlags = 53;
constexpr unsigned kSampled = 1;
constexpr char kDigits[] = "0123456789abcdef";

bool IsHex(std::string_view text) {
  return text.find_first_not_of(kDigits) == std::string_view::npos;
}

bool IsId(std::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

bool IsTraceparent(std::string_view text) {
  if (text.size() < kTraceparentBytes) return false;
  const std::string_view version = text.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  // Later versions may have more fields behind.
  if (text.size() > kTraceparentBytes && (version == "00" || text[kTraceparentBytes] != '-')) {
    return false;
  }
  return text[2] == '-' && text[35] == '-' && text[52] == '-' && IsId(text.substr(kTraceId, 32)) &&
         IsId(text.substr(kSpanId, 16)) && IsHex(text.substr(kFlags, 2));
}

// Returns whether a header may hold the text (W3C Trace Context §3.3.1; gRPC ends the process over
// metadata that is not printable ASCII).
bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

void WriteHex(uint64_t number, char* out) {
  for (int i = 15; i >= 0; --i) {
    out[i] = kDigits[number & 0xf];
    number >>= 4;
  }
}

}  // namespace

std::optional<TraceContext> TraceContext::Parse(std::string_view traceparent,
                                                std::string_view tracestate) {
  if (!IsTraceparent(traceparent)) return std::nullopt;
  TraceContext context;
  std::copy_n(traceparent.begin(), kTraceparentBytes, context.text_.begin());
  context.text_[0] = '0';
  context.text_[1] = '0';
  const size_t flags = std::string_view(kDigits).find(traceparent[kFlags + 1]);
  context.text_[kFlags] = '0';
  context.text_[kFlags + 1] = kDigits[flags & kSampled];
  if (tracestate.size() <= kMaxTracestateBytes && IsPrintable(tracestate)) {
    context.tracestate_ = tracestate;
  }
  return context;
}

TraceContext TraceContext::Begin(IdSource& ids) {
  constexpr std::string_view kBlank = "00-00000000000000000000000000000000-0000000000000000-00";
  TraceContext context;
  std::copy(kBlank.begin(), kBlank.end(), context.text_.begin());
  WriteHex(ids.Next(), &context.text_[kTraceId]);
  WriteHex(ids.Next(), &context.text_[kTraceId + 16]);
  WriteHex(ids.Next(), &context.text_[kSpanId]);
  return context;
}

TraceContext TraceContext::Next(IdSource& ids) const {
  TraceContext next = *this;
  WriteHex(ids.Next(), &next.text_[kSpanId]);
  return next;
}

}  // namespace sennight::trace
