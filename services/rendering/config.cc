#include "services/rendering/config.h"

namespace sennight::rendering {
namespace {

constexpr int kMostThreads = 256;
constexpr int kMostQueued = 100'000;

}  // namespace

absl::Status ReadConfig(config::Reader& read, Config& config) {
  const RenderingOptions defaults;
  config.listen_address = read.Address("listen-address", "127.0.0.1:7103",
                                       "Where the service listens: host:port or unix:/path.");
  config.address_file =
      read.String("address-file", "", "A file that the bound address is written to.");
  config.options.threads = read.Int("threads", defaults.threads, 0, kMostThreads,
                                    "Threads that render; 0 means one for each core.");
  config.options.queue =
      read.Int("queue", defaults.queue, 1, kMostQueued, "Most calls that wait for a thread.");
  config.debug_services = read.Bool("debug-services", false, "Answer reflection and channelz.");
  config.drain_grace =
      read.Duration("drain-grace", absl::Seconds(10), absl::ZeroDuration(), absl::Minutes(5),
                    "How long calls that run may go on at the end.");
  return read.WantsHelp() ? absl::OkStatus() : read.Finish();
}

}  // namespace sennight::rendering
