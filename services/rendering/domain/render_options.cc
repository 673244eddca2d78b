#include "services/rendering/domain/render_options.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/image/png.h"
#include "common/status/status.h"
#include "common/text/utf8.h"
#include "common/url/mail_address.h"
#include "common/url/url.h"
#include "services/rendering/domain/limits.h"
#include "services/rendering/domain/safe_url.h"
#include "services/rendering/domain/theme.h"

namespace sennight::rendering {
namespace {

// Checks the fields of a request's options; what is not set is right.
class Inspection {
 public:
  explicit Inspection(const v1::RenderOptions& options) : options_(options) {}

  absl::Status Run() {
    Web("web_url", options_.web_url());
    Web("feed_url", options_.feed_url());
    if (!v1::FeedEntries_IsValid(options_.feed_entries())) {
      Add("feed_entries", "want FEED_ENTRIES_EDITION or FEED_ENTRIES_STORIES");
    }
    Mail("sender", options_.sender());
    Web("unsubscribe_url", options_.unsubscribe_url());
    // RFC 8058: mail programs send the request by themselves, so nobody may read along.
    if (const auto url = SafeUrl::Parse(options_.unsubscribe_url());
        url.has_value() && !url->text().starts_with("https:")) {
      Add("unsubscribe_url", "want an https address");
    }
    Mail("unsubscribe_email", options_.unsubscribe_email());
    if (!v1::HanLatinSpacing_IsValid(options_.spacing())) {
      Add("spacing", "want HAN_LATIN_SPACING_SPACE or HAN_LATIN_SPACING_NONE");
    }
    CheckPublication();
    return found_.ToStatus();
  }

 private:
  void CheckPublication() {
    const v1::Publication& publication = options_.publication();
    if (!publication.logo().empty()) {
      const auto logo = image::ReadLogo(publication.logo());
      if (!logo.ok()) Add("publication.logo", std::string(logo.status().message()));
    }
    Web("publication.qr_url", publication.qr_url());
    Text("publication.qr_caption", publication.qr_caption(), kMaxCaption);
    Text("publication.masthead_note", publication.masthead_note(), kMaxMastheadNote);
    Text("publication.footer_note", publication.footer_note(), kMaxEndNote);
    Text("publication.imprint", publication.imprint(), kMaxEndNote);
  }

  void Web(std::string_view field, const std::string& url) {
    if (!url.empty() && !SafeUrl::Parse(url).has_value()) {
      Add(field, absl::StrCat("want an http or https address without credentials, at most ",
                              url::kMaxUrlBytes, " bytes"));
    }
  }

  void Mail(std::string_view field, const std::string& address) {
    if (!address.empty() && !url::MailAddress::Parse(address).has_value()) {
      Add(field, "want an address of mail such as digest@example.org");
    }
  }

  void Text(std::string_view field, const std::string& value, std::size_t most) {
    const std::u32string characters = text::ToCodePoints(value);
    if (characters.size() > most) {
      Add(field, absl::StrCat("want at most ", most, " characters, got ", characters.size()));
    }
    for (const char32_t c : characters) {
      if (c >= 0x20 && c != 0x7F) continue;
      Add(field, "want a text without line ends and control characters");
      return;
    }
  }

  void Add(std::string_view field, std::string_view description) {
    found_.Add(absl::StrCat("options.", std::string(field)), description);
  }

  const v1::RenderOptions& options_;
  FieldViolations found_;
};

}  // namespace

absl::Status CheckOptions(const v1::RenderOptions& options) {
  if (options.has_custom_theme()) {
    absl::Status status = CheckTheme(options.custom_theme(), "options.custom_theme");
    if (!status.ok()) return status;
  }
  return Inspection(options).Run();
}

}  // namespace sennight::rendering
