// How long a compose takes beside a bare round trip on the same channel:
//
//   compose_round_trips ENDPOINT [TOPIC WEEK LANGUAGE]
//
// Both are asked for in turn, so that what else the machine does meets both alike; the medians and
// their ratio are printed. Start the gateway with --cache-entries=0 to see composing, without to
// see the cache.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/sennight/client/health_check.h"

namespace {

using sennight::gateway::v1::ComposeDigestRequest;
using sennight::gateway::v1::ComposeDigestResponse;
using sennight::gateway::v1::DigestService;

constexpr int kWarmUp = 20;
constexpr int kRounds = 200;
constexpr absl::Duration kDeadline = absl::Seconds(20);

double MedianMicroseconds(std::vector<absl::Duration> times) {
  std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
  return absl::ToDoubleMicroseconds(times[kRounds / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 5) {
    std::fprintf(stderr, "usage: %s ENDPOINT [TOPIC WEEK LANGUAGE]\n", argv[0]);
    return 2;
  }
  ComposeDigestRequest request;
  request.set_topic(argc == 5 ? argv[2] : "cell-gene-therapy");
  request.set_week(argc == 5 ? argv[3] : "2025-W50");
  request.set_language(argc == 5 ? argv[4] : "zh-CN");
  const std::shared_ptr<grpc::Channel> channel = sennight::rpc::Connect(argv[1]);
  const auto digests = DigestService::NewStub(channel);

  std::vector<absl::Duration> bare;
  std::vector<absl::Duration> compose;
  ComposeDigestResponse response;
  for (int i = -kWarmUp; i < kRounds; ++i) {
    const absl::Time begin = absl::Now();
    const absl::Status health =
        sennight::client::IsServing(channel, "liveness", begin + kDeadline).status();
    const absl::Time between = absl::Now();
    grpc::ClientContext context;
    sennight::rpc::PrepareContext(context, between + kDeadline, "");
    response.Clear();
    const grpc::Status status = digests->ComposeDigest(&context, request, &response);
    const absl::Time end = absl::Now();
    if (!health.ok() || !status.ok()) {
      std::fprintf(stderr, "%s\n%s\n", health.ToString().c_str(), status.error_message().c_str());
      return 1;
    }
    if (i < 0) continue;
    bare.push_back(between - begin);
    compose.push_back(end - between);
  }
  const double bare_us = MedianMicroseconds(bare);
  const double compose_us = MedianMicroseconds(compose);
  std::printf("bare round trip %8.0f us\ncompose         %8.0f us%s\nratio           %8.1f\n",
              bare_us, compose_us, response.from_cache() ? " (from the cache)" : "",
              compose_us / bare_us);
  for (const auto& step : response.steps()) {
    std::printf("  %-16s %6.2f ms\n", step.step().c_str(),
                static_cast<double>(step.elapsed().nanos()) / 1e6);
  }
  return 0;
}
