// The figures of a story in a PDF.
#pragma once

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/print/pdf_page.h"
#include "services/rendering/domain/print/pdf_text.h"

namespace sennight::rendering::print {

// Writes the figures of a story in a card that begins at `x`: shares of a whole with bars.
void WriteFigures(const digest::v1::Story& story, double x, const DigestView& view,
                  const PdfText& text, PdfPages* pages);

}  // namespace sennight::rendering::print
