#include "services/sennight/package/sennight/client.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/config/reader.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight {

absl::StatusOr<Client> Client::Make(const ClientOptions& options) {
  const rpc::ChannelSecurity security{.tls = {.certificate = options.certificate_file,
                                              .key = options.key_file,
                                              .ca = options.ca_file},
                                      .token_file = options.token_file};
  std::vector<std::string> mistakes;
  if (!config::IsAddress(options.endpoint)) {
    mistakes.push_back(absl::StrCat("endpoint: want ", std::string(config::kWantAddress),
                                    ", got \"", options.endpoint, "\""));
  }
  if (absl::Status status = rpc::CheckChannelSecurity(security); !status.ok()) {
    mistakes.emplace_back(status.message());
  }
  if (!options.token_file.empty() && options.ca_file.empty() &&
      !config::IsLocalAddress(options.endpoint)) {
    mistakes.emplace_back("token_file: the token would be sent in the clear; set ca_file");
  }
  if (options.timeout <= absl::ZeroDuration()) {
    mistakes.emplace_back("timeout: want more than nothing");
  }
  if (!mistakes.empty()) return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  return Client(rpc::Connect(options.endpoint, security), options.timeout);
}

Client::Client(std::shared_ptr<grpc::Channel> channel, absl::Duration timeout)
    : channel_(std::move(channel)), timeout_(timeout) {}

bool Client::Connect(absl::Duration patience) const {
  return channel_->WaitForConnected(absl::ToChronoTime(absl::Now() + patience));
}

void Client::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  rpc::PrepareContext(context, absl::Now() + timeout, "");
}

absl::Status Client::ToStatus(const grpc::Status& status) { return rpc::FromGrpcStatus(status); }

}  // namespace sennight
