// The sample digests in every format, as a person has read them.
#include <gtest/gtest.h>

#include "services/rendering/domain/render.h"
#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

class GoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenTest, RendersTheSampleDigest) {
  const digest::v1::Digest digest = SampleDigest(GetParam());
  for (const v1::FormatDescription& format : Formats()) {
    const auto rendition = RenderDigest(digest, format.format());
    ASSERT_THAT(rendition, testing::IsOk());
    EXPECT_TRUE(testing::MatchesGolden(
        rendition->content(),
        std::string("rendering/sample.") + GetParam() + "." + format.file_extension()));
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, GoldenTest, ::testing::Values("zh-CN", "en"),
                         [](const auto& param) { return std::string(param.param, 2); });

}  // namespace
}  // namespace sennight::rendering
