#include "services/rendering/domain/safe_url.h"

#include <gtest/gtest.h>

#include "common/url/url.h"

namespace sennight::rendering {
namespace {

TEST(SafeUrlTest, TakesAddressesOfTheWeb) {
  const struct {
    const char* given;
    const char* text;
    const char* host;
  } cases[] = {
      {"https://www.fda.gov/a/b?c=d&e=f#g", "https://www.fda.gov/a/b?c=d&e=f#g", "www.fda.gov"},
      {"HTTP://Example.ORG:8080/x", "http://Example.ORG:8080/x", "example.org"},
      {"https://example.org", "https://example.org", "example.org"},
      {"https://example.org/新闻", "https://example.org/%E6%96%B0%E9%97%BB", "example.org"},
      {"https://example.org/a b(c)*'\"<>]", "https://example.org/a%20b%28c%29%2A%27%22%3C%3E%5D",
       "example.org"},
  };
  for (const auto& [given, text, host] : cases) {
    const auto url = SafeUrl::Parse(given);
    ASSERT_TRUE(url.has_value()) << given;
    EXPECT_EQ(url->text(), text);
    EXPECT_EQ(url->host(), host);
  }
}

TEST(SafeUrlTest, TakesNothingElse) {
  for (const char* given : {"",
                            "javascript:alert(1)",
                            "JaVaScRiPt:alert(1)",
                            "data:text/html,x",
                            "vbscript:x",
                            "file:///etc/passwd",
                            "ftp://example.org",
                            "//example.org/x",
                            "/x",
                            "example.org",
                            "https://",
                            "https:///path",
                            "https://user:pw@example.org/",
                            "https://user@example.org/",
                            "https://exa mple.org/",
                            "https://ex\u202Eample.org/",
                            "https://example.org:port/",
                            "https://例子.org/",
                            " https://example.org",
                            "https://example.org/\nSet-Cookie: x",
                            "https://[::1]/",
                            "java\tscript:alert(1)"}) {
    EXPECT_FALSE(SafeUrl::Parse(given).has_value()) << given;
  }
  EXPECT_FALSE(
      SafeUrl::Parse("https://example.org/" + std::string(url::kMaxUrlBytes, 'a')).has_value());
}

}  // namespace
}  // namespace sennight::rendering
