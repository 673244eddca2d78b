#include "services/sennight/package/sennight/client.h"

#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight {
namespace {

// The options, read; and what is wrong with them.
class Files {
 public:
  // Returns what the file holds; empty if there is no path.
  std::string Read(const char* option, const std::string& path) {
    if (path.empty()) return "";
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file || content.str().empty()) Reject(option, "want a file that can be read, got " + path);
    return content.str();
  }

  void Reject(const char* option, const std::string& words) {
    mistakes_.push_back(absl::StrCat(option, ": ", words));
  }

  absl::Status status() const {
    if (mistakes_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrJoin(mistakes_, "\n"));
  }

 private:
  std::vector<std::string> mistakes_;
};

bool StaysOnThisMachine(const std::string& endpoint) {
  return absl::StartsWith(endpoint, "unix:") || absl::StartsWith(endpoint, "127.") ||
         absl::StartsWith(endpoint, "[::1]:") || absl::StartsWith(endpoint, "localhost:");
}

std::string FirstLine(const std::string& text) {
  return std::string(absl::StripSuffix(text.substr(0, text.find('\n')), "\r"));
}

}  // namespace

absl::StatusOr<Client> Client::Make(const ClientOptions& options) {
  Files files;
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = files.Read("ca_file", options.ca_file);
  tls.pem_cert_chain = files.Read("certificate_file", options.certificate_file);
  tls.pem_private_key = files.Read("key_file", options.key_file);
  const std::string token = FirstLine(files.Read("token_file", options.token_file));
  const bool has_tls = !options.ca_file.empty();
  if (options.endpoint.empty()) files.Reject("endpoint", "want an address such as 127.0.0.1:7100");
  if (options.certificate_file.empty() != options.key_file.empty()) {
    files.Reject("key_file", "a certificate and its key belong together");
  }
  if (!options.certificate_file.empty() && !has_tls) {
    files.Reject("certificate_file", "is of use with ca_file only");
  }
  if (!token.empty() && !has_tls && !StaysOnThisMachine(options.endpoint)) {
    files.Reject("token_file", "would be sent in the clear; set ca_file");
  }
  if (options.timeout <= absl::ZeroDuration()) {
    files.Reject("timeout", "want more than nothing");
  }
  if (absl::Status status = files.status(); !status.ok()) return status;
  Client client(grpc::CreateCustomChannel(
                    options.endpoint,
                    has_tls ? grpc::SslCredentials(tls) : grpc::InsecureChannelCredentials(),
                    rpc::ChannelSettings()),
                options.timeout);
  client.token_ = token;
  return client;
}

Client::Client(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout)
    : channel_(std::move(channel)), timeout_(timeout) {}

bool Client::Connect(absl::Duration patience) const {
  return channel_->WaitForConnected(absl::ToChronoTime(absl::Now() + patience));
}

void Client::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  rpc::PrepareContext(context, absl::Now() + timeout, "");
  if (!token_.empty()) context.AddMetadata("authorization", "Bearer " + token_);
}

absl::Status Client::ToStatus(const grpc::Status& status) { return rpc::FromGrpcStatus(status); }

}  // namespace sennight
