#include "common/rpc/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/config/reader.h"
#include "common/hash/hash.h"
#include "common/rpc/server_settings.h"
#include "common/status/status.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::rpc {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::IsOkAndHolds;
using ::sennight::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAnna[] = "anna-has-a-long-token";
constexpr char kBruno[] = "bruno-has-one-as-well";

class AccessTest : public ::testing::Test {
 protected:
  // Replaces the file, as a person or Kubernetes would: by a rename.
  void Write(const std::string& text) {
    const std::string written = file_ + ".new";
    std::ofstream(written) << text;
    std::filesystem::rename(written, file_);
  }

  std::unique_ptr<Access> WithTokens(const std::string& text) {
    Write(text);
    absl::StatusOr<std::unique_ptr<Access>> access =
        Access::Make({.token_file = file_, .forwarders = {"token:gateway"}});
    EXPECT_THAT(access, IsOk());
    return access.ok() ? *std::move(access) : nullptr;
  }

  static std::string Bearer(const std::string& token) { return "Bearer " + token; }

  const testing::TestFolder folder_;
  const std::string file_ = folder_.File("tokens");
};

TEST_F(AccessTest, KnowsACallerByATokenOrItsHash) {
  const auto access = WithTokens("# people\nanna " + std::string(kAnna) + "\n\nbruno sha256:" +
                                 hash::Sha256Hex(kBruno) + "   # in the office\n");
  EXPECT_THAT(access->Identify({.authorization = Bearer(kAnna)}), IsOkAndHolds("token:anna"));
  EXPECT_THAT(access->Identify({.authorization = Bearer(kBruno)}), IsOkAndHolds("token:bruno"));
  EXPECT_THAT(access->Identify({.authorization = "bearer " + std::string(kBruno)}),
              IsOkAndHolds("token:bruno"));
}

TEST_F(AccessTest, RefusesWhoeverShowsNoTokenOrAWrongOne) {
  const auto access = WithTokens("anna " + std::string(kAnna) + "\n");
  const absl::Status missing = access->Identify({}).status();
  EXPECT_THAT(missing, StatusIs(absl::StatusCode::kUnauthenticated, "authorization"));
  EXPECT_EQ(ReasonOf(missing), "TOKEN_MISSING");
  for (const std::string& shown :
       {Bearer(kBruno), std::string(kAnna), Bearer(""), "Basic " + std::string(kAnna),
        Bearer(hash::Sha256Hex(kAnna)), Bearer(kAnna) + " "}) {
    const absl::Status unknown = access->Identify({.authorization = shown}).status();
    EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kUnauthenticated, "not known")) << shown;
    EXPECT_EQ(ReasonOf(unknown), "TOKEN_UNKNOWN");
  }
}

TEST_F(AccessTest, ReadsTheTokensAgainWhenTheFileChanges) {
  const auto access = WithTokens("anna " + std::string(kAnna) + "\n");
  Write("bruno " + std::string(kBruno) + "\n");
  EXPECT_THAT(access->Identify({.authorization = Bearer(kBruno)}), IsOkAndHolds("token:bruno"));
  EXPECT_THAT(access->Identify({.authorization = Bearer(kAnna)}),
              StatusIs(absl::StatusCode::kUnauthenticated, "not known"));
}

TEST_F(AccessTest, KeepsTheTokensWhenTheFileIsGoneOrWrong) {
  const auto access = WithTokens("anna " + std::string(kAnna) + "\n");
  Write("anna\n");
  EXPECT_THAT(access->Identify({.authorization = Bearer(kAnna)}), IsOkAndHolds("token:anna"));
  std::filesystem::remove(file_);
  EXPECT_THAT(access->Identify({.authorization = Bearer(kAnna)}), IsOkAndHolds("token:anna"));
}

TEST_F(AccessTest, NamesEveryWrongLineButNoToken) {
  Write("anna\nbruno short\ncarl sha256:12\nd€ra a-token-that-is-long\nemma " + std::string(kAnna) +
        "\nfrank " + kAnna + "\n");
  const absl::Status status = Access::Make({.token_file = file_}).status();
  for (const char* line :
       {":1: want IDENTITY", ":2: a token has", ":3: want 64",
        ":4: the identity is too long or has", ":6: the token stands here twice"}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, line));
  }
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr(kAnna)));
}

TEST_F(AccessTest, RefusesAFileWithoutTokens) {
  Write("# nobody\n");
  EXPECT_THAT(Access::Make({.token_file = file_}),
              StatusIs(absl::StatusCode::kInvalidArgument, "holds no token"));
  EXPECT_THAT(Access::Make({.token_file = "/nowhere/tokens"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "cannot read /nowhere/tokens"));
}

TEST_F(AccessTest, KnowsACallerByTheCertificateThatWasVerified) {
  const auto access = *Access::Make({.certificates = true});
  EXPECT_THAT(access->Identify({.certificate = "spiffe://example/gateway"}),
              IsOkAndHolds("certificate:spiffe://example/gateway"));
  EXPECT_THAT(access->Identify({}), StatusIs(absl::StatusCode::kUnauthenticated, "authorization"));
  EXPECT_THAT(access->Identify({.certificate = "a name\nwith a line"}),
              StatusIs(absl::StatusCode::kUnauthenticated, "authorization"));
}

TEST_F(AccessTest, KnowsNoIdentityThatIsLongerThanTheRecordHolds) {
  const auto access = *Access::Make({.certificates = true});
  const std::string longest(kMaxActorBytes - std::string("certificate:").size(), 'n');
  EXPECT_THAT(access->Identify({.certificate = longest}), IsOkAndHolds("certificate:" + longest));
  EXPECT_THAT(access->Identify({.certificate = longest + "n"}),
              StatusIs(absl::StatusCode::kUnauthenticated, ""));
  Write(longest + "n " + kAnna + "\n");
  EXPECT_THAT(Access::Make({.token_file = file_}),
              StatusIs(absl::StatusCode::kInvalidArgument, "too long"));
}

TEST_F(AccessTest, LetsOnlyForwardersActForOthers) {
  const auto access = WithTokens("anna " + std::string(kAnna) + "\ngateway " + kBruno + "\n");
  EXPECT_THAT(access->Identify({.authorization = Bearer(kBruno), .acts_for = "token:carl"}),
              IsOkAndHolds("token:carl"));
  EXPECT_THAT(access->Identify({.authorization = Bearer(kAnna), .acts_for = "token:carl"}),
              IsOkAndHolds("token:anna"));
  EXPECT_THAT(access->Identify({.authorization = Bearer(kBruno), .acts_for = "a name\nand more"}),
              IsOkAndHolds("token:gateway"));
}

TEST_F(AccessTest, AsksForNothingUnlessToldTo) {
  const Access access;
  EXPECT_THAT(access.Identify({}), IsOkAndHolds(kAnonymous));
  EXPECT_THAT(access.Identify({.authorization = "Bearer x"}), IsOkAndHolds(kAnonymous));
  EXPECT_THAT(access.Identify({.acts_for = "token:anna"}), IsOkAndHolds("token:anna"));
  EXPECT_THAT(access.Identify({.in_process = true}), IsOkAndHolds(kLocal));
}

struct Exposure {
  const char* address;
  bool is_local;
};

TEST(ExposureTest, OnlyUnixSocketsAndLoopbackAddressesAreLocal) {
  for (const Exposure& given : std::vector<Exposure>{{"127.0.0.1:7100", true},
                                                     {"127.8.8.8:0", true},
                                                     {"[::1]:7100", true},
                                                     {"localhost:7100", true},
                                                     {"unix:/run/s", true},
                                                     {"0.0.0.0:7100", false},
                                                     {"[::]:7100", false},
                                                     {"10.0.0.1:7100", false},
                                                     {"128.0.0.1:7100", false},
                                                     {"localhost.example.org:7100", false},
                                                     {"127.0.0.1.example.org:7100", false},
                                                     {"dns:///127.0.0.1:7100", false}}) {
    EXPECT_EQ(config::IsLocalAddress(given.address), given.is_local) << given.address;
  }
}

absl::Status ReadServer(std::vector<std::string> arguments) {
  config::Reader read("APP", std::move(arguments), {});
  ReadServerOptions(read, "127.0.0.1:7100");
  return read.Finish();
}

TEST(ExposureTest, PlaintextForOtherMachinesIsRefusedUnlessItIsWanted) {
  EXPECT_THAT(ReadServer({}), IsOk());
  EXPECT_THAT(ReadServer({"--listen-address=0.0.0.0:7100"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--insecure"));
  EXPECT_THAT(ReadServer({"--listen-address=0.0.0.0:7100", "--insecure"}), IsOk());
  EXPECT_THAT(ReadServer({"--health-address=0.0.0.0:7190"}), IsOk());
}

TEST(ServerSettingsTest, TellsOfItselfOnThisMachineOnly) {
  EXPECT_THAT(ReadServer({"--debug-services"}), IsOk());
  EXPECT_THAT(ReadServer({"--debug-services", "--health-address=127.0.0.1:7190"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--debug-services"));
  EXPECT_THAT(ReadServer({"--debug-services", "--insecure", "--listen-address=0.0.0.0:7100"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--debug-services"));
}

TEST(ServerSettingsTest, NamesEveryFileThatCannotBeUsed) {
  const absl::Status status =
      ReadServer({"--tls-certificate=/nowhere/c", "--tls-client-ca=/nowhere/ca",
                  "--token-file=/nowhere/t", "--forwarders=a b"});
  for (const char* what : {"wanted together", "/nowhere/c", "/nowhere/ca", "/nowhere/t", "a b"}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, what));
  }
}

}  // namespace
}  // namespace sennight::rpc
