#include "services/rendering/domain/plain_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "common/text/width.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PlainTextTest : public ::testing::TestWithParam<const char*> {};

TEST_P(PlainTextTest, HasLinesOfSeventyTwoColumns) {
  std::istringstream lines(RenderPlainText(SampleDigest(GetParam())).content);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, Not(::testing::EndsWith(" ")));
    if (line.find("https://") == std::string::npos) {
      EXPECT_LE(text::DisplayWidth(line), kTextColumns) << line;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, PlainTextTest, ::testing::Values("zh-CN", "en"),
                         [](const auto& param) { return std::string(param.param, 2); });

TEST(PlainTextOfTest, NumbersCitationsAndReferences) {
  const std::string text = RenderPlainText(SampleDigest("en")).content;
  EXPECT_THAT(text, HasSubstr("\n [1] FDA Approves First Gene Therapy"));
  EXPECT_THAT(text, HasSubstr("\n [6] First patient dosed with engineered T cells."));
  EXPECT_THAT(text, HasSubstr("Wiskott-Aldrich syndrome.[1]"));
}

TEST(PlainTextOfTest, CitesInTheOrderOfTheNumbersAndEachOnce) {
  digest::v1::Digest digest = SampleDigest("en");
  digest::v1::InlineText& closing = *digest.mutable_closing();
  SetText("It is over.", &closing);
  digest::v1::Citation& cite = *closing.add_runs()->mutable_cite();
  for (const int reference : {3, 0, 2, 0}) {
    cite.add_ref_ids(digest.references(reference).ref_id());
  }

  EXPECT_THAT(RenderPlainText(digest).content, HasSubstr("It is over.[1][3][4]"));
}

TEST(PlainTextOfTest, GivesTheSourcesOfALeadThatRepeatsItsHeadline) {
  for (const auto& [language, before] :
       {std::pair("en", "Source: "), std::pair("zh-CN", "来源：")}) {
    digest::v1::Digest digest = SampleDigest(language);
    digest::v1::Section& section = *digest.mutable_sections(1);
    ASSERT_EQ(section.stories_size(), 1);
    digest::v1::Story& story = *section.mutable_stories(0);
    SetText("Farhill starts a trial", story.mutable_headline());
    *section.mutable_heading() = story.headline();
    SetText("Farhill starts a trial.", story.mutable_lead());
    story.mutable_lead()->add_runs()->mutable_cite()->add_ref_ids(digest.references(2).ref_id());
    const std::string text = RenderPlainText(digest).content;
    EXPECT_THAT(text, HasSubstr(std::string("\n") + before + "[3]\n"));
    EXPECT_THAT(text, Not(HasSubstr("Farhill starts a trial.")));

    // Where no format prints the headline the lead stays.
    SetText("Approvals this week", section.mutable_heading());
    EXPECT_THAT(RenderPlainText(digest).content, HasSubstr("Farhill starts a trial.[3]"));

    *section.mutable_heading() = story.headline();
    SetText("Farhill starts a trial today.", story.mutable_lead());
    EXPECT_THAT(RenderPlainText(digest).content, HasSubstr("Farhill starts a trial today."));
  }
}

TEST(PlainTextOfTest, EndsATitleOnce) {
  for (const auto& [title, line] : std::vector<std::pair<std::string, std::string>>{
           {"A trial begins", "A trial begins. Example News"},
           {"A trial begins.", "A trial begins. Example News"},
           {"Has a trial begun?", "Has a trial begun? Example News"},
           {"试验开始了！", "试验开始了！ Example News"}}) {
    digest::v1::Digest digest = SampleDigest("en");
    for (digest::v1::Reference& reference : *digest.mutable_references()) {
      reference.set_title(title);
      reference.set_publisher("Example News");
      reference.clear_published();
    }
    EXPECT_THAT(RenderPlainText(digest).content, HasSubstr(" [1] " + line + "\n"));
  }
}

TEST(PlainTextOfTest, HasNoControlCharacters) {
  const std::string text =
      RenderPlainText(DigestFullOf("a\x1b[31mred\x07\u202E b\rc", "en")).content;
  for (const char c : text) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  EXPECT_THAT(text, Not(HasSubstr("\u202E")));
}

}  // namespace
}  // namespace sennight::rendering
