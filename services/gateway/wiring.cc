#include "services/gateway/wiring.h"

#include <chrono>
#include <utility>

#include "common/log/log.h"
#include "common/rpc/dispatcher.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "sennight/gateway/v1/topic_service.grpc.pb.h"
#include "services/gateway/adapters/digest_service.h"
#include "services/gateway/adapters/event_store_client.h"
#include "services/gateway/adapters/event_store_proxy.h"
#include "services/gateway/adapters/rendering_client.h"
#include "services/gateway/adapters/summarization_client.h"
#include "services/gateway/adapters/topic_files.h"
#include "services/gateway/adapters/topic_service.h"
#include "services/gateway/domain/digest_composer.h"
#include "services/gateway/domain/digest_verifier.h"

namespace sennight::gateway {
namespace {

absl::Duration MonotonicNow() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

DigestCache::Limits CacheLimits(const GatewayOptions& options) {
  return {.max_entries = static_cast<size_t>(options.cache_entries),
          .max_bytes = static_cast<size_t>(options.cache_megabytes) << 20};
}

}  // namespace

// In the order of construction: what comes later uses what comes before. The server has ended when
// they go, so no call is running.
struct Gateway::Parts {
  Parts(TopicCatalog topics, const GatewayOptions& options, const GatewayChannels& channels,
        const rpc::Access& access, telemetry::Metrics* metrics)
      : catalog(std::move(topics)),
        events(channels.event_store),
        summarizer(channels.summarization),
        renderer(channels.rendering),
        composer(catalog, events, summarizer, renderer,
                 {.now = options.now, .monotonic = MonotonicNow}, CacheLimits(options)),
        verifier(catalog, events, summarizer, options.now),
        dispatcher(options.threads, static_cast<size_t>(options.queue), access, metrics),
        digests(composer, verifier, dispatcher,
                metrics == nullptr ? DigestMeters() : DigestMeters(*metrics, catalog)),
        topic_service(catalog, dispatcher),
        proxy(channels.event_store, dispatcher) {}

  const TopicCatalog catalog;
  EventStoreClient events;
  SummarizationClient summarizer;
  RenderingClient renderer;
  DigestComposer composer;
  DigestVerifier verifier;
  rpc::Dispatcher dispatcher;
  DigestServiceAdapter digests;
  TopicServiceAdapter topic_service;
  EventStoreProxy proxy;
};

absl::Status Gateway::CheckTopics(const std::string& topics) { return LoadTopics(topics).status(); }

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Make(const GatewayOptions& options,
                                                       const GatewayChannels& channels,
                                                       const rpc::Access& access,
                                                       telemetry::Metrics* metrics) {
  absl::StatusOr<TopicCatalog> catalog = LoadTopics(options.topics);
  if (!catalog.ok()) return catalog.status();
  for (const auto& [id, covered] : catalog->topics()) {
    log::Info("covers a topic", {{"topic", id}, {"hash", covered.hash}});
  }
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<Gateway>(new Gateway(
      std::make_unique<Parts>(*std::move(catalog), options, channels, access, metrics)));
}

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Gateway::~Gateway() = default;

std::vector<grpc::Service*> Gateway::services() {
  return {&parts_->digests, &parts_->topic_service};
}

std::vector<std::string> Gateway::service_names() {
  return {v1::DigestService::service_full_name(), v1::TopicService::service_full_name()};
}

grpc::CallbackGenericService& Gateway::event_store_proxy() { return parts_->proxy; }

void Gateway::EndSubscriptions() { parts_->proxy.EndSubscriptions(); }

}  // namespace sennight::gateway
