#include "services/rendering/domain/mail_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"

namespace sennight::rendering {
namespace {

using ::testing::StartsWith;

// Reads encoded words back, the other way round than HeaderText writes them.
std::string Decoded(const std::string& header) {
  std::string text;
  std::istringstream words(absl::StrReplaceAll(header, {{"\r\n ", " "}}));
  for (std::string word; words >> word;) {
    EXPECT_THAT(word, StartsWith("=?UTF-8?B?"));
    EXPECT_LE(word.size(), 75U);
    std::string bytes;
    EXPECT_TRUE(absl::Base64Unescape(word.substr(10, word.size() - 12), &bytes));
    text += bytes;
  }
  return text;
}

TEST(HeaderTextTest, LeavesShortAsciiAsItIs) {
  EXPECT_EQ(HeaderText("FDA clears two (of 3): \"A\""), "FDA clears two (of 3): \"A\"");
  EXPECT_EQ(HeaderName("The Week"), "The Week");
}

TEST(HeaderTextTest, EncodesTheRestInWholeCharacters) {
  for (const std::string& text :
       {std::string("美国 FDA 两日内批准两款疗法，艾米迈托赛在湖北开出处方，一款产品递交申请"),
        std::string(300, 'x'), std::string("=?UTF-8?B?eA==?="), std::string("a\u00E9")}) {
    EXPECT_EQ(Decoded(HeaderText(text)), text);
  }
  EXPECT_EQ(Decoded(HeaderName("Mail, Inc. <x@y>")), "Mail, Inc. <x@y>");
}

TEST(HeaderTextTest, KeepsNoLineEnd) {
  EXPECT_EQ(HeaderText("a\r\nBcc: b@c"), "a  Bcc: b@c");
  EXPECT_EQ(Decoded(HeaderText("甲\r\nBcc: b@c")), "甲  Bcc: b@c");
}

TEST(Base64Test, IsReadBackInLinesOf76) {
  for (std::size_t size : {0U, 1U, 2U, 3U, 56U, 57U, 58U, 1000U}) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * 37));
    std::string lines;
    AppendBase64Lines(bytes, &lines);
    std::string back;
    EXPECT_TRUE(absl::Base64Unescape(absl::StrReplaceAll(lines, {{"\r\n", ""}}), &back));
    EXPECT_EQ(back, bytes);
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) EXPECT_LE(line.size(), 77U);
  }
}

}  // namespace
}  // namespace sennight::rendering
