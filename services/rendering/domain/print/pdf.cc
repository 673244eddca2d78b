#include "services/rendering/domain/print/pdf.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "common/text/fill.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/edition_id.h"
#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/print/pdf_chip.h"
#include "services/rendering/domain/print/pdf_figures.h"
#include "services/rendering/domain/print/pdf_file.h"
#include "services/rendering/domain/print/pdf_masthead.h"
#include "services/rendering/domain/print/pdf_page.h"
#include "services/rendering/domain/print/pdf_text.h"
#include "services/rendering/domain/print/pdf_timeline.h"
#include "services/rendering/domain/print/qr_code.h"
#include "services/rendering/domain/provenance.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering::print {
namespace {

using digest::v1::Section;
using digest::v1::Story;

constexpr double kLeading = 18;
constexpr double kRight = kMargin + kColumn;

// Returns the title for where nobody makes gaps.
std::string PlainTitle(const DigestView& view) {
  const std::string title = view.Headline(view.digest().title());
  return title.empty() ? view.Title() : title;
}

class PdfWriter {
 public:
  PdfWriter(const DigestView& view, PangoContext* context, std::string code)
      : view_(view),
        ui_(view.ui()),
        text_(view, context),
        pages_(context, {.left = view.Publication(),
                         .right = view.WindowDates(),
                         .color = text_.tones().mute,
                         .line = text_.tones().line}),
        code_(QrCodeOf(code)) {}

  void Write();
  PdfPages& pages() { return pages_; }

 private:
  void WriteFront();
  void WriteGlance();
  void WriteSection(int index);
  void WriteFacts(const Section& section, double x);
  void WriteStory(const Story& story, double x);
  void WriteLabelled(std::string_view label, const digest::v1::InlineText& text, Color color,
                     double x);
  void WriteInBrief();
  void WriteClosing();
  void WriteReferences();
  void WriteBack();
  void Title(std::string_view title);
  void Body(const digest::v1::InlineText& text, double x);

  const DigestView& view_;
  const UiText& ui_;
  PdfText text_;
  PdfPages pages_;
  std::optional<QrCode> code_;
};

void PdfWriter::Body(const digest::v1::InlineText& text, double x) {
  Paragraph paragraph = text_.Of(kRight - x, kLeading);
  text_.Add(text, text_.Body(), &paragraph);
  paragraph.Break();
  pages_.Flow(paragraph, x, "P");
}

void PdfWriter::Title(std::string_view title) {
  pages_.Space(20);
  pages_.Keep(60);
  pages_.Bookmark(std::string(title));
  pages_.Flow(text_.Of(kColumn, 24, title, text_.Heading(15)), kMargin, "H2");
  pages_.Space(4);
}

void PdfWriter::WriteFront() {
  std::string kicker = view_.YearAndWeek();
  absl::StrAppend(&kicker, kicker.empty() ? "" : "  /  ", view_.WindowDates());
  Face face = text_.Bold(text_.tones().accent);
  face.size = 9.5;
  pages_.Flow(text_.Of(kColumn, 18, kicker, face), kMargin, "P");
  pages_.Space(4);
  pages_.Bookmark(PlainTitle(view_));
  pages_.Flow(text_.Of(kColumn, 38, view_.Title(), text_.Heading(26)), kMargin, "H1");
  pages_.Space(6);
  Paragraph intro = text_.Of(kColumn, 20);
  text_.Add(view_.digest().intro(), {.size = 11.5, .color = text_.tones().mute}, &intro);
  intro.Break();
  pages_.Flow(intro, kMargin, "P");
  pages_.Space(6);
  const digest::v1::Digest& digest = view_.digest();
  const std::string facts =
      absl::StrCat(text::Fill(ui_.stories, absl::StrCat(view_.CountStories())), "    ",
                   text::Fill(ui_.sources, absl::StrCat(digest.references_size())), "    ",
                   text::Fill(ui_.reading_time, absl::StrCat(ReadingMinutes(digest))));
  pages_.Flow(text_.Of(kColumn, 16, facts, text_.Small(text_.tones().mute)), kMargin, "P");
}

void PdfWriter::WriteGlance() {
  const int count = view_.digest().highlights_size();
  if (count == 0) return;
  pages_.Space(14);
  constexpr double kInset = 16;
  std::vector<Chip> chips;
  double widest = 0;
  for (const digest::v1::Highlight& highlight : view_.digest().highlights()) {
    chips.emplace_back(text_, view_.Plain(view_.CategoryLabelOf(highlight)));
    widest = std::max(widest, chips.back().width() + 8);
  }
  const double width = kColumn - 2 * kInset - 24 - widest;
  std::vector<Paragraph> rows;
  double height = 24;
  for (const digest::v1::Highlight& highlight : view_.digest().highlights()) {
    rows.push_back(text_.Of(width, kLeading, view_.Plain(highlight.text()), text_.Body()));
    height += rows.back().height() + 3;
  }
  const double frame = height + 20;
  const bool is_framed = frame < kBottom - kTop;
  if (is_framed) {
    pages_.Keep(frame);
    pages_.Frame(kMargin, pages_.y(), kColumn, frame, 7, text_.tones().edge);
  }
  pages_.Advance(10);
  pages_.Flow(text_.Of(width, 22, ui_.at_a_glance, text_.Bold(text_.tones().accent)),
              kMargin + kInset, "P");
  for (std::size_t i = 0; i < rows.size() && !pages_.is_full(); ++i) {
    pages_.Keep(rows[i].height());
    pages_.Put(text_.Of(24, kLeading, absl::StrCat(i + 1), text_.Bold(text_.tones().accent)),
               kMargin + kInset, pages_.y(), "Lbl");
    const int page = pages_.page();
    const double y = pages_.y();
    pages_.Flow(rows[i], kMargin + kInset + 24, "P");
    if (pages_.page() == page) {
      chips[i].Put(kRight - kInset - chips[i].width(), y, kLeading, &pages_);
    }
    pages_.Advance(3);
  }
  pages_.Advance(10);
}

// A label and its text are never parted unless no page is high enough.
void PdfWriter::WriteLabelled(std::string_view label, const digest::v1::InlineText& text,
                              Color color, double x) {
  constexpr double kInset = 10;
  Paragraph paragraph = text_.Of(kRight - x - kInset, kLeading);
  if (!label.empty()) {
    paragraph.Add(absl::StrCat(std::string(label), ui_.colon), text_.Bold(color));
  }
  text_.Add(text, text_.Body(), &paragraph);
  paragraph.Break();
  if (paragraph.lines() == 0) return;
  pages_.Space(5);
  pages_.Keep(paragraph.height());
  if (pages_.y() + paragraph.height() <= kBottom) {
    pages_.Line(x, pages_.y() + 2, 1.6, paragraph.height() - 4, color);
  }
  pages_.Flow(paragraph, x + kInset, "P");
}

void PdfWriter::WriteStory(const Story& story, double x) {
  Paragraph lead = text_.Of(kRight - x, kLeading);
  text_.Add(story.lead(), text_.Body(), &lead);
  if (const auto url = SafeUrl::Parse(story.read_more_url()); url.has_value()) {
    lead.Add(absl::StrCat("  ", ui_.read_more, " ›"), text_.Small(text_.tones().accent),
             {.url = url});
  }
  lead.Break();
  pages_.Flow(lead, x, "P");
  WriteFigures(story, x, view_, text_, &pages_);
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    WriteLabelled(view_.Plain(point.label()), point.text(), text_.tones().accent, x);
  }
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    std::string label = absl::StrCat(ui_.sources_differ, " · ", view_.Plain(conflict.label()));
    for (const digest::v1::InlineText& statement : conflict.statements()) {
      WriteLabelled(label, statement, text_.tones().warm, x);
    }
  }
  for (const digest::v1::Note& note : story.notes()) {
    const bool is_late = note.kind() == digest::v1::NOTE_KIND_LATE;
    WriteLabelled(NoteLabel(note.kind(), ui_), note.text(),
                  is_late ? text_.tones().warm : text_.tones().mute, x);
  }
}

// The category, the days and the sources of a section in one line.
void PdfWriter::WriteFacts(const Section& section, double x) {
  const Face quiet = text_.Small(text_.tones().mute);
  const std::string category = view_.Plain(section.category_label());
  const Chip chip(text_, category);
  std::string facts = chip.width() > 0 ? std::string() : category;
  const auto add = [&facts](std::string_view fact) {
    if (!fact.empty()) absl::StrAppend(&facts, facts.empty() ? "" : "  ·  ", std::string(fact));
  };
  add(view_.Dates(section));
  if (section.stories_size() == 1) add(view_.Plain(section.stories(0).subject()));
  const std::vector<int> sources = view_.SourcesOf(section);
  if (!sources.empty()) add(ui_.source_list);
  const double indent = chip.width() > 0 ? chip.width() + 8 : 0;
  Paragraph line(pages_.context(),
                 {.width = kRight - x - indent, .leading = 15, .is_justified = false});
  line.Add(facts, quiet);
  text_.AddCitations(sources, 10.5, &line);
  line.Break();
  if (line.lines() == 0 && chip.width() == 0) return;
  pages_.Space(2);
  chip.Put(x, pages_.y(), 15, &pages_);
  pages_.Flow(line, x + indent, "P");
  if (line.lines() == 0) pages_.Advance(15);
}

void PdfWriter::WriteSection(int index) {
  const Section& section = view_.digest().sections(index);
  const std::string heading = view_.Plain(section.heading());
  Face number = text_.Bold(text_.tones().accent);
  number.size = 25;
  constexpr double kNumber = 42;
  const Paragraph title = text_.Of(kColumn - kNumber, 24, heading, text_.Heading(15.5));
  pages_.Space(20);
  // The number, the heading, and what comes first below it.
  pages_.Keep(std::max(title.height(), 24.0) + 16 + 3 * kLeading);
  pages_.Bookmark(absl::StrFormat("%02d %s", index + 1, view_.Headline(section.heading())));
  pages_.Place(SectionId(index));
  pages_.Put(text_.Of(kNumber, 26, absl::StrFormat("%02d", index + 1), number), kMargin, pages_.y(),
             "P");
  pages_.Flow(title, kMargin + kNumber, "H2");
  WriteFacts(section, kMargin + kNumber);
  pages_.Advance(5);
  const bool is_single = section.stories_size() == 1;
  for (const Story& story : section.stories()) {
    if (pages_.is_full()) return;
    if (is_single) {
      WriteStory(story, kMargin);
      continue;
    }
    const std::string headline = view_.HeadlineUnder(heading, story);
    pages_.Space(6);
    pages_.Keep(4 * kLeading);
    if (!headline.empty()) {
      Paragraph line = text_.Of(kColumn, kLeading);
      line.Add(headline, text_.Bold(text_.tones().accent));
      const std::string dates = view_.Dates(story.occurred());
      if (!dates.empty()) line.Add("  " + dates, text_.Small(text_.tones().mute));
      line.Break();
      pages_.Flow(line, kMargin, "H3");
    }
    WriteStory(story, kMargin);
  }
}

void PdfWriter::WriteInBrief() {
  if (view_.digest().in_brief_size() == 0) return;
  Title(ui_.in_brief);
  for (const digest::v1::BriefStory& brief : view_.digest().in_brief()) {
    WriteLabelled(view_.Dates(brief.occurred()), brief.text(), text_.tones().mute, kMargin);
  }
}

void PdfWriter::WriteClosing() {
  if (view_.digest().closing().runs_size() == 0) return;
  Title(ui_.closing);
  Body(view_.digest().closing(), kMargin);
}

void PdfWriter::WriteReferences() {
  if (view_.digest().references_size() == 0) return;
  Title(ui_.references);
  Face face{.size = 9, .color = text_.tones().ink};
  Face quiet{.size = 8, .color = text_.tones().mute};
  constexpr double kLabel = 26;
  constexpr double kKind = 72;
  for (int number = 1; number <= view_.digest().references_size() && !pages_.is_full(); ++number) {
    const digest::v1::Reference& reference = view_.ReferenceAt(number);
    const Chip kind(text_, SourceKindName(reference.kind(), view_.language()));
    Paragraph paragraph(
        pages_.context(),
        {.width = kColumn - kLabel - kKind, .leading = 14.5, .is_justified = false});
    const auto& url = view_.UrlOf(number);
    const std::string title = view_.TitleOf(reference);
    paragraph.Add(title, face, {.url = url});
    paragraph.Add(view_.BehindTitle(title, reference), face);
    if (url.has_value()) paragraph.Add("  " + url->text(), quiet);
    paragraph.Break();
    pages_.Keep(paragraph.height());
    pages_.Place(ReferenceId(number));
    pages_.Put(text_.Of(kLabel, 14.5, absl::StrCat("[", number, "]"), face), kMargin, pages_.y(),
               "Lbl");
    kind.Put(kRight - kind.width(), pages_.y(), 14.5, &pages_);
    pages_.Flow(paragraph, kMargin + kLabel, "P");
    pages_.Advance(2.5);
  }
}

void PdfWriter::WriteBack() {
  pages_.Space(14);
  constexpr double kCode = 64;
  const double width = code_.has_value() ? kColumn - kCode - 20 : kColumn;
  std::vector<Paragraph> rows;
  double height = 0;
  const auto add = [&](const std::string& line) {
    rows.push_back(text_.Of(width, 13.5, line, {.size = 8.2, .color = text_.tones().mute}));
    height += rows.back().height() + 3;
  };
  for (const std::string& note : view_.EndNotes()) add(note);
  if (const auto lines = ProvenanceLines(view_); !lines.empty()) {
    // No line begins with the dot.
    add(absl::StrJoin(lines, "\u00A0\u00A0\u00A0·   "));
  }
  pages_.Keep(std::max(height, kCode) + 10);
  pages_.Line(kMargin, pages_.y(), kColumn, 0.5, text_.tones().line);
  pages_.Advance(9);
  if (code_.has_value() && pages_.y() + kCode <= kBottom) {
    pages_.Code(*code_, kRight - kCode, pages_.y(), kCode);
  }
  for (const Paragraph& row : rows) {
    pages_.Flow(row, kMargin, "P");
    pages_.Advance(3);
  }
}

void PdfWriter::Write() {
  WriteMasthead(view_, text_, &pages_);
  WriteFront();
  WriteTimeline(view_, text_, &pages_);
  WriteGlance();
  for (int i = 0; i < view_.digest().sections_size() && !pages_.is_full(); ++i) WriteSection(i);
  WriteInBrief();
  WriteClosing();
  WriteReferences();
  WriteBack();
}

// Returns what the publication says about how its text came about, for the metadata.
std::string LabelOf(const DigestView& view) {
  for (const digest::v1::Disclaimer& disclaimer : view.digest().disclaimers()) {
    if (disclaimer.kind() == "automation") return view.Plain(disclaimer.text());
  }
  return {};
}

}  // namespace

absl::StatusOr<Rendered> RenderPdf(const digest::v1::Digest& digest,
                                   const v1::RenderOptions& options, const std::string& fonts) {
  const absl::StatusOr<Fonts*> known = Fonts::Of(fonts);
  if (!known.ok()) return known.status();
  const DigestView view(digest, GapOf(options, HanLatinGap::kStyleSheet), ThemeOf(options),
                        options.publication());
  const std::string language = LangTag(digest.language());
  const Owned<PangoContext> context = (*known)->ContextFor(language);
  auto url = SafeUrl::Parse(options.web_url());
  if (!url.has_value()) url = SafeUrl::Parse(digest.branding().home_url());
  PdfWriter writer(view, context.get(), url.has_value() ? url->text() : std::string());
  PdfSelf self{.language = language,
               .title = PlainTitle(view),
               .author = view.Publication(),
               .date = PrintRfc3339(MomentOf(view)),
               .label = LabelOf(view)};
  writer.pages().Describe(self.title, self.author, self.label, self.date);
  writer.Write();
  if (writer.pages().is_full()) {
    return InvalidField("digest", absl::StrCat("want at most ", kMaxPages, " pages of PDF"));
  }
  FormatFindings findings(digest.language());
  writer.pages().Check(view.chinese(), &findings);
  absl::StatusOr<std::string> pages = writer.pages().Finish();
  if (!pages.ok()) return pages.status();
  absl::StatusOr<std::string> pdf = WithSelf(*pages, self);
  if (!pdf.ok()) return pdf.status();
  return Rendered{.content = *std::move(pdf), .findings = findings.Take()};
}

}  // namespace sennight::rendering::print
