#include "common/rpc/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/typed_service.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/support/certificates.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::rpc {
namespace {

using eventstore::v1::EventStoreService;
using eventstore::v1::GetHeadRequest;
using eventstore::v1::GetHeadResponse;
using ::sennight::testing::CertificateAuthority;
using ::sennight::testing::Eventually;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

// Remembers who called last.
class Remembering final : public TypedService {
 public:
  explicit Remembering(Dispatcher& dispatcher) : TypedService(dispatcher) {
    Unary(&Remembering::Head);
  }

  std::string last_actor;

 private:
  absl::StatusOr<GetHeadResponse> Head(const Call& call, const GetHeadRequest& /*request*/) {
    last_actor = call.actor();
    return GetHeadResponse();
  }
};

class TlsTest : public ::testing::Test {
 protected:
  void Serve(const TlsFiles& tls, const AccessOptions& access = {}) {
    access_ = *Access::Make(access);
    dispatcher_ = std::make_unique<Dispatcher>(1, 8, *access_);
    service_ = std::make_unique<Remembering>(*dispatcher_);
    auto server = Server::Start({.address = "127.0.0.1:0", .tls = tls, .access = access},
                                {.services = {service_.get()}});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  // Calls on a connection of its own.
  absl::Status Call(const ChannelSecurity& security) {
    const auto stub = EventStoreService::NewStub(Connect(server_->address(), security));
    grpc::ClientContext context;
    PrepareContext(context, absl::Now() + absl::Seconds(20), "");
    GetHeadResponse response;
    return FromGrpcStatus(stub->GetHead(&context, {}, &response));
  }

  const testing::TestFolder test_folder_;
  const std::string folder_ = test_folder_.path();
  std::unique_ptr<Access> access_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Remembering> service_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, AServerProvesItselfToItsClients) {
  CertificateAuthority ours(folder_, "ours");
  const CertificateAuthority other(folder_, "other");
  TlsFiles server = ours.Issue("server");
  server.ca.clear();
  Serve(server);

  EXPECT_THAT(Call({.tls = {.ca = ours.file()}}), IsOk());
  EXPECT_EQ(service_->last_actor, kAnonymous);
  EXPECT_THAT(Call({.tls = {.ca = other.file()}}), StatusIs(absl::StatusCode::kUnavailable, ""));
  EXPECT_THAT(Call({}), StatusIs(absl::StatusCode::kUnavailable, "")) << "plaintext";
}

TEST_F(TlsTest, AClientProvesItselfByItsCertificate) {
  CertificateAuthority ours(folder_, "ours");
  CertificateAuthority other(folder_, "other");
  Serve(ours.Issue("server"), {.certificates = true});

  EXPECT_THAT(Call({.tls = ours.Issue("importer")}), IsOk());
  EXPECT_EQ(service_->last_actor, "certificate:spiffe://test/importer");
  EXPECT_THAT(Call({.tls = {.ca = ours.file()}}), StatusIs(absl::StatusCode::kUnavailable, ""));
  TlsFiles strange = other.Issue("stranger");
  strange.ca = ours.file();
  EXPECT_THAT(Call({.tls = strange}), StatusIs(absl::StatusCode::kUnavailable, ""));
}

TEST_F(TlsTest, AClientProvesItselfByAToken) {
  CertificateAuthority ours(folder_, "ours");
  TlsFiles server = ours.Issue("server");
  server.ca.clear();
  std::ofstream(folder_ + "/tokens") << "anna a-token-that-is-long\n";
  std::ofstream(folder_ + "/token") << "a-token-that-is-long\n";
  Serve(server, {.token_file = folder_ + "/tokens"});

  EXPECT_THAT(Call({.tls = {.ca = ours.file()}, .token_file = folder_ + "/token"}), IsOk());
  EXPECT_EQ(service_->last_actor, "token:anna");
  EXPECT_THAT(Call({.tls = {.ca = ours.file()}}),
              StatusIs(absl::StatusCode::kUnauthenticated, "authorization"));
}

TEST_F(TlsTest, ARenewedCertificateIsServedWithoutARestart) {
  CertificateAuthority before(folder_, "before");
  CertificateAuthority after(folder_, "after");
  TlsFiles server = before.Issue("server");
  server.ca.clear();
  Serve(server);
  ASSERT_THAT(Call({.tls = {.ca = before.file()}}), IsOk());

  after.Issue("server");  // The same files.

  EXPECT_TRUE(Eventually([&] { return Call({.tls = {.ca = after.file()}}).ok(); }));
  EXPECT_THAT(Call({.tls = {.ca = before.file()}}), StatusIs(absl::StatusCode::kUnavailable, ""));
}

TEST_F(TlsTest, TheHealthAddressAnswersHealthChecksInPlaintextAndNothingElse) {
  CertificateAuthority ours(folder_, "ours");
  const TlsFiles tls = ours.Issue("server");
  const std::string addresses = folder_ + "/addresses";
  Serve(tls, {.certificates = true});
  server_.reset();
  service_ = std::make_unique<Remembering>(*dispatcher_);
  auto server = Server::Start({.address = "127.0.0.1:0",
                               .address_file = addresses,
                               .health_address = "127.0.0.1:0",
                               .tls = tls},
                              {.services = {service_.get()}});
  ASSERT_THAT(server, IsOk());

  std::ifstream file(addresses);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, (*server)->address());
  std::getline(file, line);
  ASSERT_EQ(line.rfind("health 127.0.0.1:", 0), 0u) << line;
  const auto stub = EventStoreService::NewStub(Connect(line.substr(line.find(' ') + 1)));
  grpc::ClientContext context;
  PrepareContext(context, absl::Now() + absl::Seconds(20), "");
  GetHeadResponse response;
  EXPECT_THAT(FromGrpcStatus(stub->GetHead(&context, {}, &response)),
              StatusIs(absl::StatusCode::kUnimplemented, ""));
}

TEST_F(TlsTest, NamesWhatIsWrongWithFiles) {
  CertificateAuthority ours(folder_, "ours");
  const TlsFiles good = ours.Issue("good");
  const TlsFiles other = ours.Issue("other");
  std::ofstream(folder_ + "/text") << "no certificate\n";
  const std::string text = folder_ + "/text";
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

  EXPECT_THAT(CheckTlsFiles(good), IsOk());
  EXPECT_THAT(CheckTlsFiles({}), IsOk());
  EXPECT_THAT(CheckTlsFiles({.certificate = good.certificate}), StatusIs(kInvalid, "together"));
  EXPECT_THAT(CheckTlsFiles({.certificate = good.certificate, .key = other.key}),
              StatusIs(kInvalid, "is not the key of the certificate"));
  EXPECT_THAT(CheckTlsFiles({.certificate = text, .key = text}),
              StatusIs(kInvalid, "holds no PEM certificate"));
  EXPECT_THAT(CheckTlsFiles({.certificate = text, .key = text}),
              StatusIs(kInvalid, "holds no PEM private key"));
  EXPECT_THAT(CheckTlsFiles({.ca = "/nowhere"}), StatusIs(kInvalid, "cannot read /nowhere"));
  EXPECT_THAT(CheckChannelSecurity({.tls = {.certificate = good.certificate, .key = good.key}}),
              StatusIs(kInvalid, "name the CA"));
  EXPECT_THAT(CheckChannelSecurity({.token_file = "/nowhere"}), StatusIs(kInvalid, "no token"));
}

// gRPC ends the process that sends such metadata, and says in the log what it was.
TEST_F(TlsTest, ShowsNoTokenThatAHeaderCannotHold) {
  const std::string token = folder_ + "/token";
  for (const char* content : {"\xef\xbb\xbf"
                              "a-token-that-is-long",
                              "caf\xc3\xa9-caf\xc3\xa9-caf\xc3\xa9", "a\x01token-that-is-long"}) {
    std::ofstream(token) << content << "\n";
    EXPECT_THAT(CheckChannelSecurity({.token_file = token}),
                StatusIs(absl::StatusCode::kInvalidArgument, "no token can be read"));
  }
  Serve({});
  EXPECT_THAT(Call({.token_file = token}), IsOk()) << "as if there were none";
}

TEST_F(TlsTest, SendsNothingThatAHeaderCannotHold) {
  Serve({});
  const auto stub = EventStoreService::NewStub(Connect(server_->address()));
  grpc::ClientContext context;
  PrepareContext(context, absl::Now() + absl::Seconds(20),
                 trace::Origin{.request_id = "caf\xc3\xa9", .actor = "a\nb"});
  GetHeadResponse response;
  EXPECT_THAT(FromGrpcStatus(stub->GetHead(&context, {}, &response)), IsOk());
}

TEST(TokenExposureTest, NoTokenTravelsToOtherMachinesInPlaintext) {
  const ChannelSecurity plaintext{.token_file = "token"};
  EXPECT_THAT(CheckTokenExposure("10.0.0.1:7100", plaintext),
              StatusIs(absl::StatusCode::kInvalidArgument, "in plaintext"));
  EXPECT_THAT(CheckTokenExposure("dns:///store:7101", plaintext),
              StatusIs(absl::StatusCode::kInvalidArgument, "in plaintext"));
  EXPECT_THAT(CheckTokenExposure("127.0.0.1:7100", plaintext), IsOk());
  EXPECT_THAT(CheckTokenExposure("unix:/run/s", plaintext), IsOk());
  EXPECT_THAT(CheckTokenExposure("10.0.0.1:7100", {}), IsOk());
  EXPECT_THAT(CheckTokenExposure("10.0.0.1:7100", {.tls = {.ca = "ca"}, .token_file = "token"}),
              IsOk());
}

}  // namespace
}  // namespace sennight::rpc
