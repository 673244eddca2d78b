// What a publication puts around its digests: texts in named places, a logo, where the QR code
// leads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/rendering/domain/print/png.h"
#include "services/rendering/domain/render.h"
#include "services/rendering/domain/render_options.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;

std::string Logo(int width = 80, int height = 40) {
  const std::string pixels(static_cast<std::size_t>(width * height * 4), '\x55');
  return print::EncodePng(reinterpret_cast<const unsigned char*>(pixels.data()), width, height,
                          width * 4);
}

v1::RenderOptions WithPublication() {
  v1::RenderOptions options = SampleOptions();
  v1::Publication& publication = *options.mutable_publication();
  publication.set_masthead_note("Issue for <members>");
  publication.set_footer_note("Write & tell us");
  publication.set_imprint("Published by Example Press");
  return options;
}

std::string Content(v1::Format format, const v1::RenderOptions& options) {
  const auto rendition = RenderDigest(SampleDigest("en"), format, options, FontFolder());
  EXPECT_THAT(rendition, IsOk());
  return rendition.ok() ? rendition->content() : "";
}

// Returns the parts of a message, decoded, in their order.
std::vector<std::string> PartsOf(const std::string& mail) {
  std::vector<std::string> parts;
  constexpr char kEncoding[] = "Content-Transfer-Encoding: base64\r\n";
  for (std::size_t at = mail.find(kEncoding); at != mail.npos; at = mail.find(kEncoding, at + 1)) {
    const std::size_t begin = mail.find("\r\n\r\n", at) + 4;
    std::string part;
    EXPECT_TRUE(absl::Base64Unescape(
        absl::StrReplaceAll(mail.substr(begin, mail.find("\r\n--", begin) - begin), {{"\r\n", ""}}),
        &part));
    parts.push_back(part);
  }
  return parts;
}

TEST(PublicationTest, StandsInItsPlacesInEveryFormatOfText) {
  const v1::RenderOptions options = WithPublication();
  const std::map<v1::Format, std::string> contents = {
      {v1::FORMAT_WEB, Content(v1::FORMAT_WEB, options)},
      {v1::FORMAT_WECHAT, Content(v1::FORMAT_WECHAT, options)},
      {v1::FORMAT_MARKDOWN, Content(v1::FORMAT_MARKDOWN, options)},
      {v1::FORMAT_TEXT, Content(v1::FORMAT_TEXT, options)},
      {v1::FORMAT_EMAIL, PartsOf(Content(v1::FORMAT_EMAIL, options)).back()},
  };
  for (const auto& [format, content] : contents) {
    const bool is_html = format != v1::FORMAT_MARKDOWN && format != v1::FORMAT_TEXT;
    const std::string note = is_html                         ? "Issue for &lt;members&gt;"
                             : format == v1::FORMAT_MARKDOWN ? "Issue for \\<members\\>"
                                                             : "Issue for <members>";
    const std::size_t masthead = content.find(note);
    const std::size_t footer = content.find("tell us");
    const std::size_t imprint = content.find("Published by Example Press");
    EXPECT_LT(masthead, footer) << format;
    EXPECT_LT(footer, imprint) << format;
    EXPECT_NE(imprint, content.npos) << format;
  }
}

TEST(PublicationTest, EndsTheContentOfFeeds) {
  EXPECT_THAT(Content(v1::FORMAT_JSONFEED, WithPublication()),
              HasSubstr("Published by Example Press"));
}

TEST(PublicationTest, LeavesTheJsonOfADigestAsItIs) {
  EXPECT_EQ(Content(v1::FORMAT_JSON, WithPublication()), Content(v1::FORMAT_JSON, SampleOptions()));
}

TEST(LogoTest, TakesThePlaceOfTheMarkInTheWebPage) {
  v1::RenderOptions options = SampleOptions();
  const Outline without = OutlineOf(Content(v1::FORMAT_WEB, options));
  options.mutable_publication()->set_logo(Logo());
  const std::string page = Content(v1::FORMAT_WEB, options);

  const Outline outline = OutlineOf(page);
  EXPECT_EQ(outline.error, "");
  EXPECT_THAT(without.Values("src"), IsEmpty());
  const std::string address = absl::StrCat("data:image/png;base64,", absl::Base64Escape(Logo()));
  EXPECT_THAT(outline.Values("src"), ElementsAre(address, address));
  EXPECT_THAT(page, HasSubstr("width=\"72\" height=\"36\""));
  EXPECT_THAT(page, Not(HasSubstr("class=\"mark7\"")));
}

TEST(LogoTest, IsAPartOfTheMessageThatItsHtmlNames) {
  v1::RenderOptions options = SampleOptions();
  options.mutable_publication()->set_logo(Logo());
  const std::string mail = Content(v1::FORMAT_EMAIL, options);

  const std::vector<std::string> parts = PartsOf(mail);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[2], Logo());
  const std::size_t begin = mail.find("Content-ID: <") + 13;
  const std::string id = mail.substr(begin, mail.find('>', begin) - begin);
  EXPECT_THAT(parts[1], HasSubstr(absl::StrCat("src=\"cid:", id, "\"")));
  EXPECT_THAT(parts[1], Not(HasSubstr("data:")));
  EXPECT_EQ(mail, Content(v1::FORMAT_EMAIL, options));
}

TEST(LogoTest, IsDrawnOnEveryPicture) {
  for (const v1::Format format :
       {v1::FORMAT_SHARE_CARD, v1::FORMAT_COVER, v1::FORMAT_SQUARE_COVER}) {
    v1::RenderOptions options = SampleOptions();
    const std::string without = Content(format, options);
    options.mutable_publication()->set_logo(Logo());
    EXPECT_NE(Content(format, options), without) << format;
  }
}

TEST(LogoTest, StandsOnceInThePdf) {
  v1::RenderOptions options = SampleOptions();
  EXPECT_THAT(Content(v1::FORMAT_PDF, options), Not(HasSubstr("/Subtype /Image")));
  options.mutable_publication()->set_logo(Logo());
  const std::string pdf = Content(v1::FORMAT_PDF, options);
  const std::size_t at = pdf.find("/Subtype /Image");
  ASSERT_NE(at, pdf.npos);
  EXPECT_EQ(pdf.find("/Subtype /Image", at + 1), pdf.npos);
  EXPECT_THAT(pdf, HasSubstr("/Width 80"));
  EXPECT_EQ(pdf, Content(v1::FORMAT_PDF, options));
}

// Returns the fields that are wrong.
std::vector<std::string> WrongFields(const v1::RenderOptions& options) {
  const google::rpc::BadRequest wrong = BadRequestOf(CheckOptions(options));
  std::vector<std::string> fields;
  for (const auto& violation : wrong.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST(OptionsTest, AreAllRightIfNoneIsSet) {
  EXPECT_THAT(WrongFields({}), IsEmpty());
  EXPECT_THAT(WrongFields(SampleOptions()), IsEmpty());
  v1::RenderOptions options = WithPublication();
  options.mutable_publication()->set_logo(Logo());
  options.mutable_publication()->set_qr_url("https://example.org/follow");
  options.mutable_publication()->set_qr_caption("扫码关注");
  EXPECT_THAT(WrongFields(options), IsEmpty());
}

TEST(OptionsTest, AreNamedIfTheyAreWrong) {
  v1::RenderOptions options;
  options.set_web_url("javascript:alert(1)");
  options.set_feed_url("example.org/feed");
  options.set_feed_entries(static_cast<v1::FeedEntries>(9));
  options.set_sender("nobody");
  options.set_unsubscribe_url("https://user:secret@example.org");
  options.set_unsubscribe_email("a@b\r\nBcc: c@d");
  options.set_spacing(static_cast<v1::HanLatinSpacing>(9));
  v1::Publication& publication = *options.mutable_publication();
  publication.set_logo("<svg/>");
  publication.set_qr_url("data:,x");
  std::string caption;
  for (int i = 0; i < 41; ++i) caption += "扫";
  publication.set_qr_caption(caption);
  publication.set_masthead_note("two\nlines");
  publication.set_footer_note(std::string(601, 'x'));
  publication.set_imprint("bell\x07");
  EXPECT_THAT(
      WrongFields(options),
      ElementsAre("options.web_url", "options.feed_url", "options.feed_entries", "options.sender",
                  "options.unsubscribe_url", "options.unsubscribe_email", "options.spacing",
                  "options.publication.logo", "options.publication.qr_url",
                  "options.publication.qr_caption", "options.publication.masthead_note",
                  "options.publication.footer_note", "options.publication.imprint"));
}

TEST(OptionsTest, WantAnAddressToUnsubscribeThatNobodyReadsAlong) {
  v1::RenderOptions options;
  options.set_unsubscribe_url("http://example.org/leave");
  EXPECT_THAT(WrongFields(options), ElementsAre("options.unsubscribe_url"));
}

TEST(OptionsTest, AreCheckedBeforeAnythingIsRendered) {
  v1::RenderOptions options;
  options.set_sender("nobody");
  EXPECT_THAT(RenderDigest(SampleDigest("en"), v1::FORMAT_TEXT, options),
              testing::StatusIs(absl::StatusCode::kInvalidArgument, "options.sender"));
}

}  // namespace
}  // namespace sennight::rendering
