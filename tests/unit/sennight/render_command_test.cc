// `sennight render`: a digest in a file becomes files, without any suite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "services/sennight/commands/commands.h"
#include "tests/support/checkout.h"
#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::commands {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

class RenderCommandTest : public ::testing::Test {
 protected:
  absl::StatusOr<int> Run(std::vector<std::string> words) {
    out_.str("");
    err_.str("");
    cli::Console console{.out = out_, .err = err_};
    const cli::Command render = Render();
    const auto arguments = cli::Arguments::Parse(render.usage, words);
    if (!arguments.ok()) return arguments.status();
    return render.run(*arguments, console);
  }

  const std::string digest_ =
      std::string(SENNIGHT_SOURCE_DIR) + "/tests/golden/rendering/sample.zh-CN.json";
  testing::TestFolder folder_;
  std::ostringstream out_, err_;
};

TEST_F(RenderCommandTest, WritesARenditionAndSaysWhatTheChecksFound) {
  EXPECT_THAT(Run({digest_, "--format=email"}), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("MIME-Version: 1.0"));
  EXPECT_THAT(err_.str(), HasSubstr("MAIL-UNSUB: "));
  EXPECT_THAT(Run({digest_, "--format=pdf", "--out=" + folder_.File("a.pdf")}), IsOk());
  EXPECT_GT(fs::file_size(folder_.File("a.pdf")), 50'000U);
}

TEST_F(RenderCommandTest, ShowsEveryFormatInEveryTheme) {
  ASSERT_THAT(Run({digest_, "--gallery=" + folder_.File("all")}), IsOk());
  for (const char* theme : {"clinic", "industry"}) {
    // Thirteen formats, and the HTML of the message.
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path() / "all" / theme), {}), 14);
  }
  std::stringstream page;
  page << std::ifstream(folder_.path() / "all" / "index.html").rdbuf();
  EXPECT_THAT(page.str(), HasSubstr("<h2>产业</h2>"));
  EXPECT_THAT(page.str(), HasSubstr("src=\"industry/cell-gene-therapy-2025-W50.zh-CN.cover.png\""));
  EXPECT_THAT(page.str(), HasSubstr("FEED-LINK: "));
}

TEST_F(RenderCommandTest, TakesWhatThePublicationSays) {
  EXPECT_THAT(Run({digest_, "--format=text", "--imprint=Example Press", "--masthead-note=Draft",
                   "--spacing=none"}),
              IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("Example Press"));
  EXPECT_THAT(out_.str(), HasSubstr("Draft"));
  EXPECT_THAT(out_.str(), HasSubstr("批准Omisirge"));
  EXPECT_THAT(Run({digest_, "--format=text", "--spacing=space"}), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("批准 Omisirge"));
}

TEST_F(RenderCommandTest, RefusesOptionsThatAreWrong) {
  std::ofstream(folder_.File("logo.svg")) << "<svg/>";
  const struct {
    std::string word;
    absl::StatusCode code;
    const char* message;
  } kCases[] = {
      {"--spacing=wide", absl::StatusCode::kInvalidArgument, "--spacing: want space or none"},
      {"--sender=nobody", absl::StatusCode::kInvalidArgument, "options.sender"},
      {"--web-url=page.html", absl::StatusCode::kInvalidArgument, "options.web_url"},
      {"--unsubscribe-url=http://example.org", absl::StatusCode::kInvalidArgument,
       "options.unsubscribe_url: want an https address"},
      {"--qr-url=x:y", absl::StatusCode::kInvalidArgument, "options.publication.qr_url"},
      {"--logo=" + folder_.File("logo.svg"), absl::StatusCode::kInvalidArgument,
       "options.publication.logo: want a PNG"},
      {"--logo=" + folder_.File("none.png"), absl::StatusCode::kNotFound, "none.png"},
  };
  for (const auto& wrong : kCases) {
    EXPECT_THAT(Run({digest_, wrong.word}), StatusIs(wrong.code, wrong.message));
  }
}

TEST_F(RenderCommandTest, RefusesWhatIsNoDigestNoFormatAndNoTheme) {
  EXPECT_THAT(Run({folder_.File("none.json")}), StatusIs(absl::StatusCode::kNotFound, "none.json"));
  std::ofstream(folder_.File("odd.json")) << "{\"sections\": 3}";
  EXPECT_THAT(Run({folder_.File("odd.json")}),
              StatusIs(absl::StatusCode::kInvalidArgument, "want a digest in JSON"));
  EXPECT_THAT(Run({digest_, "--format=odd"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "--format: want one of"));
  EXPECT_THAT(Run({digest_, "--theme=odd"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "options.theme"));
  EXPECT_THAT(Run({digest_, "--themes=/nowhere"}),
              StatusIs(absl::StatusCode::kNotFound, "/nowhere"));
}

}  // namespace
}  // namespace sennight::commands
