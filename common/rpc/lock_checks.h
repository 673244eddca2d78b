// Locks of gRPC are not checked for deadlocks while the program runs.
#pragma once

namespace sennight::rpc {

// gRPC locks absl::Mutex, and Debian builds Abseil so that each of them keeps a graph of who waits
// for whom, behind one lock for the whole process. Turns that off, for the process, which takes a
// twentieth of a small call. Cheap; safe for concurrent use.
void TurnLockChecksOff();

}  // namespace sennight::rpc
