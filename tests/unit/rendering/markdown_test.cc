#include "services/rendering/domain/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MarkdownTest, EscapesWhatMarkdownReads) {
  const struct {
    const char* text;
    const char* escaped;
  } cases[] = {
      {"*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"},
      {"[link](javascript:x)", "\\[link\\](javascript:x)"},
      {"![image](x)", "!\\[image\\](x)"},
      {"<b>&amp;</b>", "\\<b\\>\\&amp;\\</b\\>"},
      {"a | b ~~c~~ $x$", "a \\| b \\~\\~c\\~\\~ \\$x\\$"},
      {"back\\slash", "back\\\\slash"},
      {"# heading", "\\# heading"},
      {"- item", "\\- item"},
      {"+ item", "\\+ item"},
      {"> quote", "\\> quote"},
      {"=== rule", "\\=== rule"},
      {"--- rule", "\\--- rule"},
      {"1. item", "1\\. item"},
      {"12) item", "12\\) item"},
      {"63.0%", "63.0%"},
      {"2025. ", "2025\\. "},
      {"1234567890. no list", "1234567890. no list"},
      {"    code", " code"},
      {"CAR-T, 12.5", "CAR-T, 12.5"},
      {"", ""},
      {"   ", ""},
  };
  for (const auto& [text, escaped] : cases) EXPECT_EQ(EscapeMarkdown(text), escaped);
}

TEST(MarkdownTest, CitesByFootnotesAndDefinesEach) {
  const std::string markdown = RenderMarkdown(SampleDigest("zh-CN")).content;
  for (int number = 1; number <= 9; ++number) {
    const std::string mark = "[^" + std::to_string(number) + "]";
    EXPECT_THAT(markdown, HasSubstr("\n" + mark + ": "));
  }
  EXPECT_THAT(markdown, HasSubstr("（SAA）。[^1][^2]该产品"));
}

TEST(MarkdownTest, KeepsHostileTextInItsLine) {
  const std::string hostile = "x\n\n# heading\n\n<script>alert(1)</script>\n[a](javascript:b)";
  std::istringstream lines(RenderMarkdown(DigestFullOf(hostile, "en")).content);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line) && line == "---");
  while (std::getline(lines, line) && line != "---") {
    EXPECT_THAT(line, ::testing::MatchesRegex("[a-z_]+: \"[^\"<>]*\""));
  }
  while (std::getline(lines, line)) {
    EXPECT_THAT(line, Not(::testing::StartsWith("# heading")));
    EXPECT_THAT(line, Not(HasSubstr("<script>")));
    EXPECT_THAT(line, Not(HasSubstr("[a](")));
  }
}

TEST(MarkdownTest, BeginsWithFrontMatter) {
  const std::string markdown = RenderMarkdown(SampleDigest("zh-CN")).content;
  EXPECT_THAT(markdown, ::testing::StartsWith("---\ntitle: \"美国 FDA"));
  EXPECT_THAT(markdown,
              HasSubstr("\nweek: \"2025-W50\"\nfrom: \"2025-12-09\"\nto: \"2025-12-15\"\n"));
  EXPECT_THAT(markdown, HasSubstr("\n---\n\n# 美国 FDA"));
}

TEST(MarkdownTest, LinksOnlyToTheWeb) {
  digest::v1::Digest digest = EmptyDigest();
  digest.add_references()->set_ref_id("a");
  digest.mutable_references(0)->set_title("A");
  digest.mutable_references(0)->set_url("https://example.org/a>b");
  digest.add_references()->set_ref_id("b");
  digest.mutable_references(1)->set_title("B");
  digest.mutable_references(1)->set_url("javascript:<x>");

  const std::string markdown = RenderMarkdown(digest).content;

  EXPECT_THAT(markdown, HasSubstr("[^1]: A <https://example.org/a%3Eb>\n"));
  EXPECT_THAT(markdown, HasSubstr("[^2]: B javascript:\\<x\\>\n"));
}

}  // namespace
}  // namespace sennight::rendering
