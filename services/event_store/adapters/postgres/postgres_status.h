// The one place where libpqxx's exceptions end.
#pragma once

#include <functional>

#include "absl/status/status.h"

namespace sennight::event_store {

// How a piece of work with the database ended.
struct DatabaseResult {
  absl::Status status;
  bool connection_lost = false;  // The connection is of no use any more.
  bool may_repeat = false;       // Nothing was committed, and another attempt may succeed.
};

// Does `work` and translates what libpqxx throws. Clients are told what they can act on; SQL,
// hosts and what the server says go to the log. An exception of another kind is a bug and passes.
//
//   connection lost, server ends, too many connections   kUnavailable
//   commit in doubt                                       kUnavailable: repeating is safe
//   statement timeout, cancelled                          kDeadlineExceeded, whosever time it was
//   serialization failure, deadlock                       kAborted
//   no right to do this                                   kFailedPrecondition
//   disk full, out of memory, read-only server            kUnavailable
//   anything else                                         kInternal
DatabaseResult Translated(const std::function<absl::Status()>& work);

// The same where nothing but the status matters.
absl::Status TranslatedStatus(const std::function<absl::Status()>& work);

}  // namespace sennight::event_store
