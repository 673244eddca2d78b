// Hostile text in every field of a digest leaves the structure of the page as it was: the same
// elements with the same attributes, and the text itself as text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>

#include "services/rendering/domain/typography.h"
#include "services/rendering/domain/web_page.h"
#include "services/rendering/domain/wechat.h"
#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

// Returns the elements and the names of their attributes, line by line.
std::string Shape(const Outline& outline) {
  std::string shape;
  for (const FoundElement& element : outline.elements) {
    shape += std::string(static_cast<std::size_t>(element.depth), ' ') + element.tag;
    for (const auto& [name, value] : element.attributes) shape += " " + name;
    shape += '\n';
  }
  return shape;
}

// Returns `text` as it is printed, with a letter for whatever is neither letter nor space:
// as long, and harmless.
std::string Harmless(const std::string& text) {
  std::string harmless = Typeset(text, {});
  for (char& c : harmless) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != ' ') c = 'x';
  }
  return harmless;
}

class HostileTextTest : public ::testing::TestWithParam<const char*> {};

TEST_P(HostileTextTest, StaysTextInTheWebPage) {
  const Outline harmless =
      OutlineOf(RenderWebPage(DigestFullOf(Harmless(GetParam()), "en")).content);
  const std::string page = RenderWebPage(DigestFullOf(GetParam(), "en")).content;
  const Outline outline = OutlineOf(page);

  EXPECT_EQ(outline.error, "");
  EXPECT_EQ(Shape(outline), Shape(harmless));
  for (const std::string& href : outline.Values("href")) {
    EXPECT_TRUE(href.starts_with("#") || href.starts_with("https://") || href == "data:,") << href;
  }
  for (const std::string& lang : outline.Values("lang")) {
    EXPECT_TRUE(lang == "en" || lang == "und") << lang;
  }
}

TEST_P(HostileTextTest, StaysTextInTheFragmentForWechat) {
  const Outline harmless =
      OutlineOf(RenderWechat(DigestFullOf(Harmless(GetParam()), "en")).content);
  const Outline outline = OutlineOf(RenderWechat(DigestFullOf(GetParam(), "en")).content);

  EXPECT_EQ(outline.error, "");
  EXPECT_EQ(Shape(outline), Shape(harmless));
  EXPECT_EQ(outline.Values("style"), harmless.Values("style"));
}

INSTANTIATE_TEST_SUITE_P(
    Payloads, HostileTextTest,
    ::testing::Values("<script>alert(1)</script>", "</script><script>alert(1)</script>",
                      "</style><svg onload=alert(1)>", "\"><img src=x onerror=alert(1)>",
                      "' onmouseover='alert(1)", "javascript:alert(1)", "]]><!--", "<!-- -->",
                      "&lt;b&gt;&#60;i&#62;", "</title></head><body>", "{{template}} ${x} <%= y %>",
                      "#f00;}body{display:none", "url(javascript:alert(1))", "\\\"\\u003c",
                      "--></p></section></main>"));

TEST(InvisibleTextTest, IsLeftOut) {
  const digest::v1::Digest digest =
      DigestFullOf("a\u202Eb\u2066c\u200B\x01\x02\x7F\u0085\uFFFF", "en");
  for (const std::string& html : {RenderWebPage(digest).content, RenderWechat(digest).content}) {
    EXPECT_EQ(OutlineOf(html).error, "");
    EXPECT_THAT(html, ::testing::HasSubstr("abc"));
    for (const char* invisible :
         {"\u202E", "\u2066", "\u200B", "\x01", "\x02", "\x7F", "\u0085", "\uFFFF"}) {
      EXPECT_EQ(html.find(invisible), std::string::npos);
    }
  }
}

TEST(HostileUrlTest, IsPrintedAndNotLinked) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  for (auto& reference : *digest.mutable_references()) {
    reference.set_url("javascript:alert(document.cookie)//https://example.org");
  }
  digest.mutable_branding()->set_home_url("data:text/html,<script>");
  digest.mutable_sections(0)->mutable_stories(1)->set_read_more_url(" javascript:x");

  const Outline outline = OutlineOf(RenderWebPage(digest).content);

  for (const std::string& href : outline.Values("href")) {
    EXPECT_TRUE(href.starts_with("#") || href == "data:,") << href;
  }
  EXPECT_THAT(outline.text, ::testing::HasSubstr("javascript:alert(document.cookie)"));
}

}  // namespace
}  // namespace sennight::rendering
