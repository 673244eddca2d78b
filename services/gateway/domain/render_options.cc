#include "services/gateway/domain/render_options.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/text/utf8.h"
#include "common/url/mail_address.h"
#include "common/url/url.h"
#include "common/window/civil_date.h"
#include "google/rpc/error_details.pb.h"

namespace sennight::gateway {
namespace {

using TextMap = google::protobuf::Map<std::string, std::string>;
using rendering::v1::RenderOptions;

// As the contract of the rendering service says.
constexpr std::size_t kMaxCaption = 40;
constexpr std::size_t kMaxMastheadNote = 120;
constexpr std::size_t kMaxEndNote = 600;

// What a topic's addresses may hold, and what stands there for a digest.
constexpr char kTopicPlace[] = "{topic}";
constexpr char kPeriodPlace[] = "{period}";
constexpr char kLanguagePlace[] = "{language}";

std::string Filled(const std::string& address, std::string_view topic, std::string_view period,
                   std::string_view language) {
  return absl::StrReplaceAll(address, {{kTopicPlace, std::string(topic)},
                                       {kPeriodPlace, std::string(period)},
                                       {kLanguagePlace, std::string(language)}});
}

// Returns the week of a digest, or its days, both inclusive.
std::string PeriodOf(const digest::v1::Digest& digest) {
  if (!digest.week().empty()) return digest.week();
  const auto end = window::ParseCivilDay(digest.window().end());
  return absl::StrCat(digest.window().start(), "--",
                      end.ok() ? window::FormatCivilDay(*end - 1) : digest.window().end());
}

const std::string& TextIn(const TextMap& texts, const std::string& language) {
  static const std::string& none = *new std::string;
  const auto text = texts.find(language);
  return text == texts.end() ? none : text->second;
}

// Whether an address names its host as it is, which renditions print.
bool NamesHost(const std::string& address, const std::string& host) {
  return absl::StrContains(absl::AsciiStrToLower(address), host) &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' ||
                  c == '_';
         });
}

// The longest name of a topic: an address must be one with any.
constexpr std::size_t kMostTopicBytes = 63;

// Checks what of one topic is for the renderer.
class Inspection {
 public:
  Inspection(const topic::v1::Topic& topic, FieldViolations* violations)
      : topic_(topic), violations_(*violations) {}

  void Run() {
    const RenderOptions& options = topic_.render_options();
    Address("render_options.web_url", options.web_url());
    Address("render_options.feed_url", options.feed_url());
    Address("render_options.unsubscribe_url", options.unsubscribe_url());
    if (!options.unsubscribe_url().empty() && !options.unsubscribe_url().starts_with("https://")) {
      Add("render_options.unsubscribe_url", "want an https address");
    }
    Mail("render_options.sender", options.sender());
    Mail("render_options.unsubscribe_email", options.unsubscribe_email());
    if (!rendering::v1::FeedEntries_IsValid(options.feed_entries())) {
      Add("render_options.feed_entries", "want FEED_ENTRIES_EDITION or FEED_ENTRIES_STORIES");
    }
    if (!rendering::v1::HanLatinSpacing_IsValid(options.spacing())) {
      Add("render_options.spacing", "want HAN_LATIN_SPACING_SPACE or HAN_LATIN_SPACING_NONE");
    }
    if (options.has_custom_theme()) {
      Add("render_options.custom_theme",
          "want the id of a theme in `theme`, and the theme installed");
    }
    if (options.has_publication()) {
      Add("render_options.publication", "want the texts in `branding`, in each language");
    }
    const topic::v1::Branding& branding = topic_.branding();
    Address("branding.qr_url", branding.qr_url());
    Texts("branding.qr_caption", branding.qr_caption(), kMaxCaption);
    Texts("branding.masthead_note", branding.masthead_note(), kMaxMastheadNote);
    Texts("branding.footer_note", branding.footer_note(), kMaxEndNote);
    Texts("branding.imprint", branding.imprint(), kMaxEndNote);
  }

 private:
  // An address is one when its places are filled, and has no others.
  void Address(std::string_view field, const std::string& address) {
    if (address.empty()) return;
    const std::string filled =
        Filled(address, std::string(kMostTopicBytes, 't'), "2025-12-09..2025-12-15", "zh-CN");
    if (filled.find_first_of("{}") != filled.npos) {
      Add(field, "want no other places than {topic}, {period} and {language}");
    } else if (const auto url = url::Url::Parse(filled); !url.ok()) {
      Add(field, std::string(url.status().message()));
    } else if (!NamesHost(filled, url->host())) {
      Add(field, "want a host's name of letters, digits, dots and dashes (xn--… for others)");
    }
  }

  void Mail(std::string_view field, const std::string& address) {
    if (!address.empty() && !url::MailAddress::Parse(address).has_value()) {
      Add(field, "want an address of mail such as digest@example.org");
    }
  }

  void Texts(std::string_view field, const TextMap& texts, std::size_t most) {
    for (const std::string& language : topic_.languages()) {
      const std::u32string characters = text::ToCodePoints(TextIn(texts, language));
      const std::string place = absl::StrCat(std::string(field), "[", language, "]");
      if (characters.size() > most) {
        Add(place, absl::StrCat("want at most ", most, " characters, got ", characters.size()));
      }
      if (std::any_of(characters.begin(), characters.end(),
                      [](char32_t c) { return c < 0x20 || c == 0x7F; })) {
        Add(place, "want a text without line ends and control characters");
      }
    }
  }

  void Add(std::string_view field, std::string_view description) {
    violations_.Add(field, description);
  }

  const topic::v1::Topic& topic_;
  FieldViolations& violations_;
};

}  // namespace

void CheckRenderOptions(const topic::v1::Topic& topic, FieldViolations* violations) {
  Inspection(topic, violations).Run();
}

RenderOptions RenderOptionsFor(const CoveredTopic& topic, const digest::v1::Digest& digest,
                               const RenderOptions& wanted) {
  RenderOptions options = topic.topic.render_options();
  const std::string period = PeriodOf(digest);
  const auto fill = [&](const std::string& address) {
    return Filled(address, digest.topic(), period, digest.language());
  };
  options.set_web_url(fill(options.web_url()));
  options.set_feed_url(fill(options.feed_url()));
  options.set_unsubscribe_url(fill(options.unsubscribe_url()));

  const topic::v1::Branding& branding = topic.topic.branding();
  rendering::v1::Publication& publication = *options.mutable_publication();
  publication.set_logo(topic.logo);
  publication.set_qr_url(fill(branding.qr_url()));
  publication.set_qr_caption(TextIn(branding.qr_caption(), digest.language()));
  publication.set_masthead_note(TextIn(branding.masthead_note(), digest.language()));
  publication.set_footer_note(TextIn(branding.footer_note(), digest.language()));
  publication.set_imprint(TextIn(branding.imprint(), digest.language()));
  options.MergeFrom(wanted);
  return options;
}

bool IsForTheCaller(const absl::Status& status, const RenderOptions& wanted) {
  if (!absl::IsInvalidArgument(status)) return false;
  constexpr std::string_view kOptions = "options.";
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) {
    const std::string_view path = violation.field();
    if (!path.starts_with(kOptions)) continue;
    const std::string_view rest = path.substr(kOptions.size());
    const std::string name(rest.substr(0, rest.find_first_of(".[")));
    const auto* field = RenderOptions::descriptor()->FindFieldByName(name);
    if (field == nullptr) continue;
    if (wanted.GetReflection()->HasField(wanted, field)) return true;
  }
  return false;
}

}  // namespace sennight::gateway
