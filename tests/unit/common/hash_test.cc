#include "common/hash/hash.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

#include "sennight/event/v1/event.pb.h"

namespace sennight::hash {
namespace {

// The vector of FIPS 180-2, appendix B.1.
TEST(HashTest, Sha256AgreesWithTheStandard) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256("abc").size(), 32u);
}

// RFC 4231, test case 2.
TEST(HashTest, HmacSha256AgreesWithTheStandard) {
  EXPECT_EQ(absl::BytesToHexString(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HashTest, TellsWhetherSecretsAreTheSame) {
  EXPECT_TRUE(SameSecret("", ""));
  EXPECT_TRUE(SameSecret("secret", "secret"));
  EXPECT_FALSE(SameSecret("secret", "secreT"));
  EXPECT_FALSE(SameSecret("secret", "secret1"));
}

// Python's uuid.uuid5(uuid.NAMESPACE_DNS, "python.org").
TEST(HashTest, UuidV5AgreesWithOtherImplementations) {
  EXPECT_EQ(UuidV5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "python.org"),
            "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

TEST(HashTest, EqualMapsHaveEqualBytesWhateverTheOrderOfInsertion) {
  event::v1::Event forwards;
  event::v1::Event backwards;
  for (int i = 0; i < 50; ++i) (*forwards.mutable_labels())[std::to_string(i)] = "x";
  for (int i = 49; i >= 0; --i) (*backwards.mutable_labels())[std::to_string(i)] = "x";

  EXPECT_EQ(DeterministicBytes(forwards), DeterministicBytes(backwards));
}

}  // namespace
}  // namespace sennight::hash
