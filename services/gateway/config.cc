#include "services/gateway/config.h"

#include "common/rpc/server_settings.h"

namespace sennight::gateway {
namespace {

constexpr int kMostThreads = 256;
constexpr int kMostQueued = 100'000;
constexpr int kMostCacheEntries = 100'000;
constexpr int kMostCacheMegabytes = 16'384;

void ReadHttp(config::Reader& read, Config& config) {
  const HttpOptions defaults;
  HttpOptions& http = config.http;
  http.address =
      read.OptionalAddress("http-address", "127.0.0.1:7180",
                           "Where pages and calls in JSON are served over HTTP: host:port or "
                           "unix:/path; empty: nowhere.");
  http.threads = read.Int("http-threads", defaults.threads, 1, kMostThreads,
                          "HTTP connections that are served at once.");
  http.queue = read.Int("http-queue", defaults.queue, 1, kMostQueued,
                        "Most HTTP connections that wait for a thread.");
  http.tls = config.server.tls;
  if (http.address.empty()) return;
  read.Reject("http-address", rpc::CheckExposure(http.address, !http.tls.certificate.empty(),
                                                 config.server.is_insecure_wanted));
}

}  // namespace

absl::Status ReadConfig(config::Reader& read, Config& config) {
  const GatewayOptions defaults;
  config.server = rpc::ReadServerOptions(read, "127.0.0.1:7100");
  config.event_store_address =
      read.Address("event-store-address", "127.0.0.1:7101", "Where the event store is.");
  config.summarization_address = read.Address("summarization-address", "127.0.0.1:7102",
                                              "Where the summarization service is.");
  config.rendering_address =
      read.Address("rendering-address", "127.0.0.1:7103", "Where the rendering service is.");
  config.upstream = rpc::ReadUpstreamSecurity(read);
  for (const std::string& address :
       {config.event_store_address, config.summarization_address, config.rendering_address}) {
    if (config.server.is_insecure_wanted) break;
    read.Reject("upstream-token-file", rpc::CheckTokenExposure(address, config.upstream));
  }
  config.options.topics =
      read.File("topics", defaults.topics, "The folder of the topics' *.textproto files.");
  config.options.threads = read.Int("threads", defaults.threads, 1, kMostThreads,
                                    "Threads that wait for the other services.");
  config.options.queue =
      read.Int("queue", defaults.queue, 1, kMostQueued, "Most calls that wait for a thread.");
  config.options.cache_entries = read.Int("cache-entries", defaults.cache_entries, 0,
                                          kMostCacheEntries, "Most digests that are kept.");
  config.options.cache_megabytes =
      read.Int("cache-megabytes", defaults.cache_megabytes, 0, kMostCacheMegabytes,
               "Most memory that kept digests take.");
  ReadHttp(read, config);
  if (read.WantsHelp()) return absl::OkStatus();
  read.Reject("topics", Gateway::CheckTopics(config.options.topics));
  return read.Finish();
}

}  // namespace sennight::gateway
