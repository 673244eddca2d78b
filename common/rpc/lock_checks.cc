#include "common/rpc/lock_checks.h"

#include "absl/synchronization/mutex.h"

namespace sennight::rpc {

void TurnLockChecksOff() { absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore); }

}  // namespace sennight::rpc
