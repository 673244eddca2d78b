// Which trace a call belongs to, as the W3C writes it: https://www.w3.org/TR/trace-context/
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "common/trace/id_source.h"

namespace sennight::trace {

// The names of the two headers; in gRPC, the metadata keys.
inline constexpr char kTraceparentKey[] = "traceparent";
inline constexpr char kTracestateKey[] = "tracestate";

// Longest tracestate that is passed on, in bytes: the least that the standard asks for. A longer
// one is left out.
inline constexpr size_t kMaxTracestateBytes = 512;

// A span within a trace: the work that one service does for one call. Cannot be invalid.
class TraceContext {
 public:
  // Reads what a caller sent. Nothing if `traceparent` is not exactly as the standard wants it;
  // then `tracestate` has no meaning either. A version that we do not know is read by the rules of
  // version 00, as the standard wants.
  static std::optional<TraceContext> Parse(std::string_view traceparent,
                                           std::string_view tracestate = {});

  // Begins a trace. It is marked as not sampled: nobody has asked for a record.
  static TraceContext Begin(IdSource& ids);

  // Returns a new span within the same trace.
  TraceContext Next(IdSource& ids) const;

  // Returns what is sent on: version 00, and of the flags only `sampled`.
  std::string_view traceparent() const { return {text_.data(), text_.size()}; }

  // Returns what came with the trace, unchanged; empty if nothing did.
  const std::string& tracestate() const { return tracestate_; }

  // Return the ids: 32 and 16 lower-case hexadecimal digits, not all zero.
  std::string_view trace_id() const { return traceparent().substr(3, 32); }
  std::string_view span_id() const { return traceparent().substr(36, 16); }

 private:
  TraceContext() = default;

  std::array<char, 55> text_;  // The whole traceparent.
  std::string tracestate_;
};

}  // namespace sennight::trace
