// The text of a PDF: its faces, and paragraphs of inline text with citations that link.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/print/paragraph.h"

namespace sennight::rendering::print {

class PdfText {
 public:
  // Both must outlive the text.
  PdfText(const DigestView& view, PangoContext* context);

  const Tones& tones() const { return tones_; }
  Face Body() const { return {.size = 10.5, .color = tones_.ink}; }
  Face Bold(Color color) const { return {.is_bold = true, .size = 10.5, .color = color}; }
  Face Small(Color color) const { return {.size = 8.8, .color = color}; }
  Face Heading(double size) const {
    return {.family = view_.palette().has_serifs ? kSerif : kSans,
            .is_bold = true,
            .size = size,
            .color = tones_.ink};
  }

  // Returns an empty paragraph of `width`; Chinese is justified, other text is not.
  Paragraph Of(double width, double leading) const;
  Paragraph Of(double width, double leading, std::string_view text, const Face& face) const;

  // Adds an inline text with its citations.
  void Add(const digest::v1::InlineText& text, const Face& face, Paragraph* paragraph) const;
  void AddCitations(const std::vector<int>& numbers, double size, Paragraph* paragraph) const;

 private:
  const DigestView& view_;
  PangoContext* context_;
  Tones tones_;
};

}  // namespace sennight::rendering::print
