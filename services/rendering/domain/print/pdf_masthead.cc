#include "services/rendering/domain/print/pdf_masthead.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "services/rendering/domain/logo.h"

namespace sennight::rendering::print {
namespace {

constexpr double kHeight = 22;
constexpr double kTopOfRow = kHead - 8;
constexpr double kGap = 8;
constexpr double kWidestLogo = 120;

constexpr Color kWhite = Color(0xFF, 0xFF, 0xFF);

// A night of the mark (web_mark.h): its place, its size, and how far it is towards the full one.
struct Night {
  double x, y, radius;
  int percent;
};
constexpr std::array<Night, 7> kNights = {{{3, 15, 1.3, 45},
                                           {5.2, 9.4, 1.5, 53},
                                           {9.9, 5.2, 1.7, 61},
                                           {16, 3.6, 1.9, 70},
                                           {22.1, 5.2, 2.1, 80},
                                           {26.6, 9.4, 2.3, 90},
                                           {28.4, 15.6, 3.1, 100}}};

// Draws the logo or the mark at the left; returns its width.
double DrawSign(const DigestView& view, const PdfText& text, PdfPages* pages) {
  // A logo has up to four pixels a point; a small one is not made larger than it is at two.
  const std::optional<image::Size> logo =
      LogoSize(view, static_cast<int>(4 * kWidestLogo), static_cast<int>(4 * kHeight));
  if (logo.has_value()) {
    const double scale =
        std::min({0.5, kWidestLogo / logo->width, kHeight / static_cast<double>(logo->height)});
    const double width = logo->width * scale;
    const double height = logo->height * scale;
    pages->Picture(view.publication().logo(), kMargin, kTopOfRow + (kHeight - height) / 2, width,
                   height);
    return width;
  }
  const Color accent = text.tones().accent;
  const double top = kTopOfRow + 1;
  for (const Night& night : kNights) {
    const double size = 2 * night.radius;
    pages->Fill(kMargin + night.x - night.radius, top + night.y - night.radius, size, size,
                night.radius, kWhite.MixedWith(accent, night.percent));
  }
  pages->Line(kMargin + 1, top + 18.7, 24, 0.9, kWhite.MixedWith(accent, 45));
  return 32;
}

}  // namespace

void WriteMasthead(const DigestView& view, const PdfText& text, PdfPages* pages) {
  double x = kMargin + DrawSign(view, text, pages) + kGap;
  double right = kMargin + kColumn;
  // Puts a text into the row if it has room there; returns its width, 0 if it has none.
  const auto put = [&](const std::string& line, const Face& face, bool is_at_right) {
    const Paragraph paragraph = text.Of(kColumn, kHeight, line, face);
    if (paragraph.lines() != 1 || x + paragraph.WidthOf(0) + kGap > right) return 0.0;
    const double width = paragraph.WidthOf(0);
    pages->Put(paragraph, is_at_right ? right - width : x, kTopOfRow, "P");
    return width + kGap;
  };
  // What has no room stands below, before anything else.
  const auto below = [&](const std::string& line, const Face& face) {
    pages->Flow(text.Of(kColumn, 14, line, face), kMargin, "P");
    pages->Space(4);
  };
  Face name = text.Bold(text.tones().accent);
  name.size = 11.5;
  const Face quiet = text.Small(text.tones().mute);
  if (const double width = put(view.Publication(), name, false); width > 0) {
    x += width;
  } else {
    below(view.Publication(), name);
  }
  if (const std::string note = view.MastheadNote(); !note.empty()) {
    const double width = put(note, quiet, true);
    right -= width;
    if (width == 0) below(note, quiet);
  }
  put(view.Plain(view.digest().branding().tagline()), quiet, false);
  pages->Line(kMargin, kHead + 20, kColumn, 1.1, text.tones().accent);
}

}  // namespace sennight::rendering::print
