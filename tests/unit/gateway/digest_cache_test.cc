#include "services/gateway/domain/digest_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace sennight::gateway {
namespace {

std::string Found(const std::optional<std::string>& digest) { return digest.value_or("nothing"); }

TEST(DigestCacheTest, KeepsWhatWasUsedLast) {
  DigestCache cache({.max_entries = 2});
  cache.Insert("a", "A");
  cache.Insert("b", "B");
  EXPECT_EQ(Found(cache.Find("a")), "A");

  cache.Insert("c", "C");

  EXPECT_EQ(Found(cache.Find("a")), "A");
  EXPECT_EQ(Found(cache.Find("b")), "nothing");
  EXPECT_EQ(Found(cache.Find("c")), "C");
}

TEST(DigestCacheTest, KeepsNoMoreBytesThanAllowed) {
  DigestCache cache({.max_entries = 100, .max_bytes = 2500});
  for (int i = 0; i < 5; ++i) {
    cache.Insert(std::to_string(i), std::string(1000, 'x'));
    EXPECT_LE(cache.bytes(), 2500u);
  }
  EXPECT_EQ(cache.entries(), 2u);

  cache.Insert("too large", std::string(3000, 'x'));

  EXPECT_EQ(Found(cache.Find("too large")), "nothing");
  EXPECT_EQ(cache.entries(), 2u);
}

TEST(DigestCacheTest, ReplacesWhatIsUnderTheSameKey) {
  DigestCache cache({});
  cache.Insert("a", "old");
  const size_t bytes = cache.bytes();

  cache.Insert("a", "new");

  EXPECT_EQ(Found(cache.Find("a")), "new");
  EXPECT_EQ(cache.entries(), 1u);
  EXPECT_EQ(cache.bytes(), bytes);
}

TEST(DigestCacheTest, KeepsNothingIfItMayNot) {
  for (const DigestCache::Limits limits :
       {DigestCache::Limits{.max_entries = 0}, DigestCache::Limits{.max_bytes = 0}}) {
    DigestCache cache(limits);
    cache.Insert("a", "A");
    EXPECT_EQ(Found(cache.Find("a")), "nothing");
    EXPECT_EQ(cache.bytes(), 0u);
  }
}

TEST(DigestCacheTest, KnowsWhetherAnythingIsKeptOfAWindow) {
  const DigestKey key{"engine/1", "hash", "2025-12-09", "2025-12-16", "en", 7, 1};
  DigestCache cache({.max_entries = 1});
  EXPECT_FALSE(cache.HasAny(key.Stem()));
  cache.Insert(key.ToString(), "A");
  DigestKey later = key;
  later.as_of_position = 70;
  later.epoch = 2;
  EXPECT_TRUE(cache.HasAny(later.Stem()));
  for (auto change : {+[](DigestKey& it) { it.engine_version = "engine/2"; },
                      +[](DigestKey& it) { it.window_end = "2025-12-17"; },
                      +[](DigestKey& it) { it.language = "e"; }}) {
    DigestKey other = key;
    change(other);
    EXPECT_FALSE(cache.HasAny(other.Stem()));
  }
  cache.Insert("something else", "B");
  EXPECT_FALSE(cache.HasAny(key.Stem()));
}

TEST(DigestKeyTest, TellsEveryPartApart) {
  const DigestKey key{"engine/1", "hash", "2025-12-09", "2025-12-16", "en", 7, 1};
  for (auto change :
       {+[](DigestKey& it) { it.engine_version = "engine/2"; },
        +[](DigestKey& it) { it.topic_hash = "other"; },
        +[](DigestKey& it) { it.window_start = "2025-12-10"; },
        +[](DigestKey& it) { it.window_end = "2025-12-17"; },
        +[](DigestKey& it) { it.language = "zh-CN"; },
        +[](DigestKey& it) { it.as_of_position = 8; }, +[](DigestKey& it) { it.epoch = 2; },
        +[](DigestKey& it) { it.erased_position = 9; }}) {
    DigestKey other = key;
    change(other);
    EXPECT_NE(other.ToString(), key.ToString());
  }
}

}  // namespace
}  // namespace sennight::gateway
