#include "common/url/mail_address.h"

#include <gtest/gtest.h>

#include <string>

namespace sennight::url {
namespace {

TEST(MailAddressTest, TakesWhatMayStandInAHeader) {
  for (const char* good : {"a@b", "editors@sennight.example.org", "a.b+c@x-y.z"}) {
    ASSERT_TRUE(MailAddress::Parse(good).has_value()) << good;
    EXPECT_EQ(MailAddress::Parse(good)->text(), good);
  }
  EXPECT_EQ(MailAddress::Parse("a@b.example")->domain(), "b.example");
}

TEST(MailAddressTest, RefusesEverythingElse) {
  for (const char* bad :
       {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "<a@b>", "a@b>", "a..b@c", ".a@b",
        "a@b.", "甲@b", "a@b,c@d", "\"a\"@b", "a@[127.0.0.1]", "mailto:a@b;c"}) {
    EXPECT_FALSE(MailAddress::Parse(bad).has_value()) << bad;
  }
  EXPECT_FALSE(MailAddress::Parse(std::string(kMaxMailAddressBytes - 1, 'a') + "@b").has_value());
}

}  // namespace
}  // namespace sennight::url
