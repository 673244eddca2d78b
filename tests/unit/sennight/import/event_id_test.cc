#include "services/sennight/import/event_id.h"

#include <gtest/gtest.h>

#include "tests/support/proto_matchers.h"

namespace sennight::importing {
namespace {

struct Vector {
  std::string event;
  std::string_view id;
};

// Computed with another program: UUIDv5 of the namespace and of the text in the comment.
class DerivedEventIdTest : public ::testing::TestWithParam<Vector> {};

TEST_P(DerivedEventIdTest, IsTheSameEverywhere) {
  const auto event = testing::ParseText<event::v1::Event>(GetParam().event);
  EXPECT_EQ(DerivedEventId(event), GetParam().id);
  EXPECT_TRUE(IsEventId(DerivedEventId(event)));
}

INSTANTIATE_TEST_SUITE_P(
    Vectors, DerivedEventIdTest,
    ::testing::Values(
        // cell-gene-therapy\nhttps://www.fda.gov/news?id=1\nFDA approves Waskyra
        Vector{R"pb(topic: "cell-gene-therapy"
                    title: "FDA approves Waskyra"
                    sources { url: "https://www.fda.gov/news?id=1" })pb",
               "e4c448a8-58ec-57f5-8c4a-4b5a86ce9b47"},
        // The same: neither tracking, nor a fragment, nor the rest of the event counts.
        Vector{R"pb(topic: "cell-gene-therapy"
                    title: "FDA approves Waskyra"
                    body: "More."
                    sources { publisher: "FDA" }
                    sources { url: "HTTPS://WWW.FDA.GOV:443/news?utm_source=x&id=1#top" })pb",
               "e4c448a8-58ec-57f5-8c4a-4b5a86ce9b47"},
        // cell-gene-therapy\n国家药监局\n首款干细胞药品获批\n2025-12-08
        Vector{R"pb(topic: "cell-gene-therapy"
                    title: "首款干细胞药品获批"
                    sources { publisher: "国家药监局" }
                    occurred { start: "2025-12-08" end: "2025-12-09" })pb",
               "b51fdb81-3284-51a4-aea6-e1198f098a63"},
        // t\nA\nT\n2025-12-09
        Vector{R"pb(topic: "t"
                    title: "T"
                    sources { publisher: "A" }
                    reported_time { seconds: 1765324799 })pb",
               "3a785830-4eb2-5905-820b-7e4b4c184fdf"}));

TEST(IsEventIdTest, WantsALowerCaseUuid) {
  EXPECT_TRUE(IsEventId("0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"));
  for (const std::string_view id :
       {"", "0D6F1A1E-6A0F-4C3E-9F0B-6F1F2A3B4C5D", "0d6f1a1e6a0f4c3e9f0b6f1f2a3b4c5d",
        "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5g", "{0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d}",
        "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d "}) {
    EXPECT_FALSE(IsEventId(id)) << id;
  }
}

}  // namespace
}  // namespace sennight::importing
