// Real processes that reach each other over TLS, and people who show who they are.
#include <gmock/gmock.h>
#include <httplib.h>
#include <signal.h>

#include <fstream>

#include "services/sennight/cluster/private_cluster.h"
#include "tests/e2e/process.h"
#include "tests/support/certificates.h"
#include "tests/support/checkout.h"
#include "tests/support/golden.h"

namespace sennight::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kTopics = std::string("--topics=") + SENNIGHT_SOURCE_DIR + "/deploy/topics";
const std::string kSample =
    std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/offshore-wind-2025-W50.jsonl";

// Gateway and event store over mutual TLS; whoever calls the gateway shows a token.
class SecuredSuite : public ::testing::Test {
 protected:
  SecuredSuite() {
    const rpc::TlsFiles store = authority_.Issue("event-store");
    const rpc::TlsFiles gateway = authority_.Issue("gateway");
    Write("tokens", "anna a-token-of-anna-s\n");
    Write("token", "a-token-of-anna-s\n");
    auto database = cluster::PrivateCluster::StartTemporary();
    EXPECT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
    store_ = std::make_unique<Process>(
        "sennight-event-store",
        std::vector<std::string>{"--listen-address=127.0.0.1:0", "--address-file=" + Path("store"),
                                 "--tls-certificate=" + store.certificate, "--tls-key=" + store.key,
                                 "--tls-client-ca=" + store.ca,
                                 "--forwarders=certificate:spiffe://test/gateway",
                                 "--database=" + database_->ConnectionString()},
        folder_.path());
    EXPECT_TRUE(Eventually([this] { return !Address("store").empty(); })) << store_->Errors();
    gateway_ = std::make_unique<Process>(
        "sennight-gateway",
        std::vector<std::string>{
            "--listen-address=127.0.0.1:0", "--http-address=127.0.0.1:0",
            "--address-file=" + Path("gateway"), "--tls-certificate=" + gateway.certificate,
            "--tls-key=" + gateway.key, "--token-file=" + Path("tokens"),
            "--event-store-address=" + Address("store"), "--upstream-ca=" + gateway.ca,
            "--upstream-certificate=" + gateway.certificate, "--upstream-key=" + gateway.key,
            kTopics},
        folder_.path());
    EXPECT_TRUE(Eventually([this] { return !Address("gateway").empty(); })) << gateway_->Errors();
  }

  std::string Path(const std::string& name) const { return (folder_.path() / name).string(); }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
  }
  std::string Address(const std::string& name) const {
    const std::string content = ContentOf(Path(name));
    return content.substr(0, content.find('\n'));
  }

  // Runs `sennight` as a client of the gateway.
  Ended Run(std::vector<std::string> arguments, const std::vector<std::string>& shown) const {
    arguments.push_back("--endpoint=" + Address("gateway"));
    arguments.insert(arguments.end(), shown.begin(), shown.end());
    return RunProgram("sennight", arguments, folder_.path());
  }

  std::string Ca() const { return "--ca=" + authority_.file(); }
  std::string Token() const { return "--token-file=" + Path("token"); }

  TestFolder folder_;
  CertificateAuthority authority_{folder_.path().string(), "authority"};
  std::unique_ptr<cluster::PrivateCluster> database_;
  std::unique_ptr<Process> store_;
  std::unique_ptr<Process> gateway_;
};

TEST_F(SecuredSuite, RecordsWhoStoredAnEventBehindTheGateway) {
  Ended imported;
  ASSERT_TRUE(Eventually([&] {  // The store may still be making its schema.
    imported = Run({"import", "--topic=offshore-wind", kSample}, {Ca(), Token()});
    return imported.status != 3;
  }));
  ASSERT_EQ(imported.status, 0) << imported.err;

  const Ended listed = Run({"events", "--topic=offshore-wind", "--json"}, {Ca(), Token()});
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("\"recordedBy\":\"token:anna\""));
}

TEST_F(SecuredSuite, RefusesWhoeverDoesNotShowWhoTheyAre) {
  const Ended nobody = Run({"topics"}, {Ca()});
  EXPECT_EQ(nobody.status, 4);
  EXPECT_THAT(nobody.err, HasSubstr("authorization: Bearer TOKEN"));

  Write("wrong", "a-token-of-nobody\n");
  const Ended stranger = Run({"topics"}, {Ca(), "--token-file=" + Path("wrong")});
  EXPECT_EQ(stranger.status, 4);
  EXPECT_THAT(stranger.err, HasSubstr("the token is not known"));

  const Ended plain = Run({"topics"}, {Token()});
  EXPECT_EQ(plain.status, 3) << "plaintext";
}

TEST_F(SecuredSuite, TakesANewTokenWithoutARestart) {
  ASSERT_EQ(Run({"topics"}, {Ca(), Token()}).status, 0);
  Write("tokens", "anna another-token-of-anna-s\n");
  EXPECT_EQ(Run({"topics"}, {Ca(), Token()}).status, 4);
  Write("token", "another-token-of-anna-s\n");
  EXPECT_EQ(Run({"topics"}, {Ca(), Token()}).status, 0);
}

TEST_F(SecuredSuite, AsksTheSameOverHttp) {
  const std::string lines = ContentOf(Path("gateway"));
  const size_t at = lines.find("\nhttp ") + 6;
  httplib::Client client("https://" + lines.substr(at, lines.find('\n', at) - at));
  client.set_ca_cert_path(authority_.file());
  client.enable_server_certificate_verification(true);

  const auto nobody = client.Get("/offshore-wind");
  client.set_bearer_token_auth("a-token-of-anna-s");
  const auto anna = client.Get("/offshore-wind");

  ASSERT_TRUE(nobody) << httplib::to_string(nobody.error());
  EXPECT_EQ(nobody->status, 401);
  ASSERT_TRUE(anna);
  EXPECT_EQ(anna->status, 302);
  EXPECT_TRUE(anna->has_header("Strict-Transport-Security"));
}

struct Wrong {
  const char* program;
  std::vector<std::string> arguments;
  const char* said;
};

TEST(SettingsOfPrograms, AreCheckedBeforeAnythingIsStarted) {
  const TestFolder folder;
  const std::vector<Wrong> wrongs = {
      {"sennight-rendering", {"--listen-address=0.0.0.0:0"}, "--insecure"},
      {"sennight-summarization", {"--colour=red"}, "--colour: no such setting"},
      {"sennight-gateway", {"--topics=/nowhere", "--threads=x"}, "--topics"},
      {"sennight-gateway", {"--topics=/nowhere", "--threads=x"}, "--threads"},
      {"sennight-gateway", {"--http-address=0.0.0.0:7180"}, "--http-address"},
      {"sennight-event-store", {"--database=dbname=x nonsense"}, "libpq cannot read it"},
      {"sennight-event-store", {"--database=dbname=x password=y"}, "--database-file"},
      {"sennight", {"serve", "--ephemeral", "--grpc=0.0.0.0:0"}, "--insecure"},
  };
  for (const Wrong& wrong : wrongs) {
    const Ended ended = RunProgram(wrong.program, wrong.arguments, folder.path());
    EXPECT_EQ(ended.status, 2) << wrong.program << " " << wrong.arguments[0];
    EXPECT_THAT(ended.err, HasSubstr(wrong.said)) << wrong.program;
  }
}

TEST(SettingsOfPrograms, CanBeCheckedWithoutStarting) {
  const TestFolder folder;
  const Ended right = RunProgram(
      "sennight-event-store", {"--check-config", "--database=host=nowhere.invalid"}, folder.path());
  EXPECT_EQ(right.status, 0) << right.err;
  const Ended wrong = RunProgram("sennight-event-store",
                                 {"--check-config", "--database=x=y", "--queue=0"}, folder.path());
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("--queue"));
  EXPECT_THAT(wrong.err, Not(HasSubstr("listening")));
}

}  // namespace
}  // namespace sennight::testing
