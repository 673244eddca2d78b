// The sample digests in every format, as a person has read them.
#include <gtest/gtest.h>

#include "services/rendering/domain/email_html.h"
#include "services/rendering/domain/render.h"
#include "services/rendering/domain/theme.h"
#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

bool IsDrawn(v1::Format format) { return format >= v1::FORMAT_PDF; }

class GoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenTest, RendersTheSampleDigest) {
  const digest::v1::Digest digest = SampleDigest(GetParam());
  const v1::RenderOptions options = SampleOptions();
  for (const v1::FormatDescription& format : Formats()) {
    if (IsDrawn(format.format())) continue;  // Other versions of the libraries draw other bytes.
    const auto rendition = RenderDigest(digest, format.format(), options);
    ASSERT_THAT(rendition, testing::IsOk());
    EXPECT_TRUE(testing::MatchesGolden(
        rendition->content(),
        std::string("rendering/sample.") + GetParam() + "." + format.file_extension()));
  }
}

// The message itself is base64; this is the part of it that a person can read.
TEST_P(GoldenTest, WritesTheHtmlOfTheSampleEmail) {
  const digest::v1::Digest digest = SampleDigest(GetParam());
  const v1::RenderOptions options = SampleOptions();
  const DigestView view(digest, HanLatinGap::kSpace, ShippedThemes()[0]);
  EXPECT_TRUE(testing::MatchesGolden(
      WriteEmailHtml(view, {.web = SafeUrl::Parse(options.web_url()),
                            .unsubscribe = SafeUrl::Parse(options.unsubscribe_url())})
              .html +
          "\n",
      std::string("rendering/sample.") + GetParam() + ".email.html"));
}

INSTANTIATE_TEST_SUITE_P(Languages, GoldenTest, ::testing::Values("zh-CN", "en"),
                         [](const auto& param) { return std::string(param.param, 2); });

}  // namespace
}  // namespace sennight::rendering
