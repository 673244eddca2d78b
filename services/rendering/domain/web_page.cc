#include "services/rendering/domain/web_page.h"

#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/web_back.h"
#include "services/rendering/domain/web_front.h"
#include "services/rendering/domain/web_head.h"
#include "services/rendering/domain/web_section.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {

namespace {

std::vector<digest::v1::Finding> Check(const DigestView& view) {
  FormatFindings findings(view.language());
  const digest::v1::Branding& branding = view.digest().branding();
  const Palette& palette = view.palette();
  const auto check = [&](const std::string& text, Color printed, std::string_view path) {
    const auto color = Color::Parse(text);
    if (text.empty() || (color.has_value() && *color == printed)) return;
    findings.Add(kWebAccent, path, {view.Plain(text)});
  };
  check(branding.accent_color(), palette.light.accent, "/branding/accentColor");
  check(branding.accent_color_dark(), palette.dark.accent, "/branding/accentColorDark");
  if (LangTag(view.language()) != view.language()) {
    findings.Add(kWebLanguage, "/language", {view.Plain(view.language())});
  }
  return findings.Take();
}

}  // namespace

Rendered RenderWebPage(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  const DigestView view(digest, GapOf(options, HanLatinGap::kStyleSheet), ThemeOf(options),
                        options.publication());
  HtmlWriter html;
  WebText web(view, &html);

  html.Raw("<!DOCTYPE html>\n");
  html.Open("html", {{"lang", LangTag(view.language())}});
  html.Break();
  WriteHead(view, SafeUrl::Parse(options.web_url()), &html);
  html.Open("body");
  html.Break();
  html.Element("a", {Attribute::HrefTo("main"), {"class", "skip"}}, web.ui().skip_to_content);
  WriteMasthead(&web);
  html.Open("main", {{"class", "page"}, {"id", "main"}});
  html.Break();
  WriteTitle(&web);
  WriteTimeline(&web);
  html.Open("div", {{"class", "body"}});
  html.Break();
  WriteRail(&web);
  WriteGlance(&web);
  for (int i = 0; i < digest.sections_size(); ++i) WriteSection(i, &web);
  WriteInBrief(&web);
  WriteClosing(&web);
  WriteReferences(&web);
  html.Close(2);
  html.Break();
  WriteFooter(&web);
  return {.content = html.Finish() + "\n", .findings = Check(view)};
}

}  // namespace sennight::rendering
