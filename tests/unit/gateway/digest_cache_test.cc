#include "services/gateway/domain/digest_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace sennight::gateway {
namespace {

gateway::v1::ComposeDigestResponse Response(const std::string& title) {
  gateway::v1::ComposeDigestResponse response;
  response.mutable_digest()->mutable_title()->add_runs()->set_text(title);
  return response;
}

std::string TitleOf(const std::optional<gateway::v1::ComposeDigestResponse>& response) {
  return response ? response->digest().title().runs(0).text() : "nothing";
}

TEST(DigestCacheTest, KeepsWhatWasUsedLast) {
  DigestCache cache({.max_entries = 2});
  cache.Insert("a", Response("A"));
  cache.Insert("b", Response("B"));
  EXPECT_EQ(TitleOf(cache.Find("a")), "A");

  cache.Insert("c", Response("C"));

  EXPECT_EQ(TitleOf(cache.Find("a")), "A");
  EXPECT_EQ(TitleOf(cache.Find("b")), "nothing");
  EXPECT_EQ(TitleOf(cache.Find("c")), "C");
}

TEST(DigestCacheTest, KeepsNoMoreBytesThanAllowed) {
  DigestCache cache({.max_entries = 100, .max_bytes = 2500});
  for (int i = 0; i < 5; ++i) {
    cache.Insert(std::to_string(i), Response(std::string(1000, 'x')));
    EXPECT_LE(cache.bytes(), 2500u);
  }
  EXPECT_EQ(cache.entries(), 2u);

  cache.Insert("too large", Response(std::string(3000, 'x')));

  EXPECT_EQ(TitleOf(cache.Find("too large")), "nothing");
  EXPECT_EQ(cache.entries(), 2u);
}

TEST(DigestCacheTest, ReplacesWhatIsUnderTheSameKey) {
  DigestCache cache({});
  cache.Insert("a", Response("old"));
  const size_t bytes = cache.bytes();

  cache.Insert("a", Response("new"));

  EXPECT_EQ(TitleOf(cache.Find("a")), "new");
  EXPECT_EQ(cache.entries(), 1u);
  EXPECT_EQ(cache.bytes(), bytes);
}

TEST(DigestCacheTest, KeepsNothingIfItMayNot) {
  for (const DigestCache::Limits limits :
       {DigestCache::Limits{.max_entries = 0}, DigestCache::Limits{.max_bytes = 0}}) {
    DigestCache cache(limits);
    cache.Insert("a", Response("A"));
    EXPECT_EQ(TitleOf(cache.Find("a")), "nothing");
    EXPECT_EQ(cache.bytes(), 0u);
  }
}

TEST(DigestKeyTest, TellsEveryPartApart) {
  const DigestKey key{"hash", "2025-12-09", "2025-12-16", "en", 7, 1};
  for (auto change :
       {+[](DigestKey& it) { it.topic_hash = "other"; },
        +[](DigestKey& it) { it.window_start = "2025-12-10"; },
        +[](DigestKey& it) { it.window_end = "2025-12-17"; },
        +[](DigestKey& it) { it.language = "zh-CN"; },
        +[](DigestKey& it) { it.as_of_position = 8; }, +[](DigestKey& it) { it.epoch = 2; }}) {
    DigestKey other = key;
    change(other);
    EXPECT_NE(other.ToString(), key.ToString());
  }
}

}  // namespace
}  // namespace sennight::gateway
