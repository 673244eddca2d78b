// Who a client with a certificate is at both of the gateway's ports.
#include <gmock/gmock.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <filesystem>

#include "common/rpc/access.h"
#include "common/rpc/channel.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/gateway/adapters/http/http_server.h"
#include "tests/support/certificates.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"
#include "tests/unit/gateway/http/http_fixture.h"

namespace sennight::gateway::http {
namespace {

using testing::StatusIs;

class TlsKeysTest : public ::testing::Test {
 protected:
  const testing::TestFolder folder_;
  testing::CertificateAuthority ours_{folder_.path(), "ours"};
};

// Notes who calls.
class Naming final : public eventstore::v1::EventStoreService::Service {
 public:
  grpc::Status GetHead(grpc::ServerContext* context, const eventstore::v1::GetHeadRequest*,
                       eventstore::v1::GetHeadResponse*) override {
    name = rpc::CredentialsOf(*context).certificate;
    return grpc::Status::OK;
  }
  std::string name;
};

std::string NameOverGrpc(const rpc::TlsFiles& server_files, const rpc::TlsFiles& client_files) {
  Naming naming;
  int port = 0;
  const auto server =
      grpc::ServerBuilder()
          .AddListeningPort("127.0.0.1:0", rpc::ServerCredentialsOf(server_files), &port)
          .RegisterService(&naming)
          .BuildAndStart();
  const auto stub = eventstore::v1::EventStoreService::NewStub(
      rpc::Connect("127.0.0.1:" + std::to_string(port), {.tls = client_files}));
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  eventstore::v1::GetHeadResponse response;
  EXPECT_TRUE(stub->GetHead(&context, {}, &response).ok());
  return naming.name;
}

std::string NameOverHttp(const rpc::TlsFiles& server_files, const rpc::TlsFiles& client_files) {
  absl::StatusOr<Listener> listener = Listener::Bind("127.0.0.1:0");
  const HttpServer server(*std::move(listener), *TlsKeys::Load(server_files),
                          {.refuse = [](Request&) { return std::nullopt; },
                           .answer =
                               [](const Request& request) {
                                 return Response{.content_type = "text/plain",
                                                 .body = request.certificate_identity};
                               }},
                          {});
  httplib::Client client("https://" + server.address(), client_files.certificate, client_files.key);
  client.set_ca_cert_path(client_files.ca.c_str());
  const auto answer = client.Get("/");
  return answer ? answer->body : httplib::to_string(answer.error());
}

TEST_F(TlsKeysTest, BothPortsNameAClientTheSame) {
  const rpc::TlsFiles server = ours_.Issue("server");
  const std::pair<const char*, const char*> cases[] = {
      {"URI:spiffe://test/one,DNS:a.test", "spiffe://test/one"},
      {"DNS:a.test,URI:https://test/page,URI:spiffe://test/two", "https://test/page"},
      {"URI:spiffe://test/one,URI:spiffe://test/two", "spiffe://test/one"},
      {"DNS:a.test,DNS:b.test", "a.test"},
      {"IP:127.0.0.1", "client"}};
  for (const auto& [names, wanted] : cases) {
    const rpc::TlsFiles client = ours_.Issue("client", names);
    EXPECT_EQ(NameOverGrpc(server, client), wanted) << names;
    EXPECT_EQ(NameOverHttp(server, client), wanted) << names;
  }
}

TEST_F(TlsKeysTest, RefuseAKeyThatWantsAPassPhrase) {
  const rpc::TlsFiles files = ours_.Issue("server");
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  std::FILE* const file = std::fopen(files.key.c_str(), "we");
  PEM_write_PrivateKey(file, key, EVP_aes_256_cbc(),
                       reinterpret_cast<const unsigned char*>("secret"), 6, nullptr, nullptr);
  std::fclose(file);
  EVP_PKEY_free(key);

  EXPECT_THAT(TlsKeys::Load(files).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read the key"));
}

}  // namespace
}  // namespace sennight::gateway::http
