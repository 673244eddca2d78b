#include "services/rendering/domain/print/pdf_chip.h"

namespace sennight::rendering::print {
namespace {

constexpr double kInset = 6;
constexpr double kHeight = 12;

}  // namespace

Chip::Chip(const PdfText& text, std::string_view label)
    : frame_(text.tones().edge),
      label_(text.Of(kMost, kHeight, label, {.size = 7.6, .color = text.tones().accent})) {
  if (label_.lines() == 1) width_ = label_.WidthOf(0) + 2 * kInset;
}

void Chip::Put(double x, double y, double leading, PdfPages* pages) const {
  if (width_ == 0) return;
  const double top = y + (leading - kHeight) / 2;
  pages->Frame(x, top, width_, kHeight, kHeight / 2, frame_);
  pages->Put(label_, x + kInset, top, "P");
}

}  // namespace sennight::rendering::print
