// The masthead of a PDF: what stands at the top of its first page, where others have a running
// head.
#pragma once

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/print/pdf_page.h"
#include "services/rendering/domain/print/pdf_text.h"

namespace sennight::rendering::print {

// Draws the logo of the publication, or the mark of seven nights in its place; beside it its name
// and tagline, at the right its note. The place for the next thing stays unless the name or the
// note has no room beside the others; the tagline is then left out.
void WriteMasthead(const DigestView& view, const PdfText& text, PdfPages* pages);

}  // namespace sennight::rendering::print
