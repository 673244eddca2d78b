// On whose behalf something is done.
#pragma once

#include <optional>
#include <string>

#include "common/trace/trace_context.h"

namespace sennight::trace {

// What goes with a call from service to service, so that the logs of all tell the same story.
struct Origin {
  std::string request_id = {};             // Empty if there is none.
  std::string actor = {};                  // Who acts; empty for the service itself.
  std::optional<TraceContext> trace = {};  // The span that the work is a part of.
};

}  // namespace sennight::trace
