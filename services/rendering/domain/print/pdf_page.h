// The pages of a PDF: where the next thing goes, what it is called in the structure, what it links
// to. Pages end where the next thing does not fit.
#pragma once

#include <cairo-pdf.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/image/color.h"
#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/print/paragraph.h"
#include "services/rendering/domain/print/qr_code.h"

namespace sennight::rendering::print {

using image::Color;

// A4, in points.
inline constexpr double kPageWidth = 595.28;
inline constexpr double kPageHeight = 841.89;
inline constexpr double kMargin = 68;
inline constexpr double kHead = 40;  // Where the running head stands, or the masthead.
inline constexpr double kTop = 74;
inline constexpr double kBottom = kPageHeight - 72;
inline constexpr double kColumn = kPageWidth - 2 * kMargin;

// Most pages; a digest that needs more is refused.
inline constexpr int kMaxPages = 200;

// What stands at the top of each page but the first, which has a masthead there.
struct RunningHead {
  std::string left, right;
  Color color = Color(0, 0, 0);
  Color line = Color(0, 0, 0);
};

class PdfPages {
 public:
  // `context` must outlive the pages.
  PdfPages(PangoContext* context, RunningHead head);
  ~PdfPages();
  PdfPages(const PdfPages&) = delete;
  PdfPages& operator=(const PdfPages&) = delete;

  PangoContext* context() const { return context_; }
  cairo_t* cairo() const { return cairo_; }
  double y() const { return y_; }
  int page() const { return page_; }
  bool is_full() const { return page_ > kMaxPages; }

  // Adds what is wrong with what has been drawn: characters that the fonts lack; of a Chinese
  // document lines that begin or end with what typesetting does not let stand there.
  void Check(bool is_chinese, FormatFindings* findings) const;

  // Leaves room, none at the top of a page.
  void Space(double height);
  // Ends the page unless `height` fits below; what is higher than a page is let be.
  void Keep(double height);
  void Advance(double height) { y_ += height; }

  // Draws a paragraph at `x`, as the element `tag` of the structure, over as many pages as it
  // takes; no page begins or ends with a single line of several.
  void Flow(const Paragraph& paragraph, double x, const char* tag);
  // Draws all of a paragraph at a place of this page; the place for the next thing stays.
  void Put(const Paragraph& paragraph, double x, double y, const char* tag);

  void Line(double x, double y, double width, double thickness, Color color);
  void Fill(double x, double y, double width, double height, double radius, Color color);
  void Frame(double x, double y, double width, double height, double radius, Color color);
  void Code(const QrCode& code, double x, double y, double size);
  // Draws a PNG that has been checked (common/image/png.h).
  void Picture(std::string_view png, double x, double y, double width, double height);

  // Names this place, for links.
  void Place(const std::string& name);
  // Adds an entry to the outline that leads to this place.
  void Bookmark(const std::string& title);

  // Metadata as PDF has had it from the first: title, author, subject, the moment (RFC 3339).
  void Describe(const std::string& title, const std::string& author, const std::string& subject,
                const std::string& date);

  // Ends the last page and returns the bytes.
  absl::StatusOr<std::string> Finish();

 private:
  // Lines of which typesetting disapproves.
  struct LineFaults {
    int lines = 0;
    int page = 0;  // Of the first of them.
  };

  void BeginPage();
  void EndPage();
  void DrawLine(const Paragraph& paragraph, std::size_t line, double x, double y);

  PangoContext* context_;
  RunningHead head_;
  std::string bytes_;
  cairo_surface_t* surface_;
  cairo_t* cairo_;
  double y_ = kTop;
  int page_ = 1;
  int missing_ = 0;
  LineFaults bad_starts_;
  LineFaults bad_ends_;
};

}  // namespace sennight::rendering::print
