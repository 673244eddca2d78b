#include "services/rendering/domain/print/pdf_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/rendering/domain/print/png.h"
#include "services/rendering/domain/typography_check.h"

namespace sennight::rendering::print {
namespace {

cairo_status_t Append(void* bytes, const unsigned char* data, unsigned size) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

void SetColor(cairo_t* cairo, Color color) {
  const auto& channels = color.channels();
  cairo_set_source_rgb(cairo, channels[0] / 255.0, channels[1] / 255.0, channels[2] / 255.0);
}

void RoundedPath(cairo_t* cairo, double x, double y, double width, double height, double radius) {
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x + width - radius, y + radius, radius, -kQuarter, 0);
  cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, kQuarter);
  cairo_arc(cairo, x + radius, y + height - radius, radius, kQuarter, 2 * kQuarter);
  cairo_arc(cairo, x + radius, y + radius, radius, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(cairo);
}

// Quotes a value for the attributes of a tag.
std::string Quoted(std::string_view text) {
  return absl::StrCat("'",
                      absl::StrReplaceAll(absl::string_view(text.data(), text.size()),
                                          {{"\\", "\\\\"}, {"'", "\\'"}}),
                      "'");
}

}  // namespace

PdfPages::PdfPages(PangoContext* context, RunningHead head)
    : context_(context),
      head_(std::move(head)),
      surface_(cairo_pdf_surface_create_for_stream(Append, &bytes_, kPageWidth, kPageHeight)),
      cairo_(cairo_create(surface_)) {
  // Later versions hide the catalog in compressed streams.
  cairo_pdf_surface_restrict_to_version(surface_, CAIRO_PDF_VERSION_1_4);
  BeginPage();
}

PdfPages::~PdfPages() {
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

void PdfPages::BeginPage() {
  y_ = kTop;
  const Face face{.size = 8.5, .color = head_.color};
  const Paragraph::Shape shape{.width = kColumn, .leading = 12, .is_justified = false};
  Paragraph left(context_, shape), right(context_, shape), number(context_, shape);
  left.Add(head_.left, face);
  right.Add(head_.right, face);
  number.Add(absl::StrCat(page_), face);
  left.Break();
  right.Break();
  number.Break();
  if (page_ > 1) {
    if (right.lines() > 0) right.Draw(cairo_, 0, kPageWidth - kMargin - right.WidthOf(0), kHead);
    const bool has_room = left.lines() == 1 && left.WidthOf(0) + 120 < kColumn;
    if (has_room) left.Draw(cairo_, 0, kMargin, kHead);
    Line(kMargin, kHead + 16, kColumn, 0.5, head_.line);
  }
  number.Draw(cairo_, 0, (kPageWidth - number.WidthOf(0)) / 2, kPageHeight - 46);
}

void PdfPages::EndPage() {
  cairo_show_page(cairo_);
  ++page_;
}

void PdfPages::Space(double height) {
  if (y_ > kTop) y_ += height;
}

void PdfPages::Keep(double height) {
  if (y_ + height <= kBottom || y_ == kTop) return;
  if (height > kBottom - kTop) return;
  EndPage();
  BeginPage();
}

void PdfPages::DrawLine(const Paragraph& paragraph, std::size_t line, double x, double y) {
  paragraph.Draw(cairo_, line, x, y);
  const auto count = [this](LineFaults* faults) {
    if (++faults->lines == 1) faults->page = page_;
  };
  if (line > 0 && MayNotBeginLine(paragraph.FirstOf(line))) count(&bad_starts_);
  if (MayNotEndLine(paragraph.LastOf(line))) count(&bad_ends_);
  for (const LinkArea& area : paragraph.LinksOf(line)) {
    const std::string where = area.target->url.has_value()
                                  ? absl::StrCat("uri=", Quoted(area.target->url->text()))
                                  : absl::StrCat("dest=", Quoted(area.target->place));
    const std::string link =
        absl::StrFormat("rect=[%.2f %.2f %.2f %.2f] %s", x + area.x, y + paragraph.leading() * 0.15,
                        area.width, paragraph.leading() * 0.7, where);
    cairo_tag_begin(cairo_, CAIRO_TAG_LINK, link.c_str());
    cairo_tag_end(cairo_, CAIRO_TAG_LINK);
  }
}

void PdfPages::Flow(const Paragraph& paragraph, double x, const char* tag) {
  missing_ += paragraph.missing();
  const std::size_t lines = paragraph.lines();
  const double leading = paragraph.leading();
  for (std::size_t line = 0; line < lines && !is_full();) {
    const double room = std::max(0.0, kBottom - y_);
    auto fitting = static_cast<std::size_t>(room / leading + 1e-6);
    const std::size_t left = lines - line;
    if (fitting < left) {
      if (fitting + 1 == left && fitting > 2) --fitting;  // Two lines for the next page.
      const bool is_single = fitting < 2 && left > 1;
      if ((fitting == 0 || is_single) && y_ > kTop) {
        EndPage();
        BeginPage();
        continue;
      }
      fitting = std::max<std::size_t>(fitting, 1);
    }
    cairo_tag_begin(cairo_, tag, nullptr);
    for (std::size_t k = 0; k < std::min(fitting, left); ++k) {
      DrawLine(paragraph, line + k, x, y_);
      y_ += leading;
    }
    cairo_tag_end(cairo_, tag);
    line += std::min(fitting, left);
    if (line < lines) {
      EndPage();
      BeginPage();
    }
  }
}

void PdfPages::Put(const Paragraph& paragraph, double x, double y, const char* tag) {
  missing_ += paragraph.missing();
  cairo_tag_begin(cairo_, tag, nullptr);
  for (std::size_t line = 0; line < paragraph.lines(); ++line) {
    DrawLine(paragraph, line, x, y + static_cast<double>(line) * paragraph.leading());
  }
  cairo_tag_end(cairo_, tag);
}

void PdfPages::Line(double x, double y, double width, double thickness, Color color) {
  SetColor(cairo_, color);
  cairo_rectangle(cairo_, x, y, width, thickness);
  cairo_fill(cairo_);
}

void PdfPages::Fill(double x, double y, double width, double height, double radius, Color color) {
  SetColor(cairo_, color);
  RoundedPath(cairo_, x, y, width, height, std::min({radius, width / 2, height / 2}));
  cairo_fill(cairo_);
}

void PdfPages::Frame(double x, double y, double width, double height, double radius, Color color) {
  SetColor(cairo_, color);
  cairo_set_line_width(cairo_, 0.7);
  RoundedPath(cairo_, x, y, width, height, radius);
  cairo_stroke(cairo_);
}

void PdfPages::Code(const QrCode& code, double x, double y, double size) {
  const double module = size / code.size;
  cairo_set_source_rgb(cairo_, 0, 0, 0);
  for (int row = 0; row < code.size; ++row) {
    for (int column = 0; column < code.size; ++column) {
      if (!code.At(column, row)) continue;
      cairo_rectangle(cairo_, x + column * module, y + row * module, module, module);
    }
  }
  cairo_fill(cairo_);
}

void PdfPages::Picture(std::string_view png, double x, double y, double width, double height) {
  PaintPng(cairo_, png, x, y, width, height);
}

void PdfPages::Place(const std::string& name) {
  const std::string attributes =
      absl::StrFormat("name=%s x=%.2f y=%.2f", Quoted(name), kMargin, std::max(0.0, y_ - 12));
  cairo_tag_begin(cairo_, CAIRO_TAG_DEST, attributes.c_str());
  cairo_tag_end(cairo_, CAIRO_TAG_DEST);
}

void PdfPages::Bookmark(const std::string& title) {
  const std::string place =
      absl::StrFormat("page=%d pos=[%.2f %.2f]", page_, kMargin, std::max(0.0, y_ - 12));
  cairo_pdf_surface_add_outline(surface_, CAIRO_PDF_OUTLINE_ROOT, title.c_str(), place.c_str(),
                                CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

void PdfPages::Describe(const std::string& title, const std::string& author,
                        const std::string& subject, const std::string& date) {
  const auto set = [this](cairo_pdf_metadata_t key, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(surface_, key, value.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, title);
  set(CAIRO_PDF_METADATA_AUTHOR, author);
  set(CAIRO_PDF_METADATA_SUBJECT, subject);
  set(CAIRO_PDF_METADATA_CREATOR, "Sennight");
  set(CAIRO_PDF_METADATA_CREATE_DATE, date);
  set(CAIRO_PDF_METADATA_MOD_DATE, date);
}

void PdfPages::Check(bool is_chinese, FormatFindings* findings) const {
  if (missing_ > 0) findings->Add(kPdfFont, "", {absl::StrCat(missing_)});
  if (!is_chinese) return;
  const auto check = [findings](const LineFaults& faults, const Rule& rule) {
    if (faults.lines == 0) return;
    findings->Add(rule, "", {absl::StrCat(faults.lines), absl::StrCat(faults.page)});
  };
  check(bad_starts_, kTypographyPageStart);
  check(bad_ends_, kTypographyPageEnd);
}

absl::StatusOr<std::string> PdfPages::Finish() {
  EndPage();
  cairo_surface_finish(surface_);
  if (const cairo_status_t status = cairo_surface_status(surface_);
      status != CAIRO_STATUS_SUCCESS) {
    return absl::InternalError(absl::StrCat("pdf: ", cairo_status_to_string(status)));
  }
  return std::move(bytes_);
}

}  // namespace sennight::rendering::print
