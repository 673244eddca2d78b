// The suite as four processes and a database, with something that breaks in every link.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "tests/e2e/four_services.h"
#include "tests/faults/chaos_proxy.h"
#include "tests/faults/rounds.h"

namespace sennight::testing {

// How long a client waits in these tests: for an answer that must come, as long as a busy machine
// may take; where nothing can be answered, not so long. And how much later than that the end of the
// call may be seen. What is asserted is that calls end, not how quickly.
inline constexpr absl::Duration kPatience = absl::Seconds(10);
inline constexpr absl::Duration kDeadline = absl::Seconds(1);
inline constexpr absl::Duration kSlack = absl::Seconds(3);

// How long a connection that died without a word is not noticed, at most: keepalive's two times and
// the attempts to connect again.
inline constexpr absl::Duration kDeadPeerNoticed = absl::Seconds(25);

// What a client does. Every call is repeated by the channel as any client's would be, and is not
// answered from a cache.
enum class Probe { kCompose, kRender, kAppend, kHead };

// Returns the name of the method.
std::string NameOf(Probe probe);

// The sample week is imported. Clients reach the gateway through a proxy, the gateway its three
// services, and the event store its database.
class FaultySuite {
 public:
  // The one of this program, started at the first call.
  static FaultySuite& OfThisProgram();
  // Ends it; nothing if there is none.
  static void End();

  FaultySuite();

  FourServices& services() { return *services_; }

  // The proxy before a service or the database.
  ChaosProxy& link(const std::string& to) { return *links_.at(to); }

  // Calls and waits for the answer. What GetWeeklyDigest says in `rendition_error` is the answer of
  // kRender.
  absl::Status Call(Probe probe, absl::Time deadline) { return Call(probe, deadline, false); }

  // Stores new events; the n-th batch holds three of its own.
  absl::Status Append(int batch, absl::Time deadline) { return Append(batch, deadline, false); }

  // Returns all events of the topic, in the order of their positions.
  std::vector<event::v1::Event> Events();

  // Calls until it succeeds; returns how long that took. Fails the test after a minute. The calls
  // wait for a connection: gRPC's synchronous clients work on one only while a call waits.
  absl::Duration AwaitRecovery(Probe probe);

 private:
  absl::Status Call(Probe probe, absl::Time deadline, bool waits);
  absl::Status Append(int batch, absl::Time deadline, bool waits);

  std::map<std::string, std::unique_ptr<ChaosProxy>> links_;
  std::unique_ptr<FourServices> services_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<gateway::v1::DigestService::Stub> digests_;
  std::unique_ptr<eventstore::v1::EventStoreService::Stub> events_;
  int batches_ = 1'000'000;  // Batches of kAppend, apart from those that tests count.
};

}  // namespace sennight::testing
