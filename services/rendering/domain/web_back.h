// The back of the web page: stories in brief, closing, references, footer.
#pragma once

#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {

void WriteInBrief(WebText* web);
void WriteClosing(WebText* web);

// Writes the references with links back to each place that cites them; to be written last.
void WriteReferences(WebText* web);

// Writes what must be said, and what was checked.
void WriteFooter(WebText* web);

}  // namespace sennight::rendering
