// The days of the digest on the first page of a PDF.
#pragma once

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/print/pdf_page.h"
#include "services/rendering/domain/print/pdf_text.h"

namespace sennight::rendering::print {

// Draws the timeline of the web page: the window as a band, a dot for each day with stories (a ring
// for what happened outside of the window), below them days and stories, which link to their
// sections. A list in the structure.
void WriteTimeline(const DigestView& view, const PdfText& text, PdfPages* pages);

}  // namespace sennight::rendering::print
