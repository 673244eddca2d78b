// A paragraph as it is printed: broken into lines and justified as Chinese typesetting asks
// (clreq). Marks that follow each other are squeezed, no line begins or ends with what must not
// stand there, and what a line lacks goes between ideographs, not into its few spaces.
#pragma once

#include <pango/pangocairo.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/image/color.h"
#include "services/rendering/domain/print/fonts.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering::print {

using image::Color;

// How text looks; sizes in points.
struct Face {
  const char* family = kSans;
  bool is_bold = false;
  double size = 10.5;
  Color color = Color(0, 0, 0);
  double rise = 0;  // Above the line.
};

// Where a piece of text leads: to an address, or to a place of the document.
struct Target {
  std::optional<SafeUrl> url;
  std::string place;
};

// The part of a line that leads somewhere, from the line's left end.
struct LinkArea {
  double x = 0;
  double width = 0;
  const Target* target = nullptr;
};

class Paragraph {
 public:
  struct Shape {
    double width = 0;     // Of the column.
    double leading = 17;  // From line to line.
    bool is_justified = true;
    bool keeps_words = false;                         // Of ideographs too, as in headlines.
    const std::vector<std::string>* names = nullptr;  // That it keeps, too.
  };

  // `context` must outlive the paragraph.
  Paragraph(PangoContext* context, Shape shape) : context_(context), shape_(shape) {}
  ~Paragraph();
  Paragraph(Paragraph&&) = default;
  Paragraph(const Paragraph&) = delete;
  Paragraph& operator=(const Paragraph&) = delete;

  // Adds a piece of text. `text` must be printable (Typeset).
  void Add(std::string_view text, const Face& face, Target target = {});
  bool empty() const { return text_.empty(); }

  // Breaks it into lines. Nothing may be added afterwards.
  void Break();

  std::size_t lines() const { return lines_.size(); }
  double leading() const { return shape_.leading; }
  double height() const { return shape_.leading * static_cast<double>(lines_.size()); }
  double WidthOf(std::size_t line) const { return lines_[line].width; }

  // Draws one line into a box of the height `leading` whose top left corner is given.
  void Draw(cairo_t* cairo, std::size_t line, double x, double y) const;

  // Returns the characters that a line begins and ends with; 0 if it is empty.
  char32_t FirstOf(std::size_t line) const;
  char32_t LastOf(std::size_t line) const;

  // Returns the parts of a line that lead somewhere.
  std::vector<LinkArea> LinksOf(std::size_t line) const;

  // Returns how many characters the fonts lack.
  int missing() const { return missing_; }

 private:
  struct Span {
    std::size_t begin;  // Byte.
    Face face;
    Target target;
  };
  // The glyphs of one or more characters that are not parted.
  struct Cluster {
    PangoGlyphItem* run;
    int first_glyph;
    int glyphs;
    std::size_t byte;
    std::size_t position;  // Code point.
    std::size_t span;
    char32_t character;
  };
  struct Line {
    std::size_t begin, end;  // Clusters.
    double width;
  };

  void ShapeText();
  void CollectClusters(PangoLayoutLine* line);
  void Squeeze();
  void NarrowDots();
  // For each code point whether a line may end before it.
  std::vector<bool> MayBreakBefore() const;
  void BreakLines();
  void Finish(std::size_t begin, std::size_t end, bool is_last);
  void ShowGlyphs(cairo_t* cairo, const Cluster& first, int glyphs, std::size_t end) const;
  double Advance(const Cluster& cluster) const;
  void Widen(const Cluster& cluster, double points, bool at_left) const;

  PangoContext* context_;
  Shape shape_;
  std::string text_;
  std::vector<Span> spans_;
  Owned<PangoLayout> layout_;
  std::vector<Cluster> clusters_;
  std::vector<Line> lines_;
  int missing_ = 0;
};

}  // namespace sennight::rendering::print
