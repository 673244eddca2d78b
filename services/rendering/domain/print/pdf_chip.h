// A short label in a frame, such as a category or a kind of source.
#pragma once

#include <string_view>

#include "services/rendering/domain/print/pdf_page.h"
#include "services/rendering/domain/print/pdf_text.h"

namespace sennight::rendering::print {

class Chip {
 public:
  // Widest chip; what is longer is none.
  static constexpr double kMost = 110;

  Chip(const PdfText& text, std::string_view label);

  // Returns the width of the frame, 0 if there is nothing to show.
  double width() const { return width_; }

  // Draws it at the beginning of a line of the height `leading`.
  void Put(double x, double y, double leading, PdfPages* pages) const;

 private:
  Color frame_;
  Paragraph label_;
  double width_ = 0;
};

}  // namespace sennight::rendering::print
