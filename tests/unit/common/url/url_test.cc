#include "common/url/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace sennight::url {
namespace {

struct Spelling {
  std::string_view url;
  std::string_view canonical;
};

class CanonicalUrlTest : public ::testing::TestWithParam<Spelling> {};

TEST_P(CanonicalUrlTest, IsOneSpelling) {
  const absl::StatusOr<std::string> canonical = CanonicalUrl(GetParam().url);
  ASSERT_TRUE(canonical.ok()) << GetParam().url << ": " << canonical.status();
  EXPECT_EQ(*canonical, GetParam().canonical);
  EXPECT_EQ(*CanonicalUrl(*canonical), *canonical) << "once more";
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, CanonicalUrlTest,
    ::testing::Values(
        Spelling{"https://example.com", "https://example.com/"},
        Spelling{"HTTPS://Example.COM./A/b", "https://example.com/A/b"},
        Spelling{"http://example.com:80/", "http://example.com/"},
        Spelling{"https://example.com:443", "https://example.com/"},
        Spelling{"https://example.com:08443/", "https://example.com:8443/"},
        Spelling{"https://example.com:/x", "https://example.com/x"},
        Spelling{"https://example.com/a/./b/../c/", "https://example.com/a/c/"},
        Spelling{"https://example.com/../..", "https://example.com/"},
        Spelling{"https://example.com/a/..", "https://example.com/"},
        Spelling{"https://example.com/a//b", "https://example.com/a//b"},
        Spelling{"https://example.com/a#section", "https://example.com/a"},
        Spelling{"https://example.com?x=1", "https://example.com/?x=1"},
        Spelling{"https://example.com/?", "https://example.com/"},
        Spelling{"https://example.com/a/", "https://example.com/a/"},
        Spelling{"https://example.com/%7euser/%e4%bd%a0", "https://example.com/~user/%E4%BD%A0"},
        Spelling{"https://example.com/药?名=价",
                 "https://example.com/%E8%8D%AF?%E5%90%8D=%E4%BB%B7"},
        Spelling{"https://example.com/100%", "https://example.com/100%25"},
        Spelling{"https://example.com/a%2Fb", "https://example.com/a%2Fb"},
        Spelling{"https://example.com/?b=2&a=1&b=1", "https://example.com/?a=1&b=2&b=1"},
        Spelling{"https://example.com/?utm_source=x&UTM_Medium=y&id=3&fbclid=z",
                 "https://example.com/?id=3"},
        Spelling{"https://example.com/?spm=1&from=timeline&gclid=&mc_cid=5",
                 "https://example.com/"},
        Spelling{"https://example.com/?fromage=brie", "https://example.com/?fromage=brie"},
        Spelling{
            "https://mp.weixin.qq.com/s?__biz=MzA%3D%3D&mid=2&idx=1&sn=ab&chksm=cd&scene=27#rd",
            "https://mp.weixin.qq.com/s?__biz=MzA%3D%3D&idx=1&mid=2&sn=ab"},
        Spelling{"https://example.com/?scene=27", "https://example.com/?scene=27"},
        Spelling{"https://例子.中国/路", "https://xn--fsqu00a.xn--fiqs8s/%E8%B7%AF"},
        Spelling{"https://xn--fsqu00a.xn--fiqs8s/", "https://xn--fsqu00a.xn--fiqs8s/"},
        Spelling{"https://my_host.example.com/", "https://my_host.example.com/"},
        Spelling{"http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"},
        Spelling{"http://192.0.2.1/x", "http://192.0.2.1/x"},
        Spelling{"https://example.com/a?q=http://b@c/", "https://example.com/a?q=http://b@c/"}));

struct Refusal {
  std::string url;
  std::string_view reason;
};

class RefusedUrlTest : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedUrlTest, SaysWhatWasExpected) {
  EXPECT_THAT(CanonicalUrl(GetParam().url),
              sennight::testing::StatusIs(absl::StatusCode::kInvalidArgument,
                                          std::string(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(
    Refusals, RefusedUrlTest,
    ::testing::Values(
        Refusal{"", "absolute http or https"}, Refusal{"example.com/a", "absolute http or https"},
        Refusal{"/a/b", "absolute http or https"}, Refusal{"ftp://example.com/", "http or https"},
        Refusal{"javascript:alert(1)", "http or https"},
        Refusal{"javascript://example.com/%0Aalert(1)", "http or https"},
        Refusal{"data:text/html,x", "http or https"}, Refusal{"https:example.com", "http or https"},
        Refusal{"https://", "a host"}, Refusal{"https:///a", "a host"},
        Refusal{"https://?x", "a host"}, Refusal{"https://.", "host name"},
        Refusal{"https://a..b/", "host name"}, Refusal{"https://-a.com/", "host name"},
        Refusal{"https://a b.com/", "white space"}, Refusal{"https://a.com/b c", "white space"},
        Refusal{"https://a.com/b\u3000c", "white space"},
        Refusal{"https://a.com/\n", "white space"}, Refusal{"https://a.com/\x01", "control"},
        Refusal{std::string("https://a.com/\0", 15), "control"},
        Refusal{"https://a.com/\u202e", "bidirectional"},
        Refusal{"https://a\u200b.com/", "zero-width"}, Refusal{"https://a.com/\xFF", "UTF-8"},
        Refusal{"https://a.com\\@b.com/", "backslash"},
        Refusal{"https://user:pass@example.com/", "credentials"},
        Refusal{"https://user@example.com/", "credentials"}, Refusal{"https://a.com:0/", "port"},
        Refusal{"https://a.com:65536/", "port"}, Refusal{"https://a.com:8x/", "port"},
        Refusal{"https://a.com:99999999999/", "port"}, Refusal{"https://[::1/", "IPv6"},
        Refusal{"https://[zz::1]/", "IPv6"}, Refusal{"https://a.com/\"><script>", "want no"},
        Refusal{"https://a%2fb.com/", "host name"},
        Refusal{"https://" + std::string(64, 'a') + ".com/", "host name"},
        Refusal{"https://a.com/" + std::string(kMaxUrlBytes, 'x'), "at most 2048 bytes"}));

TEST(UrlTest, OfTheLargestSizeIsAccepted) {
  std::string url = "https://example.com/";
  url.append(kMaxUrlBytes - url.size(), 'x');
  EXPECT_TRUE(CanonicalUrl(url).ok());
}

TEST(UrlTest, HasParts) {
  const absl::StatusOr<Url> url = Url::Parse("HTTP://Example.com:8080/a/../b?x=1&utm_source=y#z");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->scheme(), "http");
  EXPECT_EQ(url->host(), "example.com");
  EXPECT_EQ(url->port(), "8080");
  EXPECT_EQ(url->path(), "/b");
  EXPECT_EQ(url->query(), "x=1&utm_source=y");
}

}  // namespace
}  // namespace sennight::url
