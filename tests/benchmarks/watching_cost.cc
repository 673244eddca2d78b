// What metrics, traces and log lines cost a call that does nothing:
//
//   watching_cost
//
// Two servers in this process are asked in turn, one without metrics, one with metrics and callers
// that name a trace; then the bookkeeping of a call is timed by itself.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/typed_service.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

namespace {

using sennight::eventstore::v1::EventStoreService;
using sennight::eventstore::v1::GetHeadRequest;
using sennight::eventstore::v1::GetHeadResponse;
namespace rpc = sennight::rpc;
namespace telemetry = sennight::telemetry;
namespace trace = sennight::trace;
using Clock = std::chrono::steady_clock;

constexpr int kWarmUp = 2'000;
constexpr int kRounds = 20'000;
constexpr int kBookings = 1'000'000;
constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

class Head final : public rpc::TypedService {
 public:
  explicit Head(rpc::Dispatcher& dispatcher) : TypedService(dispatcher) { Unary(&Head::Answer); }

 private:
  absl::StatusOr<GetHeadResponse> Answer(const rpc::Call& /*call*/, const GetHeadRequest&) {
    return GetHeadResponse();
  }
};

struct Served {
  explicit Served(telemetry::Metrics* metrics)
      : dispatcher(1, 100, access, metrics),
        service(dispatcher),
        server(*rpc::Server::Start({}, {.services = {&service}})),
        stub(EventStoreService::NewStub(server->InProcessChannel())) {}

  double Microseconds(bool names_trace) const {
    grpc::ClientContext context;
    trace::Origin origin{.request_id = "benchmark"};
    if (names_trace) origin.trace = trace::TraceContext::Parse(kTraceparent);
    rpc::PrepareContext(context, absl::Now() + absl::Seconds(20), origin);
    GetHeadResponse response;
    const Clock::time_point begin = Clock::now();
    if (!stub->GetHead(&context, {}, &response).ok()) std::fprintf(stderr, "a call failed\n");
    return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
  }

  rpc::Access access;
  rpc::Dispatcher dispatcher;
  Head service;
  std::unique_ptr<rpc::Server> server;
  std::unique_ptr<EventStoreService::Stub> stub;
};

double Median(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  return times[kRounds / 2];
}

// What a call adds: a method looked up, counted twice, a span, and waiting for a thread observed.
double NanosecondsOfBookkeeping(telemetry::Metrics& metrics) {
  rpc::Methods methods(&metrics);
  trace::IdSource ids(trace::RandomSeed());
  const telemetry::Histogram waiting =
      metrics.AddHistogram("sennight_waiting_seconds", "Waiting.", telemetry::WaitSeconds());
  size_t sum = 0;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < kBookings; ++i) {
    const rpc::Method& method = methods.Find("/sennight.eventstore.v1.EventStoreService/GetHead");
    method.CountBegin();
    sum += trace::TraceContext::Parse(kTraceparent)->Next(ids).span_id().size();
    waiting.Observe(0.0001);
    method.CountEnd(absl::StatusCode::kOk, absl::Milliseconds(2));
  }
  const std::chrono::duration<double, std::nano> elapsed = Clock::now() - begin;
  if (sum == 0) std::fprintf(stderr, "no spans\n");
  return elapsed.count() / kBookings;
}

}  // namespace

int main() {
  telemetry::Metrics metrics("benchmark");
  const Served bare(nullptr);
  const Served watched(&metrics);
  std::vector<double> without;
  std::vector<double> with;
  for (int i = -kWarmUp; i < kRounds; ++i) {
    const double one = bare.Microseconds(false);
    const double other = watched.Microseconds(true);
    if (i < 0) continue;
    without.push_back(one);
    with.push_back(other);
  }
  const double bare_us = Median(without);
  const double watched_us = Median(with);
  std::printf("without metrics and a trace %8.2f us\nwith both                   %8.2f us\n",
              bare_us, watched_us);
  std::printf("ratio                       %8.3f\nbookkeeping alone           %8.0f ns\n",
              watched_us / bare_us, NanosecondsOfBookkeeping(metrics));
  return 0;
}
