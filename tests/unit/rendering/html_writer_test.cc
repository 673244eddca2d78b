#include "services/rendering/domain/html_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace sennight::rendering {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HtmlWriterTest, EscapesTextAndAttributes) {
  HtmlWriter html;
  html.Element("p", {{"title", "\"><script>'&"}}, "<b> & \"c\" 'd'");
  EXPECT_EQ(html.Finish(),
            "<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;b&gt; &amp; &quot;c&quot; "
            "&#39;d&#39;</p>");
}

TEST(HtmlWriterTest, ClosesWhatIsOpen) {
  HtmlWriter html;
  html.Open("section");
  html.Open("p");
  html.Void("br");
  EXPECT_EQ(html.Finish(), "<section><p><br></p></section>");
}

TEST(HtmlWriterTest, LeavesOutControlsAndMendsBrokenUtf8) {
  HtmlWriter html;
  html.Text(
      "a\x01\x7F\u202E\u0085"
      "b\xFF"
      "c\xE4\xBA");
  EXPECT_EQ(html.Finish(), "ab\uFFFDc\uFFFD");
}

TEST(HtmlWriterTest, WritesStylesOfLiteralsColoursAndShares) {
  HtmlWriter html;
  html.Open("i", {Attribute::Style({"color:", Color(1, 2, 3), ";width:", CssPart::Percent(6305)})});
  EXPECT_EQ(html.Finish(), "<i style=\"color:#010203;width:63.05%\"></i>");
}

TEST(HtmlWriterTest, LinksToCheckedAddressesAndPlaces) {
  HtmlWriter html;
  html.Element("a", {Attribute::Href(*SafeUrl::Parse("https://example.org/?a=1&b=2"))}, "x");
  html.Element("a", {Attribute::HrefTo("s1")}, "y");
  EXPECT_EQ(html.Finish(),
            "<a href=\"https://example.org/?a=1&amp;b=2\">x</a><a href=\"#s1\">y</a>");
}

TEST(ScriptSafeJsonTest, CannotEndTheScriptThatHoldsIt) {
  ScriptSafeJson json;
  json.String("</script><!-- \"\\ ]]>\n\u2028 é");
  EXPECT_EQ(json.text(), "\"\\u003c/script\\u003e\\u003c!-- \\u0022\\u005c ]]\\u003e\\u000a é\"");
}

TEST(HtmlWriterTest, KnowsWhatMailProgramsDoNotDraw) {
  const auto found = [](auto write) {
    HtmlWriter html;
    write(&html);
    std::vector<std::string_view> features;
    for (std::size_t i = 0; i < kNotInMail.size(); ++i) {
      if ((html.not_in_mail() >> i & 1) != 0) features.push_back(kNotInMail[i]);
    }
    return features;
  };
  EXPECT_THAT(found([](HtmlWriter* html) {
                html->Open("p", {Attribute::Style({"margin:0;display:block"})});
                html->Text("var(--x) <svg> position:fixed data:");
                html->Raw("<!--[if mso]><br><![endif]-->");
              }),
              IsEmpty());
  EXPECT_THAT(found([](HtmlWriter* html) {
                html->Open("p", {Attribute::Style({"margin:0;", "display:flex"})});
                html->Raw("<style>p{color:var(--x)}</style>");
              }),
              ElementsAre("display:flex", "var("));
  EXPECT_THAT(found([](HtmlWriter* html) {
                html->Open("svg");
                html->Void("img", {{"alt", ""}, Attribute::SrcOfPng("x")});
              }),
              ElementsAre("<svg", "data:"));
}

}  // namespace
}  // namespace sennight::rendering
