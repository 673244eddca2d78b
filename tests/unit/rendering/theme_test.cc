#include "services/rendering/domain/theme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/rendering/adapters/theme_folder.h"
#include "services/rendering/domain/render.h"
#include "services/rendering/domain/shipped_themes.h"
#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::BadRequest request = BadRequestOf(status);
  for (const auto& violation : request.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST(ThemeTest, ShipsThemesThatKeepTheRules) {
  for (const char* text : kShippedThemes) EXPECT_THAT(ParseTheme(text), IsOk());
  ASSERT_EQ(ShippedThemes().size(), kShippedThemes.size());
  EXPECT_EQ(ShippedThemes()[0].theme_id(), "clinic");
  EXPECT_EQ(ShippedThemes()[1].theme_id(), "industry");
}

TEST(ThemeTest, NamesEachTokenThatIsWrong) {
  v1::Theme theme = ShippedThemes()[0];
  theme.set_theme_id("My Theme");
  theme.mutable_light()->set_mute("#aaaaaa");
  theme.mutable_light()->set_line("red;}body{display:none");
  theme.mutable_dark()->set_warm("var(--x)");
  EXPECT_THAT(
      FieldsOf(CheckTheme(theme, "t")),
      ElementsAre("t.theme_id", "t.light.line", "t.light.mute", "t.light.mute", "t.dark.warm"));
}

TEST(ThemeTest, RefusesAnAccentThatCannotBeReadInWechat) {
  v1::Theme theme = ShippedThemes()[0];
  theme.mutable_light()->set_accent("#5a3c96");
  EXPECT_THAT(FieldsOf(CheckTheme(theme, "t")), ElementsAre("t.light.accent"));
}

// The one that the README shows to those who write their own.
TEST(ThemeTest, IsWrittenAsTheReadmeSays) {
  const std::string readme = testing::ReadSourceFile("services/rendering/README.md");
  std::string text;
  std::istringstream lines(readme.substr(readme.find("    # proto-file")));
  for (std::string line; std::getline(lines, line) && line.starts_with("    ");)
    text += line + "\n";
  const auto theme = ParseTheme(text);
  ASSERT_THAT(theme, IsOk());
  EXPECT_EQ(theme->theme_id(), "harbour");
}

TEST(ThemeTest, SaysWhereATextIsWrong) {
  EXPECT_THAT(ParseTheme("theme_id: \"x\"\nlight { paper: 3 }"),
              StatusIs(StatusCode::kInvalidArgument, "2:16"));
  EXPECT_THAT(ParseTheme("colour: \"x\""), StatusIs(StatusCode::kInvalidArgument, "colour"));
}

TEST(ThemeTest, ChangesHowADigestLooksButNotWhatItSays) {
  v1::RenderOptions options;
  *options.mutable_custom_theme() = ShippedThemes()[1];
  for (const v1::Format format : {v1::FORMAT_WEB, v1::FORMAT_WECHAT, v1::FORMAT_EMAIL,
                                  v1::FORMAT_PDF, v1::FORMAT_COVER, v1::FORMAT_SHARE_CARD}) {
    const auto usual = RenderDigest(SampleDigest("zh-CN"), format, {}, FontFolder());
    const auto themed = RenderDigest(SampleDigest("zh-CN"), format, options, FontFolder());
    ASSERT_THAT(themed, IsOk());
    EXPECT_NE(usual->content(), themed->content()) << format;
  }
  EXPECT_EQ(RenderDigest(SampleDigest("zh-CN"), v1::FORMAT_TEXT)->content(),
            RenderDigest(SampleDigest("zh-CN"), v1::FORMAT_TEXT, options)->content());
  EXPECT_THAT(RenderDigest(SampleDigest("zh-CN"), v1::FORMAT_WEB, options)->content(),
              HasSubstr("--accent:#1d4e89"));
}

TEST(ThemeTest, IsRefusedIfItCannotBeRead) {
  v1::RenderOptions options;
  options.mutable_custom_theme()->set_theme_id("x");
  EXPECT_THAT(RenderDigest(SampleDigest("en"), v1::FORMAT_WEB, options),
              StatusIs(StatusCode::kInvalidArgument, "options.custom_theme.light.paper"));
}

class ThemeFolderTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
  }

  testing::TestFolder folder_;
};

TEST_F(ThemeFolderTest, AddsThemesOfOnesOwn) {
  std::string text = kShippedThemes[1];
  text.replace(text.find("\"industry\""), 10, "\"harbour\"");
  Write("b.textproto", text);
  Write("notes.txt", "not a theme");
  const auto themes = LoadThemes(folder_.path().string());
  ASSERT_THAT(themes, IsOk());
  ASSERT_EQ(themes->size(), 3U);
  EXPECT_EQ(themes->at(2).theme_id(), "harbour");
}

TEST_F(ThemeFolderTest, NamesTheFileThatIsWrong) {
  Write("b.textproto", "theme_id: 3");
  EXPECT_THAT(LoadThemes(folder_.path().string()),
              StatusIs(StatusCode::kInvalidArgument, "b.textproto"));
  Write("b.textproto", kShippedThemes[0]);
  EXPECT_THAT(LoadThemes(folder_.path().string()),
              StatusIs(StatusCode::kInvalidArgument, "another theme is named clinic"));
  for (std::size_t i = 0; i <= kMostThemes; ++i) Write(std::to_string(i) + ".textproto", "");
  EXPECT_THAT(LoadThemes(folder_.path().string()),
              StatusIs(StatusCode::kInvalidArgument, "want at most 50"));
  EXPECT_THAT(LoadThemes("/nowhere"), StatusIs(StatusCode::kNotFound, "/nowhere"));
}

}  // namespace
}  // namespace sennight::rendering
