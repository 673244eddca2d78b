#include "services/rendering/domain/web_section.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/figures.h"

namespace sennight::rendering {
namespace {

using digest::v1::Section;
using digest::v1::Story;

// Most sources that are listed beside a section; the references have them all.
constexpr std::size_t kMaxListedSources = 6;

void WriteDates(const std::string& printed, const event::v1::EventDate& date, WebText* web) {
  if (printed.empty()) return;
  const auto days = DigestView::DaysOf(date);
  if (days.has_value()) {
    web->html().Element("time", {{"datetime", MachineDate(*days)}}, printed);
  } else {
    web->html().Element("span", {}, printed);
  }
}

void WriteSubject(const Story& story, WebText* web) {
  if (web->view().Plain(story.subject()).empty()) return;
  web->html().Open("span", {{"class", "subject"}});
  web->Plain(story.subject());
  web->html().Close();
}

void WriteBar(const Figure& figure, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("li");
  html.Open("span", {{"class", "label"}});
  html.Text(figure.label);
  if (!figure.detail.empty()) html.Element("small", {}, figure.detail);
  html.Close();
  html.Open("span", {{"class", "share"}});
  html.Open("span", {{"class", "track"}, {"aria-hidden", "true"}});
  html.Element("i", {Attribute::Style({"width:", CssPart::Percent(*figure.share)})}, "");
  html.Close();
  html.Open("span", {{"class", "v"}});
  html.Element("b", {}, figure.value);
  if (!figure.count.empty()) html.Element("small", {}, figure.count);
  html.Close(3);
}

void WriteNumber(const Figure& figure, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("li");
  html.Element("span", {{"class", "label"}}, figure.label);
  html.Element("b", {}, figure.value);
  const std::string basis = figure.Basis(web->ui().list_comma);
  if (!basis.empty()) html.Element("small", {}, basis);
  html.Close();
}

// Writes the figures of a story: shares of a whole as bars, whatever else as numbers, and below
// them what they rest on.
void WriteFigures(const Story& story, WebText* web) {
  const std::vector<Figure>& figures = web->view().Figures(story);
  if (figures.empty()) return;
  HtmlWriter& html = web->html();
  html.Open("div", {{"class", "figures"}});
  const auto has_bar = [](const Figure& figure) { return figure.share.has_value(); };
  if (std::any_of(figures.begin(), figures.end(), has_bar)) {
    html.Open("ul", {{"class", "bars"}});
    for (const Figure& figure : figures) {
      if (has_bar(figure)) WriteBar(figure, web);
    }
    html.Close();
  }
  if (!std::all_of(figures.begin(), figures.end(), has_bar)) {
    html.Open("ul", {{"class", "nums"}});
    for (const Figure& figure : figures) {
      if (!has_bar(figure)) WriteNumber(figure, web);
    }
    html.Close();
  }
  std::vector<int> citations;
  for (const Figure& figure : figures) {
    citations.insert(citations.end(), figure.citations.begin(), figure.citations.end());
  }
  std::sort(citations.begin(), citations.end());
  citations.erase(std::unique(citations.begin(), citations.end()), citations.end());
  if (!citations.empty()) {
    html.Open("p", {{"class", "basis"}});
    html.Text(web->ui().source_list);
    web->Citations(citations);
    html.Close();
  }
  html.Close();
}

void WriteKeyPoints(const Story& story, WebText* web) {
  if (story.key_points_size() == 0) return;
  HtmlWriter& html = web->html();
  html.Open("ul", {{"class", "points"}});
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    html.Open("li");
    html.Element("b", {}, web->view().Plain(point.label()));
    html.Text(" ");
    html.Open("span");
    web->Inline(point.text());
    html.Close(2);
  }
  html.Close();
}

void WriteConflicts(const Story& story, WebText* web) {
  HtmlWriter& html = web->html();
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    html.Open("div", {{"class", "conflict"}});
    html.Open("p");
    html.Element("b", {}, web->ui().sources_differ);
    if (const std::string label = web->view().Plain(conflict.label()); !label.empty()) {
      html.Text(web->ui().colon);
      html.Text(label);
    }
    html.Close();
    html.Open("ul");
    for (const digest::v1::InlineText& statement : conflict.statements()) {
      html.Open("li");
      web->Inline(statement);
      html.Close();
    }
    html.Close(2);
  }
}

void WriteNotes(const Story& story, WebText* web) {
  HtmlWriter& html = web->html();
  for (const digest::v1::Note& note : story.notes()) {
    const bool is_late = note.kind() == digest::v1::NOTE_KIND_LATE;
    html.Open("p", {{"class", is_late ? "note late" : "note"}});
    if (const std::string_view label = NoteLabel(note.kind(), web->ui()); !label.empty()) {
      html.Element("b", {}, label);
      html.Text(" ");
    }
    web->Inline(note.text());
    html.Close();
  }
}

void WriteReadMore(const Story& story, WebText* web) {
  const auto url = SafeUrl::Parse(story.read_more_url());
  if (!url.has_value()) return;
  HtmlWriter& html = web->html();
  html.Open("p", {{"class", "more"}});
  html.Text(web->ui().read_more);
  html.Text(web->ui().colon);
  html.Element("a", {Attribute::Href(*url), {"rel", "noopener external"}}, url->host());
  html.Close();
}

// Writes everything of a story below its headline.
void WriteStoryBody(const Story& story, WebText* web) {
  HtmlWriter& html = web->html();
  if (story.lead().runs_size() > 0) {
    html.Open("p", {{"class", "lead"}});
    web->Inline(story.lead());
    html.Close();
  }
  WriteFigures(story, web);
  WriteKeyPoints(story, web);
  WriteConflicts(story, web);
  WriteNotes(story, web);
  WriteReadMore(story, web);
}

void WriteCard(const Story& story, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("article", {{"class", "card"}});
  html.Open("h3");
  web->Headline(story.headline());
  if (web->view().Plain(story.headline()).empty())
    web->Headline(web->view().Plain(story.category_label()));
  html.Close();
  html.Open("p", {{"class", "facts"}});
  WriteDates(web->view().Dates(story.occurred()), story.occurred(), web);
  WriteSubject(story, web);
  html.Close();
  WriteStoryBody(story, web);
  html.Close();
  html.Break();
}

void WriteSources(int index, const Section& section, WebText* web) {
  const std::vector<int> sources = web->view().SourcesOf(section);
  if (sources.empty()) return;
  HtmlWriter& html = web->html();
  html.Open("div", {{"class", "side from"}});
  html.Element("p", {{"class", "label"}},
               absl::StrCat(TwoDigits(index + 1), " · ", web->ui().source_list));
  html.Open("ul");
  for (std::size_t i = 0; i < std::min(sources.size(), kMaxListedSources); ++i) {
    const digest::v1::Reference& reference = web->view().ReferenceAt(sources[i]);
    html.Open("li");
    web->ReferenceLink(sources[i]);
    html.Open("span");
    const std::string publisher = web->view().Plain(reference.publisher());
    html.Text(publisher.empty() ? web->view().TitleOf(reference) : publisher);
    const std::string_view kind = SourceKindName(reference.kind(), web->view().language());
    if (!kind.empty()) html.Element("small", {}, kind);
    html.Close(2);
  }
  html.Close();
  if (sources.size() > kMaxListedSources) {
    html.Element(
        "p", {},
        text::Fill(web->ui().more_sources, absl::StrCat(sources.size() - kMaxListedSources)));
  }
  html.Close();
}

void WriteHeader(int index, const Section& section, WebText* web) {
  HtmlWriter& html = web->html();
  html.Open("div", {{"class", "head"}});
  html.Element("span", {{"class", "no"}, {"aria-hidden", "true"}}, TwoDigits(index + 1));
  html.Open("div");
  html.Open("h2");
  const std::string heading = web->view().Plain(section.heading());
  if (heading.empty()) {
    web->Headline(text::Fill("{0} {1}", web->view().Plain(section.category_label()),
                             absl::StrCat(index + 1)));
  } else {
    web->Headline(section.heading());
  }
  html.Close();
  html.Open("p", {{"class", "facts"}});
  if (!section.category_label().empty()) {
    html.Element("span", {{"class", "chip"}}, web->view().Plain(section.category_label()));
  }
  const bool is_single = section.stories_size() == 1;
  WriteDates(web->view().Dates(section),
             is_single ? section.stories(0).occurred() : event::v1::EventDate(), web);
  if (is_single) WriteSubject(section.stories(0), web);
  html.Close(3);
}

}  // namespace

void WriteSection(int index, WebText* web) {
  HtmlWriter& html = web->html();
  const Section& section = web->view().digest().sections(index);
  html.Open("section", {{"class", "story"}, {"id", SectionId(index)}});
  WriteSources(index, section, web);
  WriteHeader(index, section, web);
  if (section.stories_size() == 1) {
    const Story& story = section.stories(0);
    const std::string heading = web->view().Plain(section.heading());
    if (!web->view().HeadlineUnder(heading, story).empty()) {
      html.Open("p", {{"class", "headline"}});
      web->Headline(story.headline());
      html.Close();
    }
    WriteStoryBody(story, web);
  } else if (section.stories_size() > 1) {
    html.Open("div", {{"class", "cards"}});
    for (const Story& story : section.stories()) WriteCard(story, web);
    html.Close();
  }
  html.Close();
  html.Break();
}

}  // namespace sennight::rendering
