#include "common/rpc/server_settings.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace sennight::rpc {
namespace {

void ReadAccess(config::Reader& read, AccessOptions& access) {
  access.token_file = read.File("token-file", "",
                                "Bearer tokens, one a line: IDENTITY sha256:HEX (or the token "
                                "itself). Calls without one are refused.");
  const std::string forwarders =
      read.String("forwarders", "",
                  "Identities, separated by commas, that may say for whom they act, such as "
                  "certificate:sennight-gateway.");
  access.forwarders = absl::StrSplit(forwarders, ',', absl::SkipEmpty());
  read.Reject("token-file", Access::Make({.token_file = access.token_file}).status());
  read.Reject("forwarders", Access::Make({.forwarders = access.forwarders}).status());
}

void ReadTls(config::Reader& read, TlsFiles& tls) {
  tls.certificate = read.File("tls-certificate", "",
                              "The server's certificate and its chain (PEM): speaks TLS. Renewed "
                              "files are used without a restart.");
  tls.key = read.File("tls-key", "", "The key of the certificate (PEM).");
  tls.ca = read.File("tls-client-ca", "",
                     "Clients must show a certificate of this CA (PEM), which identifies them.");
  read.Reject("tls-certificate", CheckTlsFiles(tls));
  if (!tls.ca.empty() && tls.certificate.empty()) {
    read.Reject("tls-client-ca", "wants --tls-certificate and --tls-key, too");
  }
}

log::Level ReadLevel(config::Reader& read) {
  return *log::ParseLevel(
      read.Choice("log-level", {"info", "debug", "warning", "error"},
                  "The least level that is logged; debug tells of every call."));
}

std::string ReadMetricsAddress(config::Reader& read) {
  std::string address = read.OptionalAddress(
      "metrics-address", "",
      "Where GET /metrics answers Prometheus, host:port, in plaintext; empty: nowhere.");
  if (address.rfind("unix:", 0) == 0 || address.rfind("dns:", 0) == 0) {
    read.Reject("metrics-address", absl::InvalidArgumentError("want host:port"));
  }
  return address;
}

}  // namespace

ServerOptions ReadServerOptions(config::Reader& read, std::string_view default_address) {
  ServerOptions options;
  options.address = read.Address("listen-address", default_address,
                                 "Where the service listens: host:port or unix:/path.");
  options.address_file =
      read.File("address-file", "", "A file that the bound addresses are written to.");
  options.health_address = read.OptionalAddress(
      "health-address", "",
      "A second address, in plaintext, that answers grpc.health.v1 and nothing else: "
      "Kubernetes' probes speak no TLS.");
  options.metrics_address = ReadMetricsAddress(read);
  ReadTls(read, options.tls);
  options.is_insecure_wanted = read.Bool(
      "insecure", false, "Permits plaintext on an address that other machines can reach.");
  ReadAccess(read, options.access);
  options.access.certificates = !options.tls.ca.empty();
  read.Reject("listen-address", CheckExposure(options.address, !options.tls.certificate.empty(),
                                              options.is_insecure_wanted));
  options.debug_services = read.Bool(
      "debug-services", false,
      "Answer reflection and channelz, to everybody: on an address of this machine only.");
  if (options.debug_services &&
      !(config::IsLocalAddress(options.address) && options.health_address.empty())) {
    read.Reject("debug-services",
                "tells everybody much: wants a --listen-address that only this machine can reach, "
                "and no --health-address");
  }
  options.drain_delay = read.Duration(
      "drain-delay", absl::ZeroDuration(), absl::ZeroDuration(), absl::Minutes(5),
      "At the end: how long calls are still taken while `readiness` says no, so that clients turn "
      "elsewhere.");
  options.drain_grace =
      read.Duration("drain-grace", absl::Seconds(10), absl::ZeroDuration(), absl::Minutes(5),
                    "At the end: how long calls that run may go on.");
  options.max_connection_age = read.Duration(
      "max-connection-age", absl::ZeroDuration(), absl::ZeroDuration(), absl::Hours(24),
      "When a connection is to be made anew, so that clients find new replicas; 0: never.");
  options.log_level = ReadLevel(read);
  options.check_only = read.Bool("check-config", false,
                                 "Checks the settings, then ends: 0, or 2 with what is wrong.");
  return options;
}

ChannelSecurity ReadUpstreamSecurity(config::Reader& read) {
  ChannelSecurity security;
  security.tls.ca = read.File("upstream-ca", "",
                              "The CA of the other services' certificates (PEM): speaks TLS to "
                              "them.");
  security.tls.certificate =
      read.File("upstream-certificate", "", "The certificate to show them (PEM).");
  security.tls.key = read.File("upstream-key", "", "The key of that certificate (PEM).");
  security.token_file =
      read.File("upstream-token-file", "", "A file with the bearer token to show them.");
  read.Reject("upstream-ca", CheckChannelSecurity(security));
  return security;
}

absl::Status CheckExposure(std::string_view address, bool is_encrypted, bool is_insecure_wanted) {
  if (is_encrypted || is_insecure_wanted || config::IsLocalAddress(address)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "other machines can reach ", std::string(address),
      ": want --tls-certificate and --tls-key, or --insecure if plaintext is what you want"));
}

}  // namespace sennight::rpc
