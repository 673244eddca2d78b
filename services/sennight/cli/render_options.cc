#include "services/sennight/cli/render_options.h"

#include <string>

#include "services/sennight/cli/files.h"

namespace sennight::cli {
namespace {

// Most bytes of a logo that are read; the service takes fewer.
constexpr size_t kMostLogoBytes = size_t{1} << 20;

}  // namespace

std::vector<Option> RenderOptionList() {
  return {
      {.name = "theme", .value = "ID", .purpose = "The theme; default: the first."},
      {.name = "web-url",
       .value = "URL",
       .purpose = "Where the web page is published; other formats link to it."},
      {.name = "feed-url", .value = "URL", .purpose = "Where the feed is published."},
      {.name = "stories", .purpose = "Feeds have an entry for each story."},
      {.name = "sender", .value = "ADDRESS", .purpose = "Whom e-mail is from."},
      {.name = "unsubscribe-url",
       .value = "URL",
       .purpose = "Where a reader leaves the list with one click."},
      {.name = "unsubscribe-email",
       .value = "ADDRESS",
       .purpose = "The address that a reader leaves the list by writing to."},
      {.name = "spacing",
       .value = "HOW",
       .purpose = "The gap between ideographs and Western letters: space or none; default: as "
                  "the format does."},
      {.name = "logo",
       .value = "FILE",
       .purpose = "A PNG of 16 to 1,024 pixels a side and at most 64 KiB."},
      {.name = "qr-url",
       .value = "URL",
       .purpose = "Where the QR code of the share card leads; default: the web page."},
      {.name = "qr-caption", .value = "TEXT", .purpose = "What is said beside the QR code."},
      {.name = "masthead-note",
       .value = "TEXT",
       .purpose = "A line under the name of the publication."},
      {.name = "footer-note", .value = "TEXT", .purpose = "What stands after the references."},
      {.name = "imprint", .value = "TEXT", .purpose = "Who is responsible for the publication."}};
}

absl::StatusOr<rendering::v1::RenderOptions> ReadRenderOptions(const Arguments& arguments) {
  rendering::v1::RenderOptions options;
  options.set_theme(arguments.Text("theme"));
  options.set_web_url(arguments.Text("web-url"));
  options.set_feed_url(arguments.Text("feed-url"));
  if (arguments.Has("stories")) options.set_feed_entries(rendering::v1::FEED_ENTRIES_STORIES);
  options.set_sender(arguments.Text("sender"));
  options.set_unsubscribe_url(arguments.Text("unsubscribe-url"));
  options.set_unsubscribe_email(arguments.Text("unsubscribe-email"));
  if (const std::string spacing = arguments.Text("spacing"); spacing == "space") {
    options.set_spacing(rendering::v1::HAN_LATIN_SPACING_SPACE);
  } else if (spacing == "none") {
    options.set_spacing(rendering::v1::HAN_LATIN_SPACING_NONE);
  } else if (arguments.Has("spacing")) {
    return absl::InvalidArgumentError("--spacing: want space or none");
  }
  if (arguments.Has("logo")) {
    const absl::StatusOr<std::string> logo = ReadFile(arguments.Text("logo"), kMostLogoBytes);
    if (!logo.ok()) return logo.status();
    options.mutable_publication()->set_logo(*logo);
  }
  const auto text = [&](const char* name, auto set) {
    if (arguments.Has(name)) (options.mutable_publication()->*set)(arguments.Text(name));
  };
  using rendering::v1::Publication;
  text("qr-url", &Publication::set_qr_url<std::string>);
  text("qr-caption", &Publication::set_qr_caption<std::string>);
  text("masthead-note", &Publication::set_masthead_note<std::string>);
  text("footer-note", &Publication::set_footer_note<std::string>);
  text("imprint", &Publication::set_imprint<std::string>);
  return options;
}

}  // namespace sennight::cli
