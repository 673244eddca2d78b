#include "services/rendering/domain/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <google/protobuf/util/json_util.h>

#include "services/rendering/domain/limits.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using testing::IsOk;
using testing::StatusIs;

TEST(RenderTest, ListsTheFormats) {
  std::vector<std::string> formats;
  for (const v1::FormatDescription& format : Formats()) {
    formats.push_back(format.name() + " " + format.file_extension() + " " + format.content_type());
  }
  EXPECT_THAT(
      formats,
      ElementsAre("web html text/html; charset=utf-8",
                  "wechat wechat.html text/html; charset=utf-8",
                  "markdown md text/markdown; charset=utf-8", "text txt text/plain; charset=utf-8",
                  "json json application/json", "email eml message/rfc822",
                  "atom atom.xml application/atom+xml; charset=utf-8",
                  "rss rss.xml application/rss+xml; charset=utf-8",
                  "jsonfeed feed.json application/feed+json", "pdf pdf application/pdf",
                  "cover cover.png image/png", "square_cover square.png image/png",
                  "share_card card.png image/png"));
}

TEST(RenderTest, NamesTheFileByTopicWeekAndLanguage) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  EXPECT_EQ(RenderDigest(digest, v1::FORMAT_WEB)->file_name(),
            "cell-gene-therapy-2025-W50.zh-CN.html");
  digest.clear_week();
  digest.set_topic("../../etc/passwd");
  EXPECT_EQ(RenderDigest(digest, v1::FORMAT_TEXT)->file_name(),
            "------etc-passwd-2025-12-09-to-2025-12-16.zh-CN.txt");
}

TEST(RenderTest, RefusesWhatIsNoFormatAndWhatIsNoDigest) {
  EXPECT_THAT(RenderDigest(EmptyDigest(), v1::FORMAT_UNSPECIFIED),
              StatusIs(StatusCode::kInvalidArgument, "format: want one of those"));
  EXPECT_THAT(RenderDigest(EmptyDigest(), static_cast<v1::Format>(7)),
              StatusIs(StatusCode::kInvalidArgument, "format: want one of those"));
  EXPECT_THAT(RenderDigest({}, v1::FORMAT_WEB),
              StatusIs(StatusCode::kInvalidArgument, "digest.window"));
}

TEST(RenderTest, GivesTheSameBytesAgain) {
  const digest::v1::Digest digest = SampleDigest("zh-CN");
  const digest::v1::Digest copy = digest;
  for (const v1::FormatDescription& format : Formats()) {
    EXPECT_EQ(RenderDigest(digest, format.format(), {}, FontFolder())->content(),
              RenderDigest(copy, format.format(), {}, FontFolder())->content());
  }
}

TEST(RenderTest, GivesJsonThatIsTheDigestAgain) {
  const digest::v1::Digest digest = SampleDigest("zh-CN");
  const auto rendition = RenderDigest(digest, v1::FORMAT_JSON);
  digest::v1::Digest parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(rendition->content(), &parsed).ok());
  EXPECT_THAT(parsed, testing::EqualsProto(digest));
  EXPECT_THAT(rendition->content(), ::testing::HasSubstr("\"asOfPosition\": \"34\""));
}

TEST(RenderTest, TypesetsNothingInJson) {
  digest::v1::Digest digest = EmptyDigest();
  SetText("CAR\u2011T药物,获批(一款)", digest.mutable_title());
  EXPECT_THAT(RenderDigest(digest, v1::FORMAT_JSON)->content(),
              ::testing::HasSubstr("CAR\u2011T药物,获批(一款)"));
}

// What every format must survive: the digests are odd, but valid.
class AnyDigestTest : public ::testing::TestWithParam<v1::Format> {
 protected:
  std::string Render(const digest::v1::Digest& digest) {
    const auto rendition = RenderDigest(digest, GetParam(), {}, FontFolder());
    EXPECT_THAT(rendition, IsOk());
    if (!rendition.ok()) return {};
    if (rendition->file_name().ends_with("html") || rendition->file_name().ends_with("xml")) {
      EXPECT_EQ(OutlineOf(rendition->content()).error, "");
    }
    return rendition->content();
  }
};

TEST_P(AnyDigestTest, IsRenderedIfItIsEmpty) {
  EXPECT_NE(Render(EmptyDigest()), "");
  EXPECT_NE(Render(EmptyDigest("en")), "");
  EXPECT_NE(Render(EmptyDigest("")), "");
  EXPECT_NE(Render(EmptyDigest("xx-not a tag")), "");
}

TEST_P(AnyDigestTest, IsRenderedIfItsPartsAreEmpty) {
  digest::v1::Digest digest = EmptyDigest();
  digest.add_highlights();
  digest.add_sections();
  digest.add_sections()->add_stories();
  digest::v1::Section* two = digest.add_sections();
  two->add_stories()->add_conflicts()->add_statements();
  digest::v1::Story* story = two->add_stories();
  story->add_key_points();
  story->add_notes();
  story->add_metrics();
  story->mutable_occurred();
  digest.add_in_brief();
  digest.add_references()->set_ref_id("r");
  digest.add_disclaimers();
  digest.mutable_intro()->add_runs();
  digest.mutable_closing()->add_runs()->mutable_cite();
  EXPECT_NE(Render(digest), "");
}

TEST_P(AnyDigestTest, IsRenderedAtTheLimits) {
  EXPECT_NE(Render(DigestOf(kMaxSections, "一款产品获批")), "");
  EXPECT_NE(Render(DigestOf(2, std::string(10'000, 'x'))), "");
  const digest::v1::Digest most = DigestOf(kMaxSections, std::string(10'000, 'x'));
  if (GetParam() == v1::FORMAT_PDF) {
    EXPECT_THAT(RenderDigest(most, GetParam(), {}, FontFolder()),
                testing::StatusIs(StatusCode::kInvalidArgument, "200 pages"));
  } else {
    EXPECT_NE(Render(most), "");
  }
}

TEST_P(AnyDigestTest, IsRenderedInAnyScript) {
  for (const char* text : {"👩🏽‍🔬 first 🧬 patient", "Professor חנה כהן",
                           "الدكتور محمد", "𠮷野家", "e\u0301 Å"}) {
    EXPECT_NE(Render(DigestFullOf(text, "en")), "") << text;
    EXPECT_NE(Render(DigestFullOf(text, "zh-CN")), "") << text;
  }
}

TEST_P(AnyDigestTest, IsRenderedWithDatesThatAreNone) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  digest.mutable_sections(0)->mutable_stories(0)->mutable_occurred()->set_start("soon");
  digest.mutable_sections(1)->mutable_stories(0)->mutable_occurred()->set_end("2020-01-01");
  digest.set_week("W");
  EXPECT_NE(Render(digest), "");
}

INSTANTIATE_TEST_SUITE_P(Formats, AnyDigestTest,
                         ::testing::Values(v1::FORMAT_WEB, v1::FORMAT_WECHAT, v1::FORMAT_MARKDOWN,
                                           v1::FORMAT_TEXT, v1::FORMAT_JSON, v1::FORMAT_EMAIL,
                                           v1::FORMAT_ATOM, v1::FORMAT_RSS, v1::FORMAT_JSONFEED,
                                           v1::FORMAT_PDF, v1::FORMAT_COVER,
                                           v1::FORMAT_SQUARE_COVER, v1::FORMAT_SHARE_CARD),
                         [](const auto& param) { return v1::Format_Name(param.param); });

}  // namespace
}  // namespace sennight::rendering
