// One line for each call that a server has answered:
//   level=info msg=call service=event-store
//   method=sennight.eventstore.v1.EventStoreService/GetEvent code=NOT_FOUND ms=1.25 request_id=…
//   trace_id=… span_id=… actor=… topic=… reason=EVENT_NOT_FOUND
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/log/log.h"
#include "common/rpc/call.h"

namespace sennight::rpc {

// A call that took at least as long is worth a line.
inline constexpr absl::Duration kSlowCall = absl::Seconds(1);

// Returns the level of a call's line: kError for what failed on our side, kInfo for what was the
// caller's doing and for what was slow, kDebug for the rest; so for calls that were shed, which are
// many at a time and counted elsewhere.
log::Level LevelOf(absl::StatusCode code, absl::Duration elapsed);

// Counts the end of a call and writes its line. The message of an error stands there only if it is
// our own doing, since others may repeat what the request held. `topic` is left out unless it is
// spelled like the id of one.
void Conclude(const Call& call, const absl::Status& status, std::string_view topic = {});

// The same for a call that was not admitted.
void ConcludeRefused(const Call& call, const absl::Status& status);

// Returns the topic that a request names, empty if it names none: in `topic`, in the topic of its
// start, of its digest, or in its first event.
template <typename Request>
std::string_view TopicOf(const Request& request) {
  if constexpr (requires {
                  { request.topic() } -> std::convertible_to<std::string_view>;
                }) {
    return request.topic();
  } else if constexpr (requires { request.start().topic().topic_id(); }) {
    return request.start().topic().topic_id();
  } else if constexpr (requires {
                         { request.digest().topic() } -> std::convertible_to<std::string_view>;
                       }) {
    return request.digest().topic();
  } else if constexpr (requires { request.events(0).topic(); }) {
    return request.events().empty() ? std::string_view() : request.events(0).topic();
  } else {
    return {};
  }
}

}  // namespace sennight::rpc
