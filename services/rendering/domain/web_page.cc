#include "services/rendering/domain/web_page.h"

#include "services/rendering/domain/web_back.h"
#include "services/rendering/domain/web_front.h"
#include "services/rendering/domain/web_head.h"
#include "services/rendering/domain/web_section.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {

std::string RenderWebPage(const digest::v1::Digest& digest) {
  const DigestView view(digest, HanLatinGap::kStyleSheet);
  HtmlWriter html;
  WebText web(view, &html);

  html.Raw("<!DOCTYPE html>\n");
  html.Open("html", {{"lang", LangTag(view.language())}});
  html.Break();
  WriteHead(view, &html);
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
  return html.Finish() + "\n";
}

}  // namespace sennight::rendering
