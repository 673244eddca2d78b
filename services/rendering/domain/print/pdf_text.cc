#include "services/rendering/domain/print/pdf_text.h"

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering::print {

PdfText::PdfText(const DigestView& view, PangoContext* context)
    : view_(view), context_(context), tones_(view.palette().light) {}

Paragraph PdfText::Of(double width, double leading) const {
  return {context_, {.width = width, .leading = leading, .is_justified = view_.chinese()}};
}

Paragraph PdfText::Of(double width, double leading, std::string_view text, const Face& face) const {
  Paragraph paragraph(context_, {.width = width,
                                 .leading = leading,
                                 .is_justified = false,
                                 .keeps_words = face.size > 14,
                                 .names = &view_.names()});
  paragraph.Add(text, face);
  paragraph.Break();
  return paragraph;
}

void PdfText::Add(const digest::v1::InlineText& text, const Face& face,
                  Paragraph* paragraph) const {
  for (const Piece& piece : view_.Pieces(text)) {
    paragraph->Add(piece.text, face);
    AddCitations(piece.citations, face.size, paragraph);
  }
}

void PdfText::AddCitations(const std::vector<int>& numbers, double size,
                           Paragraph* paragraph) const {
  const Face face{.size = size * 0.66, .color = tones_.accent, .rise = size * 0.34};
  for (const int number : numbers) {
    paragraph->Add(absl::StrCat("[", number, "]"), face, {.place = ReferenceId(number)});
  }
}

}  // namespace sennight::rendering::print
