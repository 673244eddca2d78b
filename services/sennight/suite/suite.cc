#include "services/sennight/suite/suite.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/config/reader.h"
#include "common/rpc/server.h"
#include "services/event_store/wiring.h"
#include "services/gateway/wiring.h"
#include "services/rendering/wiring.h"
#include "services/sennight/cluster/private_cluster.h"
#include "services/summarization/wiring.h"

namespace sennight::suite {
namespace {

using ServerOr = absl::StatusOr<std::unique_ptr<rpc::Server>>;

constexpr absl::Duration kDatabasePatience = absl::Seconds(60);

absl::StatusOr<std::unique_ptr<cluster::PrivateCluster>> StartDatabase(
    const SuiteOptions& options) {
  auto database = options.data_directory.empty()
                      ? cluster::PrivateCluster::StartTemporary("/tmp", options.postgres_binaries)
                      : cluster::PrivateCluster::Start({.directory = options.data_directory,
                                                        .binaries = options.postgres_binaries});
  if (database.ok()) return database;
  return absl::UnavailableError(database.status().message());
}

// Finds what is wrong with the options before there is a database that nobody will use.
absl::Status CheckOptions(const SuiteOptions& options) {
  std::vector<std::string> mistakes;
  for (const std::string& address : {options.gateway.address, options.http_address}) {
    if (address.empty() || config::IsAddress(address)) continue;
    mistakes.push_back(absl::StrCat("the gateway listens at \"", address, "\": want ",
                                    std::string(config::kWantAddress)));
  }
  if (absl::Status access = rpc::Access::Make(options.gateway.access).status(); !access.ok()) {
    mistakes.emplace_back(access.message());
  }
  if (absl::Status topics = gateway::Gateway::CheckTopics(options.topics.string()); !topics.ok()) {
    mistakes.emplace_back(topics.message());
  }
  if (mistakes.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

// A server that is reached in this process and, if there is an address, there.
ServerOr Embed(const std::string& address, const char* service_name, grpc::Service& service) {
  return rpc::Server::Start({.address = address, .service_names = {service_name}},
                            {.services = {&service}});
}

// The fonts are installed beside the topics; where they are not, rendering looks for its own.
rendering::RenderingOptions RenderingOf(const SuiteOptions& options) {
  const std::filesystem::path fonts = options.topics.parent_path() / "fonts";
  std::error_code error;
  if (!std::filesystem::is_directory(fonts, error)) return {};
  return {.fonts = fonts.string()};
}

}  // namespace

// In the order in which they are made; destroyed in the reverse, servers before what they serve.
struct Suite::Services {
  explicit Services(rendering::RenderingOptions options)
      : rendering(std::move(options), in_process) {}

  rpc::Access in_process;  // Of the services behind the gateway, which others do not reach.
  std::unique_ptr<cluster::PrivateCluster> cluster;  // None if the database is someone else's.
  std::string database;
  std::unique_ptr<event_store::EventStore> event_store;
  std::unique_ptr<rpc::Server> event_store_server;
  std::unique_ptr<event_store::DatabaseWatch> watch;
  summarization::Summarization summarization{{}, in_process};
  std::unique_ptr<rpc::Server> summarization_server;
  rendering::Rendering rendering;
  std::unique_ptr<rpc::Server> rendering_server;
  std::unique_ptr<rpc::Access> access;
  std::unique_ptr<gateway::Gateway> gateway;
  std::unique_ptr<rpc::Server> gateway_server;
  std::unique_ptr<gateway::HttpPort> http;  // Null if the gateway does not speak HTTP.
  std::string http_scheme;

  absl::Status StartEventStore(const SuiteOptions& options);
  absl::Status StartPureServices(const SuiteOptions& options);
  absl::Status StartGateway(const SuiteOptions& options);
};

absl::Status Suite::Services::StartEventStore(const SuiteOptions& options) {
  database = options.database;
  if (database.empty()) {
    auto started = StartDatabase(options);
    if (!started.ok()) return started.status();
    cluster = *std::move(started);
    database = cluster->ConnectionString();
  }
  event_store = std::make_unique<event_store::EventStore>(
      event_store::EventStoreOptions{.database = database, .now = options.now}, in_process);
  ServerOr server =
      Embed(options.services_address, event_store::kServiceName, event_store->service());
  if (!server.ok()) return server.status();
  event_store_server = *std::move(server);
  watch = std::make_unique<event_store::DatabaseWatch>(
      *event_store, [&s = *event_store_server](bool is_ready) { s.SetReady(is_ready); });
  return absl::OkStatus();
}

absl::Status Suite::Services::StartPureServices(const SuiteOptions& options) {
  ServerOr server =
      Embed(options.services_address, summarization::kServiceName, summarization.service());
  if (!server.ok()) return server.status();
  summarization_server = *std::move(server);
  server = Embed(options.services_address, rendering::kServiceName, rendering.service());
  if (!server.ok()) return server.status();
  rendering_server = *std::move(server);
  summarization_server->SetReady(true);
  rendering_server->SetReady(true);
  return absl::OkStatus();
}

absl::Status Suite::Services::StartGateway(const SuiteOptions& options) {
  auto known = rpc::Access::Make(options.gateway.access);
  if (!known.ok()) return known.status();
  access = *std::move(known);
  auto made = gateway::Gateway::Make({.topics = options.topics.string(), .now = options.now},
                                     {.event_store = event_store_server->InProcessChannel(),
                                      .summarization = summarization_server->InProcessChannel(),
                                      .rendering = rendering_server->InProcessChannel()},
                                     *access);
  if (!made.ok()) return made.status();
  gateway = *std::move(made);
  rpc::ServerOptions served = options.gateway;
  served.service_names = gateway::Gateway::service_names();
  ServerOr server = rpc::Server::Start(
      served, {.services = gateway->services(), .generic = &gateway->event_store_proxy()});
  if (!server.ok()) return server.status();
  gateway_server = *std::move(server);
  if (options.http_address.empty()) return absl::OkStatus();
  auto bound =
      gateway::HttpPort::Bind({.address = options.http_address, .tls = options.gateway.tls});
  if (!bound.ok()) return bound.status();
  http = *std::move(bound);
  http_scheme = options.gateway.tls.certificate.empty() ? "http://" : "https://";
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Suite>> Suite::Start(const SuiteOptions& options) {
  if (absl::Status s = CheckOptions(options); !s.ok()) return s;
  auto services = std::make_unique<Services>(RenderingOf(options));
  if (absl::Status s = services->StartEventStore(options); !s.ok()) return s;
  if (absl::Status s = services->StartPureServices(options); !s.ok()) return s;
  if (absl::Status s = services->StartGateway(options); !s.ok()) return s;
  if (!services->watch->AwaitReady(absl::Now() + kDatabasePatience)) {
    return absl::UnavailableError("the database did not become ready; the log says why");
  }
  services->gateway_server->SetReady(true);
  if (services->http != nullptr) {
    services->http->Serve(services->gateway_server->InProcessChannel(), *services->access,
                          options.now);
  }
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<Suite>(new Suite(std::move(services)));
}

Suite::Suite(std::unique_ptr<Services> services) : services_(std::move(services)) {}

Suite::~Suite() {
  services_->watch.reset();
  services_->gateway_server->Drain([this](absl::Duration grace) {
    services_->gateway->EndSubscriptions();
    if (services_->http != nullptr) services_->http->Drain(grace);
  });
  services_->rendering_server->Drain();
  services_->summarization_server->Drain();
  services_->event_store_server->Drain(
      [this](absl::Duration) { services_->event_store->EndSubscriptions(); });
}

std::shared_ptr<grpc::Channel> Suite::Gateway() const {
  return services_->gateway_server->InProcessChannel();
}

std::string Suite::Address() const { return services_->gateway_server->address(); }

std::string Suite::HttpUrl() const {
  if (services_->http == nullptr) return "";
  return absl::StrCat(services_->http_scheme, services_->http->address());
}

std::string Suite::Database() const { return services_->database; }

std::filesystem::path Suite::DataDirectory() const {
  return services_->cluster == nullptr ? std::filesystem::path() : services_->cluster->directory();
}

std::vector<Part> Suite::Parts() const {
  const auto part = [](const char* name, rpc::Server& server) {
    return Part{.name = name, .channel = server.InProcessChannel(), .address = server.address()};
  };
  return {part("gateway", *services_->gateway_server),
          part("event-store", *services_->event_store_server),
          part("summarization", *services_->summarization_server),
          part("rendering", *services_->rendering_server)};
}

}  // namespace sennight::suite
