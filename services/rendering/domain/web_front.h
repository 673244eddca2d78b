// The front of the web page: head line, title, timeline, the week at a glance, figures, contents.
#pragma once

#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {

void WriteMasthead(WebText* web);
void WriteTitle(WebText* web);
void WriteTimeline(WebText* web);
void WriteGlance(WebText* web);

// Writes the rail: the figures of the week and the contents.
void WriteRail(WebText* web);

}  // namespace sennight::rendering
