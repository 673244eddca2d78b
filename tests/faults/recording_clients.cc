#include "tests/faults/recording_clients.h"

#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "tests/support/eventually.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::testing {
namespace {

constexpr std::chrono::minutes kPatience{2};

}  // namespace

RecordingClients::Appending::Appending(int first) : seen{.begin = absl::Now()} {
  for (int n = first; n < first + 1 + first / 3 % 3; ++n) {
    *request.add_events() = event_store::AnEvent(n);
    seen.ids.push_back(event_store::IdOf(n));
  }
}

void RecordingClients::Repeat(std::function<void()> step) {
  threads_.emplace_back([this, step = std::move(step)] {
    while (!stopping_) step();
  });
}

void RecordingClients::Prepare(grpc::ClientContext& context) const {
  rpc::PrepareContext(context, absl::Now() + attempt_, "");
  context.set_wait_for_ready(true);
}

grpc::Status RecordingClients::Append(Stub& stub, Appending& appending) {
  eventstore::v1::AppendEventsResponse response;
  grpc::ClientContext context;
  Prepare(context);
  grpc::Status status = stub.AppendEvents(&context, appending.request, &response);
  AppendSeen& seen = appending.seen;
  seen.end = absl::Now();
  if (!status.ok()) return status;
  for (const auto& outcome : response.outcomes()) seen.positions.push_back(outcome.position());
  Record(std::move(seen));
  ++acknowledged_;
  return status;
}

void RecordingClients::Record(AppendSeen seen) {
  const std::lock_guard lock(mutex_);
  history_.appends.push_back(std::move(seen));
}

void RecordingClients::Record(ReadSeen seen) {
  const std::lock_guard lock(mutex_);
  history_.reads.push_back(std::move(seen));
}

int64_t RecordingClients::AskForTheHead(Stub& stub) {
  eventstore::v1::GetHeadResponse response;
  grpc::ClientContext context;
  Prepare(context);
  HeadSeen seen{.begin = absl::Now()};
  if (!stub.GetHead(&context, {}, &response).ok()) return 0;
  seen.end = absl::Now();
  seen.position = response.position();
  const std::lock_guard lock(mutex_);
  history_.heads.push_back(seen);
  return seen.position;
}

bool RecordingClients::AwaitAcknowledged(int more) const {
  const int wanted = acknowledged_ + more;
  return Eventually([&] { return acknowledged_ >= wanted; }, kPatience);
}

const History& RecordingClients::Stop() {
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  return history_;
}

}  // namespace sennight::testing
