#include "services/rendering/domain/web_front.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/figures.h"
#include "services/rendering/domain/timeline.h"
#include "services/rendering/domain/web_mark.h"

namespace sennight::rendering {
namespace {

// Most figures that the rail shows large.
constexpr std::size_t kMaxKeyFigures = 3;

using digest::v1::Digest;
using digest::v1::Section;

void WriteMark(const TimelineMark& mark, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("a", {Attribute::HrefTo(SectionId(mark.section)),
                  {"class", mark.is_late ? "mark late" : "mark"}});
  html.Element("b", {}, absl::StrCat(mark.section + 1));
  if (mark.language.empty()) {
    html.Open("span");
  } else {
    html.Open("span", {{"lang", LangTag(mark.language)}});
  }
  html.Text(mark.label);
  html.Close();
  if (mark.is_late) {
    html.Element("span", {{"class", "hear"}},
                 absl::StrCat(web->ui().open_parenthesis, web->ui().outside_window,
                              web->ui().close_parenthesis));
  }
  html.Close();
}

void WriteColumn(const TimelineColumn& column, bool begins_window, bool ends_window, WebText* web) {
  HtmlWriter& html = web->html();
  std::string classes = column.in_window ? "in" : "out";
  if (begins_window) classes += " first";
  if (ends_window) classes += " last";
  if (column.joins_next) classes += " join";
  html.Open("li", {{"class", classes}});
  html.Open("span", {{"class", "axis"}, {"aria-hidden", "true"}});
  const bool is_late = std::any_of(column.marks.begin(), column.marks.end(),
                                   [](const TimelineMark& mark) { return mark.is_late; });
  html.Element("i",
               {{"class", column.marks.empty() ? "dot"
                          : is_late            ? "dot late"
                                               : "dot on"}},
               "");
  html.Close();
  html.Element("time", {{"datetime", window::FormatCivilDay(column.day)}},
               PrintShortDay(column.day, web->view().language()));
  html.Element("span", {{"class", "wd"}},
               std::string(PrintWeekday(column.day, web->view().language())));
  for (const TimelineMark& mark : column.marks) WriteMark(mark, web);
  html.Close();
}

// Opens an entry of the contents; the caller writes its text and closes three elements.
void OpenContentsEntry(std::string_view id, std::string_view number, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("li");
  html.Open("a", {Attribute::HrefTo(id)});
  html.Element("span", {{"class", "n"}}, number);
  html.Open("span");
}

void WriteFigures(const std::vector<KeyFigure>& figures, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("section", {{"class", "key"}, {"aria-labelledby", "key"}});
  html.Element("h2", {{"id", "key"}}, web->ui().in_figures);
  html.Open("ul");
  for (const KeyFigure& key : figures) {
    html.Open("li");
    html.Open("a", {Attribute::HrefTo(SectionId(key.section))});
    html.Element("b", {}, key.figure.value);
    html.Element("span", {}, key.figure.label);
    if (!key.figure.count.empty()) html.Element("small", {}, key.figure.count);
    html.Close(2);
  }
  html.Close(2);
  html.Break();
}

}  // namespace

void WriteMasthead(WebText* web) {
  HtmlWriter& html = web->html();
  const digest::v1::Branding& branding = web->view().digest().branding();
  html.Open("header", {{"class", "bar"}});
  html.Open("div", {{"class", "page"}});
  WriteLogoOrMark(web);
  if (const auto home = SafeUrl::Parse(branding.home_url()); home.has_value()) {
    html.Element("a", {Attribute::Href(*home), {"class", "name"}}, web->view().Publication());
  } else {
    html.Element("span", {{"class", "name"}}, web->view().Publication());
  }
  const std::string tagline = web->view().Plain(branding.tagline());
  if (!tagline.empty()) html.Element("span", {{"class", "tag"}}, tagline);
  if (const std::string note = web->view().MastheadNote(); !note.empty()) {
    html.Element("span", {{"class", "mast"}}, note);
  }
  html.Close(2);
  html.Break();
}

void WriteTitle(WebText* web) {
  HtmlWriter& html = web->html();
  const Digest& digest = web->view().digest();
  html.Open("div", {{"class", "hero"}});
  html.Open("p", {{"class", "kick"}});
  if (const std::string week = web->view().YearAndWeek(); !week.empty()) {
    html.Element("span", {}, week);
  }
  html.Element("span", {}, web->view().WindowDates());
  html.Close();
  html.Open("h1");
  if (web->view().Headline(digest.title()).empty()) {
    web->Headline(web->view().Title());
  } else {
    web->Headline(digest.title());
  }
  html.Close();
  if (digest.intro().runs_size() > 0) {
    html.Open("p", {{"class", "dek"}});
    web->Inline(digest.intro());
    html.Close();
  }
  html.Open("ul", {{"class", "meta"}});
  html.Element("li", {}, text::Fill(web->ui().stories, absl::StrCat(web->view().CountStories())));
  html.Element("li", {}, text::Fill(web->ui().sources, absl::StrCat(digest.references_size())));
  html.Element("li", {}, text::Fill(web->ui().reading_time, absl::StrCat(ReadingMinutes(digest))));
  html.Close(2);
  html.Break();
}

void WriteTimeline(WebText* web) {
  HtmlWriter& html = web->html();
  const std::vector<TimelineColumn> columns = MakeTimeline(web->view());
  html.Open("section", {{"class", "week"}, {"aria-labelledby", "week"}});
  html.Element("h2", {{"class", "hear"}, {"id", "week"}}, web->ui().timeline);
  html.Open("p", {{"class", "legend"}, {"aria-hidden", "true"}});
  const bool has_late = std::any_of(columns.begin(), columns.end(), [](const TimelineColumn& c) {
    return std::any_of(c.marks.begin(), c.marks.end(),
                       [](const TimelineMark& mark) { return mark.is_late; });
  });
  if (has_late) html.Element("span", {{"class", "late"}}, web->ui().outside_window);
  html.Element("span", {{"class", "now"}}, web->ui().window);
  html.Close();
  html.Open("ol", {{"class", columns.size() > 10 ? "days many" : "days"}});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool in_window = columns[i].in_window;
    WriteColumn(columns[i], in_window && (i == 0 || !columns[i - 1].in_window),
                in_window && (i + 1 == columns.size() || !columns[i + 1].in_window), web);
  }
  html.Close(2);
  html.Break();
}

void WriteGlance(WebText* web) {
  HtmlWriter& html = web->html();
  const Digest& digest = web->view().digest();
  if (digest.highlights_size() == 0) return;
  html.Open("section", {{"class", "glance"}, {"aria-labelledby", "glance"}});
  html.Element("h2", {{"id", "glance"}}, web->ui().at_a_glance);
  html.Open("ol");
  for (const digest::v1::Highlight& highlight : digest.highlights()) {
    const auto section =
        std::find_if(digest.sections().begin(), digest.sections().end(),
                     [&](const Section& s) { return s.section_id() == highlight.section_id(); });
    const bool is_known = section != digest.sections().end();
    const int index = static_cast<int>(section - digest.sections().begin());
    html.Open("li");
    html.Element("span", {{"class", "n"}, {"aria-hidden", "true"}},
                 is_known ? absl::StrCat(index + 1) : "·");
    if (is_known) {
      html.Open("a", {Attribute::HrefTo(SectionId(index))});
      web->Headline(highlight.text());
      html.Close();
      if (!section->category_label().empty()) {
        html.Element("span", {{"class", "chip"}}, web->view().Plain(section->category_label()));
      }
    } else {
      html.Open("span");
      web->Plain(highlight.text());
      html.Close();
    }
    html.Close();
  }
  html.Close(2);
  html.Break();
}

void WriteRail(WebText* web) {
  HtmlWriter& html = web->html();
  const Digest& digest = web->view().digest();
  html.Open("div", {{"class", "side rail"}});
  const std::vector<KeyFigure> figures = KeyFigures(web->view(), kMaxKeyFigures);
  if (!figures.empty()) WriteFigures(figures, web);
  html.Open("nav", {{"aria-labelledby", "contents"}});
  html.Element("h2", {{"id", "contents"}}, web->ui().contents);
  html.Open("ol");
  for (int i = 0; i < digest.sections_size(); ++i) {
    OpenContentsEntry(SectionId(i), absl::StrCat(i + 1), web);
    web->Headline(digest.sections(i).heading());
    html.Close(3);
  }
  if (digest.in_brief_size() > 0) {
    OpenContentsEntry("brief", "·", web);
    html.Text(web->ui().in_brief);
    html.Close(3);
  }
  if (digest.references_size() > 0) {
    OpenContentsEntry("references", "·", web);
    html.Text(web->ui().references);
    html.Close(3);
  }
  html.Close(3);
  html.Break();
}

}  // namespace sennight::rendering
