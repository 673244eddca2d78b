#include "common/text/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/text/utf8.h"

namespace sennight::text {
namespace {

using ::testing::ElementsAreArray;

std::vector<std::string> Split(std::string_view utf8) {
  const std::u32string text = ToCodePoints(utf8);
  std::vector<std::string> sentences;
  for (const Range& range : Sentences(text)) sentences.push_back(ToUtf8(Slice(text, range)));
  return sentences;
}

struct Case {
  std::string_view name;
  std::vector<std::string> sentences;  // joined they are the text
  std::string_view joint = "";
};

std::string Join(const Case& c) {
  std::string text;
  for (const std::string& sentence : c.sentences) {
    if (!text.empty()) text += c.joint;
    text += sentence;
  }
  return text;
}

class SentencesTest : public ::testing::TestWithParam<Case> {};

TEST_P(SentencesTest, AreSplitWhereTheyEnd) {
  EXPECT_THAT(Split(Join(GetParam())), ElementsAreArray(GetParam().sentences));
}

std::string NameOf(const ::testing::TestParamInfo<Case>& info) {
  return std::string(info.param.name);
}

INSTANTIATE_TEST_SUITE_P(
    English, SentencesTest,
    ::testing::Values(
        Case{"Plain", {"It works.", "Does it?", "Yes!", "It does."}, " "},
        Case{"Countries", {"The U.S. Senate voted in the U.S.A. on Monday.", "It passed."}, " "},
        Case{"CountryAtTheEnd",
             {"The therapy is approved in the U.S.", "The company said so."},
             " "},
        Case{"Titles",
             {"Dr. Smith met Prof. J. Q. Doe and Mrs. Lee at St. Jude.", "They spoke."},
             " "},
        Case{"Latin",
             {"Vectors (e.g. AAV9) and cells, i.e. T cells, differ vs. Controls.", "Both work."},
             " "},
        Case{"Numbers",
             {"Patient No. 7 and Nos. 8 to 9 had 1.5~2.5 cm lesions, see Fig. 3.", "None grew."},
             " "},
        Case{"NoIsAWord", {"The answer is no.", "It failed.", "No.", "It did not."}, " "},
        Case{"Companies",
             {"Acme Inc. and Beta Co. Ltd. signed.", "Gamma Corp.", "The deal closed."},
             " "},
        Case{"Times",
             {"The call is at 5 p.m. Eastern time.", "It was at 5 p.m.", "The stock rose."},
             " "},
        Case{"Approximately", {"It costs approx. 20 dollars.", "It took approx. Ten days."}, " "},
        Case{"GermanDate", {"Am 31. August 2025 begann es.", "Es endet am 1. September."}, " "},
        Case{"EnglishDate",
             {"On Dec. 8 and Sept. 9 it met.", "It ended in Dec.", "The rest waits."},
             " "},
        Case{"Ellipsis", {"Well… maybe... not.", "Wait...", "Then go."}, " "},
        Case{"HepatitisB",
             {"It treats hepatitis B.", "Patients improved in phase I.", "Doses rose."},
             " "},
        Case{"Initials", {"John F. Kennedy and J. Smith came.", "They left."}, " "},
        Case{"SmallCapitals", {"They were dosed.", "mRNA was found.", "siRNA was not."}, " "},
        Case{"LowerCase", {"It is sold as brand no. one at example.com and so on."}, " "},
        Case{"Quotes", {"He said: \"We are pleased. This is big.\"", "The firm grew."}, " "},
        Case{"CurlyQuotes", {"He said, “We are pleased. This is big.”", "The firm grew."}, " "},
        Case{"Attribution", {"“Is it safe?” Smith asked.", "“It is.”", "Nobody asked more."}, " "},
        Case{"Brackets",
             {"It rose (p = 0.03. See Table 2. Really) by half.", "(This is one.)", "Next."},
             " "},
        Case{"NoteMarks", {"It works.[3]", "So they say.[4,5]", "Good."}, " "},
        Case{"Semicolons", {"One rose; Two fell: Three stayed.", "Four."}, " "},
        Case{"Decimals",
             {"The rate was 63.0% at 3.25 months.", "Of 37 patients 2.", "Then 3."},
             " "},
        Case{"Unclosed", {"It (never closes.", "Next one.", "Smile :)", "More."}, "\n"},
        Case{"Inches", {"A 5\" screen shows it.", "A 6\" screen too."}, " "},
        Case{"Addresses",
             {"See https://example.com/a.b?c=1.", "Done or www.example.org!", "End."},
             " "},
        Case{"EtAl", {"Smith et al. Reported it.", "Jones et al.", "However, it failed."}, " "}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Chinese, SentencesTest,
    ::testing::Values(
        Case{"Plain", {"国家药监局批准了该疗法。", "患者获益！", "安全吗？", "是的。"}},
        Case{"SpeechWithQuestion", {"“治疗后能停药吗？”有患者问。", "医生点头。"}},
        Case{"Speech", {"他说：“今天好。明天更好。”", "公司股价上涨。"}},
        Case{"SpeechFirst", {"“今天好。”公司首席执行官表示。", "股价上涨。"}},
        Case{"QuotedWord", {"他参加“加油！”活动。", "大家开心。"}},
        Case{"OpeningBracket", {"公司宣布获批。", "（以下简称“公司”。）", "股价上涨。"}},
        Case{"Aside", {"疗法获批（见公告。2025年12月。）后上市。", "价格公布。"}},
        Case{"Versus", {"中位PFS为3.25个月 vs. 1.77个月，差异显著。", "安全性良好。"}},
        Case{"Semicolon", {"缓解率63.0%；生存期12个月;安全性良好。", "完。"}},
        Case{"HalfWidthSplit", {"疗法获批.", "公司股价上涨.", "真的吗?", "是."}},
        Case{"HalfWidthSpaced", {"疗法获批.", "公司股价上涨 3.5%.", "真的?", "是."}, " "},
        Case{"Ellipsis", {"等等……他没有来……后来来了。", "好。"}},
        Case{"QuotedEllipsisAndQuestion", {"他问“等等……”？", "没人回答。"}},
        Case{"Ranges", {"病灶为1.5~2.5 cm，No. 7号患者最大。", "其余较小。"}},
        Case{"BracketedQuestion", {"疗法获批（何时上市？尚未公布）。", "价格未定。"}},
        Case{"DoubleMarks", {"真的？！", "是的！！", "好。"}},
        Case{"BookTitle", {"《你好。世界？》上映。", "好看。"}},
        Case{"LatinInChinese",
             {"该药由 Acme Inc. 公司与 J. Smith 博士研发。", "Ⅱ期 U.S. 试验完成。"}},
        Case{"NoteMark", {"疗法获批。[3]", "价格公布。［4］", "完。"}},
        Case{"FullWidthSpace", {"第一句。", "第二句。"}, "\u3000"}),
    NameOf);

TEST(SentencesTest, EndAtLineEndsAndLeaveListMarksOut) {
  EXPECT_THAT(Split("Title without stop\r\n\n  • First item\n- second item\n* third\n"
                    "1. Fourth\n（2）第五\n三、第六\n④第七\n———\n  \n"),
              ElementsAreArray({"Title without stop", "First item", "second item", "third",
                                "Fourth", "第五", "第六", "第七"}));
  EXPECT_THAT(
      Split("数据如下： • 缓解率63% • 生存期12个月。列夫·托尔斯泰没来。"),
      ElementsAreArray({"数据如下：", "缓解率63%", "生存期12个月。", "列夫·托尔斯泰没来。"}));
}

TEST(SentencesTest, NumbersThatCountNothingStay) {
  for (const std::string_view text :
       {"一、二线治疗均有效。", "3、5天后复查。", "12 patients improved.", "2025. Then more.",
        "1.5 cm was enough.", "-5% was lost."}) {
    EXPECT_EQ(Split(text).front().substr(0, 3), text.substr(0, 3)) << text;
  }
}

TEST(SentencesTest, AreNoneInATextWithoutWords) {
  for (const std::string_view text : {"", " ", "\n\n", "。", "……", "***", "\u3000\t", "“”"}) {
    EXPECT_TRUE(Split(text).empty()) << text;
  }
}

TEST(SentencesTest, CountCodePointsNotBytes) {
  EXPECT_THAT(Sentences(U" 疗法获批。 Yes, 𠮷 it is. "),
              ElementsAreArray({Range{1, 6}, Range{7, 20}}));
}

TEST(SentencesTest, NeverOverlapAndStayInsideForAnyText) {
  const std::u32string alphabet = U"a.A1 。！“”\"()（）\n…?;•-、一①[3]‘’ \u3000";
  uint32_t state = 7;
  for (int round = 0; round < 2000; ++round) {
    std::u32string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525u + 1013904223u;
      text.push_back(alphabet[(state >> 16) % alphabet.size()]);
    }
    int32_t last = 0;
    for (const Range& range : Sentences(text)) {
      ASSERT_GE(range.start, last) << ToUtf8(text);
      ASSERT_LT(range.start, range.end) << ToUtf8(text);
      last = range.end;
    }
    ASSERT_LE(last, static_cast<int32_t>(text.size())) << ToUtf8(text);
  }
}

TEST(SentencesTest, TakeLinearTimeForHostileText) {
  for (const std::u32string_view unit : {U"(", U"“", U"\"", U"(a.", U". ", U"[1", U"。”"}) {
    std::u32string text;
    while (text.size() < 200000) text += unit;
    Sentences(text);
  }
}

}  // namespace
}  // namespace sennight::text
