#include "services/rendering/domain/web_back.h"

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/provenance.h"
#include "services/rendering/domain/web_mark.h"

namespace sennight::rendering {
namespace {

// Returns a, b, …, z, aa, ab, … for 1, 2, ….
std::string Letter(int place) {
  std::string letters;
  for (; place > 0; place = (place - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('a' + (place - 1) % 26));
  }
  return letters;
}

void WriteBackLinks(int number, WebText* web) {
  const int places = web->PlacesOf(number);
  if (places == 0) return;
  HtmlWriter& html = web->html();
  html.Open("span", {{"class", "back"}});
  html.Text(web->ui().back_links);
  for (int place = 1; place <= places; ++place) {
    html.Raw(" <a href=\"#c");  // PlaceId
    html.Number(number);
    html.Raw("-");
    html.Number(place);
    html.Raw("\" aria-label=\"");
    web->Filled(web->ui().back_link, place);
    html.Raw("\">");
    html.Text(Letter(place));
    html.Raw("</a>");
  }
  html.Close();
}

void WriteReference(int number, const digest::v1::Reference& reference, WebText* web) {
  HtmlWriter& html = web->html();
  const DigestView& view = web->view();
  const auto& url = view.UrlOf(number);
  html.Open("li", {{"id", ReferenceId(number)}});
  html.Element("span", {{"class", "n"}}, absl::StrCat("[", number, "]"));
  html.Open("div");
  html.Open("p", {{"class", "what"}});
  const std::string title = view.TitleOf(reference);
  const std::string lang =
      LangTag(reference.language().empty() ? view.language() : reference.language());
  if (url.has_value()) {
    html.Element("a", {Attribute::Href(*url), {"rel", "noopener external"}, {"lang", lang}}, title);
  } else {
    html.Element("span", {{"lang", lang}}, title);
  }
  html.Close();
  html.Open("p", {{"class", "who"}});
  const std::string_view kind = SourceKindName(reference.kind(), view.language());
  if (!kind.empty()) html.Element("span", {{"class", "chip"}}, kind);
  const std::string who = view.PublisherAndDate(reference);
  if (!who.empty()) html.Element("span", {}, who);
  WriteBackLinks(number, web);
  html.Close();
  if (!reference.url().empty()) {
    html.Element("p", {{"class", "url"}}, url.has_value() ? url->text() : reference.url());
  }
  html.Close(2);
  html.Break();
}

}  // namespace

void WriteInBrief(WebText* web) {
  const digest::v1::Digest& digest = web->view().digest();
  if (digest.in_brief_size() == 0) return;
  HtmlWriter& html = web->html();
  html.Open("section", {{"class", "brief"}, {"id", "brief"}});
  html.Element("h2", {}, web->ui().in_brief);
  html.Open("ul");
  for (const digest::v1::BriefStory& brief : digest.in_brief()) {
    html.Open("li");
    html.Open("span", {{"class", "when"}});
    const auto days = DigestView::DaysOf(brief.occurred());
    if (days.has_value() && days->precision == window::Precision::kDay) {
      html.Element("time", {{"datetime", MachineDate(*days)}},
                   PrintShortDay(days->last, web->view().language()));
    }
    html.Close();
    html.Open("p");
    web->Inline(brief.text());
    html.Close();
    if (!brief.category_label().empty()) {
      html.Element("span", {{"class", "chip"}}, web->view().Plain(brief.category_label()));
    }
    html.Close();
  }
  html.Close(2);
  html.Break();
}

void WriteClosing(WebText* web) {
  const digest::v1::Digest& digest = web->view().digest();
  if (digest.closing().runs_size() == 0) return;
  HtmlWriter& html = web->html();
  html.Open("section", {{"class", "closing"}});
  html.Element("h2", {}, web->ui().closing);
  html.Open("p");
  web->Inline(digest.closing());
  html.Close(2);
  html.Break();
}

void WriteReferences(WebText* web) {
  const digest::v1::Digest& digest = web->view().digest();
  if (digest.references_size() == 0) return;
  HtmlWriter& html = web->html();
  html.Open("section", {{"class", "refs"}, {"id", "references"}});
  html.Element("h2", {}, web->ui().references);
  html.Open("ol");
  html.Break();
  int number = 0;
  for (const digest::v1::Reference& reference : digest.references()) {
    WriteReference(++number, reference, web);
  }
  html.Close(2);
  html.Break();
}

void WriteFooter(WebText* web) {
  HtmlWriter& html = web->html();
  const DigestView& view = web->view();
  html.Open("footer");
  html.Open("div", {{"class", "page"}});
  if (const std::vector<std::string> notes = view.EndNotes(); !notes.empty()) {
    html.Open("section");
    html.Element("h2", {}, web->ui().disclaimers);
    for (const std::string& note : notes) html.Element("p", {}, note);
    html.Close();
  }
  html.Open("section", {{"class", "checks"}});
  html.Element("h2", {}, web->ui().checks);
  html.Open("ul");
  for (const std::string& line : ProvenanceLines(view)) html.Element("li", {}, line);
  html.Close(2);
  html.Open("p", {{"class", "sign"}});
  WriteLogoOrMark(web);
  html.Element("b", {}, view.Publication());
  if (const std::string contact = view.Plain(view.digest().branding().contact());
      !contact.empty()) {
    html.Element("span", {}, absl::StrCat(web->ui().contact, web->ui().colon, contact));
  }
  html.Close(3);
  html.Break();
}

}  // namespace sennight::rendering
