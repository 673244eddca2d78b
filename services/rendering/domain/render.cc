#include "services/rendering/domain/render.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/rendering/domain/email.h"
#include "services/rendering/domain/feed.h"
#include "services/rendering/domain/json.h"
#include "services/rendering/domain/markdown.h"
#include "services/rendering/domain/plain_text.h"
#include "services/rendering/domain/print/pdf.h"
#include "services/rendering/domain/print/picture.h"
#include "services/rendering/domain/render_options.h"
#include "services/rendering/domain/typography_check.h"
#include "services/rendering/domain/validate.h"
#include "services/rendering/domain/web_page.h"
#include "services/rendering/domain/wechat.h"

namespace sennight::rendering {
namespace {

using digest::v1::Digest;

using Render = absl::StatusOr<Rendered> (*)(const Digest& digest, const v1::RenderOptions& options,
                                            const std::string& fonts);

// A writer that needs no fonts, as one that does.
template <auto Write>
absl::StatusOr<Rendered> Text(const Digest& digest, const v1::RenderOptions& options,
                              const std::string& /*fonts*/) {
  return Write(digest, options);
}

struct FormatEntry {
  v1::Format format;
  const char* name;
  const char* content_type;
  const char* extension;
  Render render;
};

constexpr std::array<FormatEntry, 13> kFormats = {{
    {v1::FORMAT_WEB, "web", "text/html; charset=utf-8", "html", Text<RenderWebPage>},
    {v1::FORMAT_WECHAT, "wechat", "text/html; charset=utf-8", "wechat.html", Text<RenderWechat>},
    {v1::FORMAT_MARKDOWN, "markdown", "text/markdown; charset=utf-8", "md", Text<RenderMarkdown>},
    {v1::FORMAT_TEXT, "text", "text/plain; charset=utf-8", "txt", Text<RenderPlainText>},
    {v1::FORMAT_JSON, "json", "application/json", "json", Text<RenderJson>},
    {v1::FORMAT_EMAIL, "email", "message/rfc822", "eml", Text<RenderEmail>},
    {v1::FORMAT_ATOM, "atom", "application/atom+xml; charset=utf-8", "atom.xml", Text<RenderAtom>},
    {v1::FORMAT_RSS, "rss", "application/rss+xml; charset=utf-8", "rss.xml", Text<RenderRss>},
    {v1::FORMAT_JSONFEED, "jsonfeed", "application/feed+json", "feed.json", Text<RenderJsonFeed>},
    {v1::FORMAT_PDF, "pdf", "application/pdf", "pdf", print::RenderPdf},
    {v1::FORMAT_COVER, "cover", "image/png", "cover.png", print::RenderCover},
    {v1::FORMAT_SQUARE_COVER, "square_cover", "image/png", "square.png", print::RenderSquareCover},
    {v1::FORMAT_SHARE_CARD, "share_card", "image/png", "card.png", print::RenderShareCard},
}};

// Returns a part of a file name: letters, digits and dashes, the rest as dashes.
std::string FileNamePart(std::string_view text, std::string_view fallback) {
  constexpr std::size_t kMaxPart = 64;
  std::string part;
  for (const char c : text.substr(0, kMaxPart)) {
    part.push_back(absl::ascii_isalnum(static_cast<unsigned char>(c)) ? c : '-');
  }
  return part.empty() ? std::string(fallback) : part;
}

// Returns `cell-gene-therapy-2025-W50.zh-CN.html`; a free window stands with its first and last
// day in place of the week.
std::string FileName(const Digest& digest, std::string_view extension) {
  const std::string days = digest.week().empty()
                               ? absl::StrCat(FileNamePart(digest.window().start(), "from"), "-to-",
                                              FileNamePart(digest.window().end(), "end"))
                               : FileNamePart(digest.week(), "week");
  return absl::StrCat(FileNamePart(digest.topic(), "digest"), "-", days, ".",
                      FileNamePart(digest.language(), "und"), ".", std::string(extension));
}

}  // namespace

absl::StatusOr<v1::Rendition> RenderDigest(const Digest& digest, v1::Format format,
                                           const v1::RenderOptions& options,
                                           const std::string& fonts) {
  const auto entry = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const FormatEntry& e) { return e.format == format; });
  if (entry == kFormats.end()) {
    return InvalidField("format", absl::StrCat("want one of those that ListFormats lists, got ",
                                               static_cast<int>(format)));
  }
  if (absl::Status status = Validate(digest); !status.ok()) return status;
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  absl::StatusOr<Rendered> rendered = entry->render(digest, options, fonts);
  if (!rendered.ok()) return rendered.status();
  FormatFindings typography(digest.language());
  // JSON is the digest as it is, and nothing that is read.
  if (format != v1::FORMAT_JSON) CheckTypography(digest, &typography);
  if (format == v1::FORMAT_TEXT) CheckLines(rendered->content, &typography);

  v1::Rendition rendition;
  rendition.set_format(format);
  rendition.set_content(std::move(rendered->content));
  rendition.set_content_type(entry->content_type);
  rendition.set_file_name(FileName(digest, entry->extension));
  for (digest::v1::Finding& finding : rendered->findings) {
    *rendition.add_findings() = std::move(finding);
  }
  for (digest::v1::Finding& finding : typography.Take()) {
    *rendition.add_findings() = std::move(finding);
  }
  std::stable_sort(rendition.mutable_findings()->begin(), rendition.mutable_findings()->end(),
                   [](const auto& a, const auto& b) { return a.severity() < b.severity(); });
  if (format == v1::FORMAT_WECHAT) *rendition.mutable_wechat() = std::move(rendered->wechat);
  return rendition;
}

std::vector<v1::FormatDescription> Formats() {
  std::vector<v1::FormatDescription> formats;
  for (const FormatEntry& entry : kFormats) {
    v1::FormatDescription& format = formats.emplace_back();
    format.set_format(entry.format);
    format.set_name(entry.name);
    format.set_content_type(entry.content_type);
    format.set_file_extension(entry.extension);
  }
  return formats;
}

}  // namespace sennight::rendering
