#include "common/text/cleaning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sennight::text {

// For readable failures.
void PrintTo(const Repair& repair, std::ostream* out) { *out << repair.id << "×" << repair.count; }

namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

struct Case {
  std::string_view source;
  std::string_view text;
  std::vector<Repair> repairs;
};

TEST(CleanTextTest, RepairsAndSaysWhat) {
  using namespace std::string_view_literals;
  const Case kCases[] = {
      {"Plain 文本，（括号）“引号” – dash", "Plain 文本，（括号）“引号” – dash", {}},
      {"CAR\u2011T \u2010 \u2012", "CAR-T - -", {{kHyphen, 3}}},
      {"a\u202eb\u2066c\u200fd", "abcd", {{kBidiControl, 3}}},
      {"a\u200bb\ufeffc\u00add", "abcd", {{kZeroWidth, 3}}},
      {"a\0b\x1b[31m\x7f"sv, "ab[31m", {{kControlCharacter, 3}}},
      {"a\r\nb\rc\u2028d", "a\nb\nc\nd", {{kLineEnd, 3}}},
      {"a\xFF\xC0\xAFz", "az", {{kInvalidUtf8, 3}}},
      {"a\uFFFDz", "az", {{kReplacementCharacter, 1}}},
      {"R&amp;D &lt;b&gt; &#8217; &#x4e2d;", "R&D <b> ’ 中", {{kEntity, 5}}},
      {"&amp;lt;", "&lt;", {{kEntity, 1}}},
      {"&#8238;x", "x", {{kBidiControl, 1}, {kEntity, 1}}},
      {"AT&T &nosuch; & &; &#; &#xZ;", "AT&T &nosuch; & &; &#; &#xZ;", {}},
      {"&#0;&#xD800;&#99999999;x", "x", {{kReplacementCharacter, 3}, {kEntity, 3}}},
      {"<script>alert(1)</script> p<0.05", "<script>alert(1)</script> p<0.05", {}},
      {"👩‍🔬 家", "👩‍🔬 家", {}},
      {"\u3000 a\u00a0b ", "a b", {}},
      {"", "", {}},
  };
  for (const Case& c : kCases) {
    const Cleaned cleaned = CleanText(c.source);
    EXPECT_EQ(cleaned.text, c.text);
    EXPECT_THAT(cleaned.repairs, ElementsAreArray(c.repairs)) << c.source;
  }
}

TEST(CleanTextTest, ChangesNothingTheSecondTime) {
  for (const std::string_view source : {"a\r\nb\u202e\u2011", "x\u200by \xFF", "中\u00a0文"}) {
    const std::string once = CleanText(source).text;
    EXPECT_EQ(CleanText(once), (Cleaned{once, {}}));
  }
}

TEST(CleanLineTest, IsOneLine) {
  EXPECT_EQ(CleanLine(" a\n b\u3000\tc ").text, "a b c");
  EXPECT_THAT(CleanLine("a b").repairs, IsEmpty());
}

TEST(HtmlToTextTest, KeepsWhatIsShownALineAParagraph) {
  struct Html {
    std::string_view html;
    std::string_view text;
  };
  for (const Html& c : {
           Html{"<p>One <b>bold</b>\n word.</p><p>Two.</p>", "One bold word.\nTwo."},
           Html{"a<br>b<br/>c<hr>d", "a\nb\nc\nd"},
           Html{"<ul><li>x</li><li>y</li></ul>z", "x\ny\nz"},
           Html{"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
           Html{"R&amp;D&nbsp;&lt;b&gt; p<0.05 and a < b > c", "R&D <b> p<0.05 and a < b > c"},
           Html{"<a href='x>y' title=\"<>\">link</a>!", "link!"},
           Html{"10<sup>6</sup> cells, CO<sub>2</sub>, 10<SUP>-3</SUP>, x<sup>a</sup>",
                "10⁶ cells, CO2, 10⁻³, xa"},
           Html{"a<!-- <p>hidden</p> -->b<?php x ?>c<!DOCTYPE html>d", "abcd"},
           Html{"a<script>if (a<b) alert('</p>')</script>b<STYLE>p{}</Style >c", "abc"},
           Html{"a<svg><text>t</text></svg>b<iframe src=x></iframe>c", "abc"},
           Html{"no markup", "no markup"},
           Html{"<p>unclosed <b>bold", "unclosed bold"},
           Html{"<a href=\"broken>text</a> more", "text more"},
           Html{"<<p>>x", "<\n>x"},
           Html{"</", "</"},
           Html{"<", "<"},
           Html{"a<b", "a<b"},
           Html{"x<script>never closed", "x"},
           Html{"x<!-- never closed", "x<!-- never closed"},
           Html{"x<!-- never closed > y", "x"},
           Html{"中<em>文</em>。<div>第二段</div>", "中文。\n第二段"},
       }) {
    EXPECT_EQ(HtmlToText(c.html).text, c.text) << c.html;
  }
}

TEST(HtmlToTextTest, SaysWhatItDropped) {
  EXPECT_THAT(HtmlToText("<p>a&amp;b<script>x</script></p>\u202e").repairs,
              ElementsAre(Repair{kBidiControl, 1}, Repair{kEntity, 1}, Repair{kMarkup, 4},
                          Repair{kActiveContent, 1}));
}

TEST(HtmlToTextTest, TakesBoundedTimeForHostileMarkup) {
  for (const std::string_view unit : {"<a ", "<a \"", "<a '<b \"", "<!--", "<script>", "</",
                                      "<sup>", "&#", "<p><sup>1", "<svg>"}) {
    std::string html;
    while (html.size() < 300'000) html += unit;
    HtmlToText(html);
    HtmlToText(html + ">");
  }
}

TEST(DescribeTest, SpeaksOfOneAndMany) {
  EXPECT_EQ(Describe({kBidiControl, 1}), "removed 1 bidirectional control character");
  EXPECT_EQ(Describe({kHyphen, 2}), "replaced 2 special hyphens by '-'");
}

}  // namespace
}  // namespace sennight::text
