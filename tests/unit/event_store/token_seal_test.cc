#include "services/event_store/domain/token_seal.h"

#include <gtest/gtest.h>

namespace sennight::event_store {
namespace {

constexpr char kKey[] = "sixteen bytes ok";

TEST(TokenSealTest, OpensWhatItSealed) {
  for (const char* token : {"", "AgAAAAE", "with.dots."}) {
    EXPECT_EQ(OpenToken(SealToken(token, kKey), kKey), token);
  }
}

TEST(TokenSealTest, IsTheSameForAllProgramsOfOneLog) {
  EXPECT_EQ(SealToken("AgAAAAE", kKey), "AgAAAAE.Anvow11anEjIpULEpI1cjQ");
}

TEST(TokenSealTest, RefusesWhatSomebodyElseSealedOrChanged) {
  const std::string sealed = SealToken("AgAAAAE", kKey);
  EXPECT_EQ(OpenToken(sealed, "another key of 16"), std::nullopt);
  EXPECT_EQ(OpenToken("", kKey), std::nullopt);
  EXPECT_EQ(OpenToken("AgAAAAE", kKey), std::nullopt);
  EXPECT_EQ(OpenToken(".", kKey), std::nullopt);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    EXPECT_EQ(OpenToken(changed, kKey), std::nullopt) << i;
    EXPECT_EQ(OpenToken(sealed.substr(0, i), kKey), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace sennight::event_store
